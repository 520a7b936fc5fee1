"""Holds a pack that was read against every rule."""

from __future__ import annotations

from dataclasses import replace

from hillclimb.content.advising import read_advice
from hillclimb.content.aliases import read_vocabulary
from hillclimb.content.model import Problem
from hillclimb.content.reading import Reading, read_interviews


def check_pack(reading: Reading) -> tuple[Problem, ...]:
    """Return all that is wrong with a pack: what reading it showed and what every rule says, file by file."""
    from hillclimb.content.rules import RULES  # only authors wait for it

    problems = list(reading.problems)
    if not any(problem.rule == "P002" for problem in problems) and reading.found.folder.is_dir():
        interviews, wrong = read_interviews(reading.found.folder)
        advice, amiss = read_advice(reading.found.folder)
        vocabulary, odd = read_vocabulary(reading.found.folder)
        found = replace(reading.found, vocabulary=vocabulary, interviews=interviews, advice=advice)
        problems += [*wrong, *amiss, *odd, *(problem for rule in RULES.values() for problem in rule(found))]
    return tuple(sorted(problems, key=lambda problem: (problem.place.file, problem.place.line, problem.rule)))
