"""Rules about lessons and cards; whether their code does what they say is for `pack prove` to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from hillclimb.content.examples import fences
from hillclimb.content.model import Card, CardKind, Place, Problem
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest

LANGUAGES = ("python", "output", "figure", "text")
CARDS = 5
WORDS = 70
POINTERS = 2

_POINTER = re.compile(r"\]\(https?://|<https?://|^\s*[-*] .*https?://", re.MULTILINE)


def _lessons(found: Found) -> Iterator[tuple[Place, str]]:
    for name in found.lessons:
        place = Place(file=f"lessons/{name}.md")
        yield place, (found.folder / place.file).read_text(encoding="utf-8", errors="replace")


def _taught(found: Found) -> Iterator[str]:
    """Yield the known skills that labs teach."""
    known = {skill.slug for skill in found.skills}
    taught = dict.fromkeys(slug for lab in found.labs for slug in lab.teaches)
    yield from (slug for slug in taught if slug in known)


def stray_lessons(found: Found) -> Iterator[Problem]:
    """Rule T001: a lesson is named after a skill that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    for name in found.lessons:
        if name not in skills:
            message = f"a lesson for {name!r}, which no file defines"
            yield Problem(
                rule="T001", place=Place(file=f"lessons/{name}.md"), message=message, hint=nearest(name, skills)
            )


def lesson_title(found: Found) -> Iterator[Problem]:
    """Rule T002: a lesson begins with its title."""
    for place, text in _lessons(found):
        if not re.match(r"# \S", text):
            message = "the lesson does not begin with `# ` and a title"
            yield Problem(rule="T002", place=Place(file=place.file, line=1), message=message)


def stop_and_think(found: Found) -> Iterator[Problem]:
    """Rule T003: a lesson stops once for the reader to think."""
    for place, text in _lessons(found):
        if not re.search(r"^> \*\*Stop and think\.\*\* \S", text, re.MULTILINE):
            message = "the lesson has no line `> **Stop and think.** ...`"
            yield Problem(rule="T003", place=place, message=message, hint="ask what the next paragraph answers")


def go_further(found: Found) -> Iterator[Problem]:
    """Rule T004: a lesson ends with at least two pointers under `## Go further`."""
    for place, text in _lessons(found):
        below = re.split(r"^## Go further\s*$", text, maxsplit=1, flags=re.MULTILINE)
        if len(below) < 2:
            yield Problem(rule="T004", place=place, message="the lesson has no section `## Go further`")
        elif (pointers := len(_POINTER.findall(below[1]))) < POINTERS:
            line = below[0].count("\n") + 1
            message = f"`## Go further` gives {pointers} of at least {POINTERS} addresses"
            yield Problem(rule="T004", place=Place(file=place.file, line=line), message=message)


def lesson_fences(found: Found) -> Iterator[Problem]:
    """Rule T005: code stands in closed python, figure, output or text blocks, and output right after its python."""
    for place, text in _lessons(found):
        before = ""
        for fence in fences(text):
            at = Place(file=place.file, line=fence.line)
            if not fence.closed:
                yield Problem(rule="T005", place=at, message="the block is never closed")
            if fence.language not in LANGUAGES:
                message = f"a block of language {fence.language!r}"
                yield Problem(rule="T005", place=at, message=message, hint=f"use one of {', '.join(LANGUAGES)}")
            if fence.language == "output" and before != "python":
                yield Problem(rule="T005", place=at, message="output that no python block stands before")
            before = fence.language


def no_lesson(found: Found) -> Iterator[Problem]:
    """Rule T006: a skill that a lab teaches has a lesson."""
    for slug in _taught(found):
        if slug not in found.lessons:
            message = f"labs teach {slug!r}, but it has no lesson"
            yield Problem(rule="T006", place=Place(file=f"lessons/{slug}.md"), message=message)


def no_back(found: Found) -> Iterator[Problem]:
    """Rule C001: a card has a back."""
    for card in found.cards:
        if not card.back:
            yield Problem(rule="C001", place=card.place, message=f"card {card.slug!r} has no back")


def stray_cards(found: Found) -> Iterator[Problem]:
    """Rule C002: cards stand in a file that is named after a skill that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    for path in _stray(found.folder / "cards", skills):
        message = f"cards for {path.stem!r}, which no file defines"
        yield Problem(
            rule="C002", place=Place(file=f"cards/{path.name}"), message=message, hint=nearest(path.stem, skills)
        )


def card_code(found: Found) -> Iterator[Problem]:
    """Rule C003: a code card has code and what it prints; a recall card has neither."""
    for card in found.cards:
        if card.kind is CardKind.CODE and not (card.code and card.prints):
            message = f"code card {card.slug!r} lacks {'prints' if card.code else 'code'}"
            yield Problem(rule="C003", place=card.place, message=message)
        if card.kind is CardKind.RECALL and (card.code or card.prints):
            message = f"recall card {card.slug!r} has code"
            yield Problem(rule="C003", place=card.place, message=message, hint='say kind = "code"')


def few_cards(found: Found) -> Iterator[Problem]:
    """Rule C004: a skill that a lab teaches has at least five cards."""
    for slug in _taught(found):
        count = sum(card.skill == slug and not card.lab for card in found.cards)
        if count < CARDS:
            message = f"labs teach {slug!r}, but it has {count} of at least {CARDS} cards"
            yield Problem(rule="C004", place=Place(file=f"cards/{slug}.toml"), message=message)


def long_back(found: Found) -> Iterator[Problem]:
    """Rule C005: the back of a card has at most 70 words."""
    for card in found.cards:
        if (words := _words(card)) > WORDS:
            message = f"the back of card {card.slug!r} has {words} words, at most {WORDS} are remembered"
            yield Problem(rule="C005", place=card.place, message=message, hint="make it two cards")


def _words(card: Card) -> int:
    return len(card.back.split())


def _stray(folder: Path, skills: set[str]) -> Iterator[Path]:
    yield from (path for path in sorted(folder.glob("*.toml")) if path.stem not in skills)
