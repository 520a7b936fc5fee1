"""What a posting states beside skills: seniority, years, place, remote work and salary; nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hillclimb.career.phrases import Phrases, phrases_of
from hillclimb.content import Cue

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {word: number for number, word in enumerate(_WORDS, start=1)}
_NUMBER = r"(?:\d{1,2}|" + "|".join(_NUMBERS) + ")"
_YEARS = re.compile(
    rf"\b({_NUMBER})(?:\s*\+)?(?:\s*(?:-|\u2013|to|or)\s*({_NUMBER}))?\s*\+?\s*(?:years?|yrs?)\b(?!\s*(?:old|ago|later))",
    re.IGNORECASE,
)
_NOT_EXPERIENCE = re.compile(r"limited|fixed.term|temporary|months|project|since|founded|after|€.{0,12}$|salary", re.I)
_MONEY = r"(?:€|£|\$|EUR|GBP|USD|CHF|DKK|SEK|NOK|PLN|CZK)"
_AMOUNT = r"\d{1,3}(?:[.,'\u2019 \u00a0]\d{3})*(?:[.,]\d{1,2})?\s?[kK]?"
_SALARY = re.compile(
    rf"(?:{_MONEY}\s?{_AMOUNT}(?:\s*(?:-|\u2013|to|and)\s*{_MONEY}?\s?{_AMOUNT})?"
    rf"|{_AMOUNT}(?:\s?{_MONEY})?\s*(?:-|\u2013|to|and)\s*{_AMOUNT}\s?{_MONEY}"
    rf"|\b{_AMOUNT}\s?{_MONEY}(?!\w))"
)
_PAY = re.compile(r"salary|pay\b|gross|a year|per year|annual|rate|compensation|range|month|hour|bonus|\d[kK]", re.I)
_LABELLED = re.compile(
    r"^\W*(?:location|place of work|place|based in|where|standort|arbeitsort)\s*[:\u2013]\s*(.+)$", re.I | re.M
)
_WORK = (Cue.HYBRID, Cue.REMOTE, Cue.ON_SITE)
_LIKE_A_PLACE = re.compile(r"[A-ZÀ-Ý][^\d:@!?]*(?:\d[^\d:@!?]*)*(?<![.,;])")
_AFTER_PLACE = re.compile(r"[(|\u00b7.]|\s[\u2013-]\s|,\s*(?:hybrid|remote|on site|full|with|two|\d)", re.I)
_TITLE_END = re.compile(r"\(\s*(?:[mwfdx]|all genders|w)(?:\s*[/|]\s*[mwfdx])+\s*\)|\(all genders\)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What stands there, in its own words where it is text; empty or None where it is not stated."""

    title: str = ""
    seniority: str = ""
    years: int | None = None
    place: str = ""
    work: str = ""
    salary: str = ""


def stated(text: str, cues: Mapping[Cue, tuple[str, ...]]) -> Stated:
    """Return what a posting states."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = next((line.strip("*!# ") for line in lines if any(letter.isalpha() for letter in line)), "")[:160]
    known = phrases_of(cues)
    found = {cue for cue, _ in known.find(text[:20_000])}
    in_title = {cue for cue, _ in known.find(title)}
    on_top = {cue for cue, _ in known.find("\n".join(lines[:5])[:500])}
    years = _years(text)
    return Stated(
        title=" ".join(_TITLE_END.sub("", title).split()).strip(" -\u2013|"),
        seniority=_seniority(in_title, found, years),
        years=years,
        place=_place(lines, text, known),
        work=next((cue.value for part in (on_top, found) for cue in _WORK if cue in part), ""),
        salary=_salary(text),
    )


def _seniority(in_title: set[Cue], found: set[Cue], years: int | None) -> str:
    if Cue.JUNIOR in in_title:
        return "junior"
    if Cue.SENIOR in in_title:
        return "senior"
    if years is not None:
        return "senior" if years >= 5 else "mid" if years >= 2 else "junior"
    return "junior" if Cue.JUNIOR in found else ""


def _years(text: str) -> int | None:
    """Return the years of experience that are asked for at least: the most of those named."""
    found = []
    for match in _YEARS.finditer(text):
        if not _NOT_EXPERIENCE.search(text[max(0, match.start() - 22) : match.start()]):
            word = match.group(1).lower()
            found.append(_NUMBERS[word] if word in _NUMBERS else int(word))
    return max((years for years in found if years <= 20), default=None)


def _salary(text: str) -> str:
    for match in _SALARY.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 40]
        digits = re.sub(r"\D", "", match.group().split("\u2013")[0])
        if _PAY.search(around) and len(digits) >= 2 and "budget" not in around.lower():
            return " ".join(match.group().split())
    return ""


def _place(lines: list[str], text: str, known: Phrases[Cue]) -> str:
    labelled = _LABELLED.search(text)
    if labelled:
        return _bare(labelled.group(1))
    for number, line in enumerate(lines[:4]):
        heading = any(cue.value.startswith("heading") and span.begin == 0 for cue, span in known.find(line))
        if number and not heading and _LIKE_A_PLACE.fullmatch(line) and len(line.split()) <= 9:
            return _bare(line)
        ends = re.split(r"\s[\u2013|@]\s|\s-\s", line) if number == 0 else []
        if len(ends) > 1 and re.search(r"remote|hybrid|on site|home", ends[-1], re.I):
            return _bare(ends[-1])
    return ""


def _bare(text: str) -> str:
    """Return a place without what is said about offices and hours beside it."""
    first = re.split(
        r"[(|\u00b7.]|\s[\u2013-]\s|,\s*(?:hybrid|remote|on site|full|with|two|\d)", text, maxsplit=1, flags=re.I
    )[0]
    bare = first.strip(" ,;\u2013-")[:80]
    return "" if bare.lower() in ("remote", "hybrid", "on site", "home office") else bare
