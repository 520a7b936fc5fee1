"""Other ways to forecast the same learners: the plan at face value, throughput, bootstrap, and two factors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

DRAWS = 300


@dataclass(frozen=True)
class Seen:
    """What is known when a forecast is made: work left, and what happened so far."""

    left: Sequence[float]
    weekly: float
    tasks: Sequence[tuple[float, float]]
    weeks: Sequence[tuple[float, float]]
    done: Sequence[float]  # estimated hours finished in each week gone by
    number: int

    @property
    def planned(self) -> float:
        """The weeks that the work left would take at face value."""
        return math.fsum(self.left) / self.weekly


def plan(seen: Seen) -> list[float]:
    """Take the plan at face value."""
    return [seen.planned]


def throughput(seen: Seen) -> list[float]:
    """Divide what is left by the average of what was finished a week."""
    rate = math.fsum(seen.done) / len(seen.done) if seen.done else 0.0
    return [math.fsum(seen.left) / rate] if rate else plan(seen)


def bootstrap(seen: Seen) -> list[float]:
    """Draw past weeks again, with replacement, until the work is done."""
    if not any(seen.done):
        return plan(seen)
    draw, left = Random(seen.number), math.fsum(seen.left)
    found = []
    for _ in range(DRAWS):
        work, weeks = left, 0
        while work > 0 and weeks < 1500:
            work -= draw.choice(seen.done)
            weeks += 1
        found.append(float(weeks))
    return found


def two_factors(seen: Seen) -> list[float]:
    """Sample the two-factor model: log pace, log hours of weeks that were not missed, and a rate of missed weeks."""
    pace = _shrunk((0.2, 0.35), [math.log(took / estimate) for estimate, took in seen.tasks], share=1.0)
    shares = [math.log(spent / planned) for planned, spent in seen.weeks if spent > 0 and planned > 0]
    hours = _shrunk((-0.15, 0.3), shares, share=0.45)
    held = [planned for planned, _ in seen.weeks if planned > 0]
    missed, kept = 1.5 + len(held) - len(shares), 12.0 + len(shares)
    draw = Random(seen.number)
    return [
        seen.planned
        * math.exp(draw.gauss(*pace) - draw.gauss(*hours))
        / (1.0 - min(draw.betavariate(missed, kept), 0.97))
        for _ in range(DRAWS)
    ]


def _shrunk(prior: tuple[float, float], seen: Sequence[float], *, share: float) -> tuple[float, float]:
    mean, sd = prior
    precision = 1 / sd**2 + len(seen) * share / 0.25
    return (mean / sd**2 + math.fsum(seen) * share / 0.25) / precision, 1 / math.sqrt(precision)


RIVALS = {
    "plan at face value": plan,
    "average throughput": throughput,
    "bootstrap of weeks": bootstrap,
    "two factors": two_factors,
}
