"""Advice on changing where one is: why-interview, crossover patterns, check lists, rubrics, days in roles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hillclimb.content.advice_shapes import BY_FILE, PART_OF
from hillclimb.content.model import Place, Problem
from hillclimb.content.shapes import Shape
from hillclimb.content.tables import Row, fit, load


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A question of the why-interview; `part` is the part of the transition plan that its answer goes into."""

    slug: str
    uuid: str
    part: str
    ask: str
    because: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A kind of small ML task that many jobs have; `data` and `pains` are the words by which it is found."""

    slug: str
    title: str
    task: str
    data: tuple[str, ...]
    pains: tuple[str, ...]
    value: str
    risk: str
    needs: str
    measure: str
    baseline: str
    first: str
    lab: str
    skills: tuple[str, ...]
    weeks: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCheck:
    """One thing to find out about a team or a manager: the question to ask and what good and bad answers sound like."""

    slug: str
    uuid: str
    about: str
    item: str
    ask: str
    good: str
    bad: str
    weight: int
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that both kinds of engineer are judged by, and differently; `skills` lead to one's own evidence."""

    slug: str
    title: str
    software: str
    learning: str
    skills: tuple[str, ...]
    show: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A template for the log: what to do, and the headings to write below."""

    slug: str
    title: str
    task: str
    headings: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Something to try in ten minutes: in a lab, or on the questions of a skill."""

    say: str
    lab: str = ""
    skill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day in a role: what happens when, what it asks of a person, who likes it, who does not, and what to try."""

    role: str
    hours: tuple[tuple[str, str], ...]
    asks: tuple[str, ...]
    likes: str
    dislikes: str
    tries: tuple[Try, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What a pack says on changing where one is; most packs say nothing."""

    whys: tuple[Why, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    checks: tuple[TeamCheck, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    notes: tuple[Note, ...] = ()
    days: tuple[Day, ...] = ()


def read_advice(folder: Path) -> tuple[Advice, tuple[Problem, ...]]:
    """Read what a pack says on changing where one is; `read_pack` leaves it for who asks for it."""
    problems: list[Problem] = []
    rows = {name: tuple(_rows(folder, name, problems)) for name in BY_FILE}
    advice = Advice(
        whys=tuple(_why(row, place) for row, place in rows["why.toml"]),
        patterns=tuple(_pattern(row, place) for row, place in rows["crossover.toml"]),
        checks=tuple(_check(row, place) for row, place in rows["team.toml"]),
        criteria=tuple(_criterion(row, place) for row, place in rows["rubric.toml"]),
        notes=tuple(_note(row, place) for row, place in rows["notes.toml"]),
        days=tuple(_day(row, place) for row, place in rows["days.toml"]),
    )
    return advice, tuple(problems)


def _rows(folder: Path, name: str, problems: list[Problem]) -> Iterator[tuple[Row, Place]]:
    path = folder / "career" / name
    if not path.exists():
        return
    file = load(path, folder)
    problems += file.problems
    if file.top is None:
        return
    whole: Shape = BY_FILE[name]
    part = PART_OF[name]
    problems += fit(whole, file.top, file.marks)[1]
    found = file.top.get(part.name)
    for index, raw in enumerate(found if isinstance(found, list) else []):
        if isinstance(raw, dict):
            row, wrong = fit(part, raw, file.marks, table=part.name, index=index)
            problems += wrong
            if row is not None:
                yield row, file.marks.place(part.name, index)


def _why(row: Row, place: Place) -> Why:
    return Why(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        part=row["part"],
        ask=row["ask"].strip(),
        because=row["because"].strip(),
        place=place,
    )


def _pattern(row: Row, place: Place) -> Pattern:
    return Pattern(
        slug=row["slug"],
        title=row["title"].strip(),
        task=row["task"].strip(),
        data=tuple(row["data"]),
        pains=tuple(row["pains"]),
        value=row["value"].strip(),
        risk=row["risk"].strip(),
        needs=row["needs"].strip(),
        measure=row["measure"].strip(),
        baseline=row["baseline"].strip(),
        first=row["first"].strip(),
        lab=row.get("lab", ""),
        skills=tuple(row["skills"]),
        weeks=row["weeks"],
        place=place,
    )


def _check(row: Row, place: Place) -> TeamCheck:
    return TeamCheck(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        about=row["about"],
        item=row["item"].strip(),
        ask=row["ask"].strip(),
        good=row["good"].strip(),
        bad=row["bad"].strip(),
        weight=row["weight"],
        place=place,
    )


def _criterion(row: Row, place: Place) -> Criterion:
    return Criterion(
        slug=row["slug"],
        title=row["title"].strip(),
        software=row["software"].strip(),
        learning=row["learning"].strip(),
        skills=tuple(row["skills"]),
        show=row["show"].strip(),
        place=place,
    )


def _note(row: Row, place: Place) -> Note:
    return Note(
        slug=row["slug"],
        title=row["title"].strip(),
        task=row["task"].strip(),
        headings=tuple(row["headings"]),
        place=place,
    )


def _day(row: Row, place: Place) -> Day:
    return Day(
        role=row["role"],
        hours=tuple((one["at"], one["what"].strip()) for one in row["hours"]),
        asks=tuple(row["asks"]),
        likes=row["likes"].strip(),
        dislikes=row["dislikes"].strip(),
        tries=tuple(
            Try(say=one["say"].strip(), lab=one.get("lab", ""), skill=one.get("skill", "")) for one in row["tries"]
        ),
        place=place,
    )
