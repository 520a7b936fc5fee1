"""The learner's form: how the latest answers went, in signs that a person can read, each with a weight.

Bayesian Elo forgets in which order answers came; these signs put back what the order tells (LKT: Pavlik 2021).
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

# How much of the form each answer leaves: on one skill, over all quickly, over all slowly.
_ON_SKILL = 0.8
_QUICK = 0.6
_SLOW = 0.9

# In the order of `Course.signs`. All but the first few are nothing before the first answer.
SIGNS = (
    "level",
    "level, bent",
    "general level",
    "ease of the question",
    "doubt about the skill",
    "first sight of the skill",
    "answers since the last on the skill",
    "right before on the skill",
    "wrong before on the skill",
    "right in a row",
    "wrong in a row",
    "form on the skill",
    "quick form",
    "slow form",
    "right before on this question",
    "wrong before on this question",
)
# Those that are about the learner alone, and their weights as shipped: fitted on both data sets of
# docs/why/beliefs.md together, with the level as it is, and held so that a right answer never counts against anyone.
# Only one of them then tells more than the level already does.
OWN = slice(7, 14)
SHIPPED = (0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0)
# Form belongs to a sitting: in answers with times it is +3 points within ten minutes and gone within the hour.
FORM_HALF_LIFE_DAYS = 0.5 / 24

Key: TypeAlias = Hashable


@dataclass(slots=True)
class Trail:
    """What the answers on one skill were so far; `run` is positive for right ones in a row, negative for wrong."""

    right: int = 0
    wrong: int = 0
    run: int = 0
    form: float = 0.0
    last: int = 0


@dataclass(slots=True)
class Course:
    """The answers of one learner so far, as far as their order matters."""

    answers: int = 0
    quick: float = 0.0
    slow: float = 0.0
    trails: dict[Key, Trail] = field(default_factory=dict)
    questions: dict[Key, tuple[int, int]] = field(default_factory=dict)

    def own(self, skills: Sequence[Key]) -> tuple[float, ...]:
        """Return the signs that are about the learner alone, averaged over the skills of a question."""
        right = wrong = up = down = form = 0.0
        for key in skills:
            trail = self.trails.get(key)
            if trail is not None:
                right += math.log1p(trail.right)
                wrong += math.log1p(trail.wrong)
                up += math.log1p(max(trail.run, 0))
                down += math.log1p(max(-trail.run, 0))
                form += trail.form
        n = len(skills)
        return right / n, wrong / n, up / n, down / n, form / n, self.quick, self.slow

    def signs(self, skills: Sequence[Key], question: Key, *, told: Sequence[float]) -> tuple[float, ...]:
        """Return all signs before an answer; `told` are level, general level, ease and doubt."""
        level, general, ease, doubt = told
        first = gap = 0.0
        for key in skills:
            trail = self.trails.get(key)
            if trail is None:
                first += 1.0
            else:
                gap += math.log(self.answers - trail.last)
        n = len(skills)
        right, wrong = self.questions.get(question, (0, 0))
        again = math.log1p(right), math.log1p(wrong)
        return (level, level * level, general, ease, doubt, first / n, gap / n, *self.own(skills), *again)

    def note(self, skills: Sequence[Key], question: Key, *, right: bool, expected: float) -> None:
        """Take in an answer; `expected` is the probability of a right one just before."""
        surprise = right - expected
        self.quick += (1.0 - _QUICK) * (surprise - self.quick)
        self.slow += (1.0 - _SLOW) * (surprise - self.slow)
        for key in skills:
            trail = self.trails.setdefault(key, Trail())
            trail.right += right
            trail.wrong += not right
            trail.run = max(trail.run, 0) + 1 if right else min(trail.run, 0) - 1
            trail.form += (1.0 - _ON_SKILL) * (surprise - trail.form)
            trail.last = self.answers
        before = self.questions.get(question, (0, 0))
        self.questions[question] = (before[0] + right, before[1] + (not right))
        self.answers += 1


def weighed(weights: Sequence[float], signs: Sequence[float]) -> float:
    """Return the sum of signs times weights."""
    return math.fsum(weight * sign for weight, sign in zip(weights, signs, strict=True))
