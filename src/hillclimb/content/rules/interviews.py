"""Rules about interview questions: that the words which judge an answer know a good one from a bad one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from hillclimb.content.interviewing import is_made
from hillclimb.content.model import Place, Problem
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest

INTERVIEWS = 2
POINTS = 3
MINUTES = range(1, 46)


def stray_interviews(found: Found) -> Iterator[Problem]:
    """Rule I001: interview questions stand in a file that is named after a skill that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    for path in sorted((found.folder / "interviews").glob("*.toml")):
        if path.stem not in skills:
            message = f"interview questions for {path.stem!r}, which no file defines"
            place = Place(file=f"interviews/{path.name}")
            yield Problem(rule="I001", place=place, message=message, hint=nearest(path.stem, skills))


def thin(found: Found) -> Iterator[Problem]:
    """Rule I002: an interview question has 3 points or more, a follow-up, a wrong answer, and takes 1 to 45 minutes."""
    for item in found.interviews:
        lacks = []
        if len(item.points) < POINTS:
            lacks.append(f"{len(item.points)} of at least {POINTS} points")
        if any(not point.words or any(not words.strip(" *") for words in point.words) for point in item.points):
            lacks.append("a point without words")
        if not item.follow_ups:
            lacks.append("no follow-up")
        if not item.mistakes:
            lacks.append("no common wrong answer")
        if item.minutes not in MINUTES:
            lacks.append(f"{item.minutes} minutes")
        if lacks:
            message = f"interview {item.slug!r} has {', '.join(lacks)}"
            yield Problem(rule="I002", place=item.place, message=message)


def answer_misses(found: Found) -> Iterator[Problem]:
    """Rule I003: the good answer to an interview question makes every point by its words."""
    for item in found.interviews:
        for point in item.points:
            if not is_made(point, item.answer):
                message = f"the answer of interview {item.slug!r} holds no words of the point {point.say!r}"
                yield Problem(
                    rule="I003", place=item.place, message=message, hint="add the words a good answer uses for it"
                )


def mistake_is_right(found: Found) -> Iterator[Problem]:
    """Rule I004: a common wrong answer to an interview question makes fewer than half of its points."""
    for item in found.interviews:
        for mistake in item.mistakes:
            made = sum(is_made(point, mistake.said) for point in item.points)
            if made * 2 >= len(item.points) > 0:
                message = f"a wrong answer of interview {item.slug!r} makes {made} of {len(item.points)} points"
                yield Problem(
                    rule="I004", place=item.place, message=message, hint="make the words of the points more specific"
                )


def few_interviews(found: Found) -> Iterator[Problem]:
    """Rule I005: a skill that a lab teaches has at least two interview questions."""
    known = {skill.slug for skill in found.skills}
    for slug in dict.fromkeys(slug for lab in found.labs for slug in lab.teaches):
        count = sum(item.skill == slug for item in found.interviews)
        if slug in known and count < INTERVIEWS:
            message = f"labs teach {slug!r}, but it has {count} of at least {INTERVIEWS} interview questions"
            yield Problem(rule="I005", place=Place(file=f"interviews/{slug}.toml"), message=message)


def code(found: Found) -> Iterator[Problem]:
    """Rule I006: the code of an interview question is Python."""
    for item in found.interviews:
        try:
            ast.parse(item.code)
        except (SyntaxError, ValueError) as fault:
            message = f"the code of interview {item.slug!r} is not Python: {fault}"
            yield Problem(rule="I006", place=item.place, message=message)
