"""What is believed about a learner, and the evidence that each belief is the sum of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple


class EvidenceKind(StrEnum):
    """Where a piece of evidence came from.

    `spread` came through a neighbour in the graph, `general` from the level shown on all other skills, `form` from the
    order of the latest answers on the skill, `contest` from the learner's own word.
    """

    DECLARED = "declared"
    PLACEMENT = "placement"
    QUIZ = "quiz"
    LAB = "lab"
    CARD = "card"
    SPREAD = "spread"
    GENERAL = "general"
    FORM = "form"
    CONTEST = "contest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One signed contribution to a belief.

    `weight` is in logits as it counts now, after forgetting; `ref` is the UUID of the lab, question or card; `via` is
    the skill that spread evidence was seen on; `at` is None only for a background declared without a date.
    """

    at: datetime | None
    kind: EvidenceKind
    weight: float
    note: str
    ref: str = ""
    title: str = ""
    via: str = ""


class Clue(NamedTuple):
    """Evidence before it is put into words: most beliefs are never asked why. `relation` tells how `via` is meant."""

    weight: float
    at: datetime | None
    kind: EvidenceKind
    note: str
    ref: str = ""
    title: str = ""
    via: str = ""
    relation: str = ""

    @property
    def told(self) -> Evidence:
        """The evidence in words."""
        note = f"{self.note}, on {self.via}{self.relation}" if self.via else self.note
        return Evidence(
            at=self.at, kind=self.kind, weight=self.weight, note=note, ref=self.ref, title=self.title, via=self.via
        )


@dataclass(frozen=True, kw_only=True)
class Belief:
    """How likely a learner has a skill at level 3, and why.

    `mean` and `sd` describe the logit of solving a typical task of the skill alone; `p` is its average and `low` to
    `high` its 80 % interval. `prior` plus the weights of `evidence` is `mean`. `declared` is the level (0-5) that the
    background stands for; `seen_at` is the last direct evidence.
    """

    skill: str
    p: float
    low: float
    high: float
    mean: float
    sd: float
    prior: float
    clues: tuple[Clue, ...] = ()
    declared: int = 0
    seen_at: datetime | None = None

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the belief is the sum of, besides the prior, in words."""
        return tuple(clue.told for clue in self.clues)

    @property
    def proven(self) -> bool:
        """Whether anything but the declared background and neighbours speaks for or against it."""
        return self.seen_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Beliefs:
    """What is believed at an instant, skill slug -> belief; `skipped` counts events that named nothing known."""

    at: datetime
    skills: Mapping[str, Belief]
    skipped: int = 0

    def __getitem__(self, skill: str) -> Belief:
        return self.skills[skill]


# The probability at which each level starts to be believed; 0.85 is the mastery bar of docs/why/beliefs.md.
_BARS = ((0.15, 0.0), (0.28, 1.0), (0.48, 2.0), (0.85, 3.0))


def level_of(belief: Belief) -> float:
    """Return the level (0 to 3, with fractions) that a belief is worth to the planner.

    A declared level above 3 stands for as long as the evidence keeps the belief at 3.
    """
    (floor, _), *_, (bar, top) = _BARS
    if belief.p <= floor:
        return 0.0
    if belief.p >= bar:
        return float(max(top, belief.declared))
    for (p0, level0), (p1, level1) in pairwise(_BARS):
        if belief.p <= p1:
            return level0 + (level1 - level0) * (belief.p - p0) / (p1 - p0)
    return top
