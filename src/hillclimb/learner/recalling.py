"""How well memory is known: what was foretold before each review, and whether it was remembered; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hillclimb.learner.crediting import Ties
from hillclimb.learner.memory import Remembering
from hillclimb.learner.terms import Terms, standing_events
from hillclimb.record import CardReviewed, Event

if TYPE_CHECKING:
    from hillclimb.content import Card

# What is asked again within so many days is still in mind.
_LEAST_DAYS = 0.5
# The normal quantile of a 95 % interval.
_Z = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """One review of a card that had left its first steps: the chance foretold (0-1), and whether it was remembered.

    `days` are those since the card was last seen.
    """

    at: datetime
    skill: str
    foretold: float
    held: bool
    days: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Reviews taken together: how many, the share remembered with its 95 % interval, and the share foretold."""

    reviews: int
    held: float
    low: float
    high: float
    foretold: float

    @property
    def surprising(self) -> bool:
        """Whether what was foretold lies outside the interval of what was measured."""
        return not self.low <= self.foretold <= self.high


def recalls(
    cards: Mapping[str, Card],
    events: Iterable[Event],
    *,
    ties: Ties | None = None,
    terms: Terms | None = None,
) -> tuple[Recall, ...]:
    """Return every review that tests memory, oldest first: first meetings and repetitions within the day do not."""
    remembering = Remembering(cards, ties=ties, terms=terms)
    found = []
    for event in standing_events(events):
        fact = event.fact
        if isinstance(fact, CardReviewed) and fact.rating in (1, 2, 3, 4):
            memory = remembering.of(fact.card, event.at)
            if memory is not None and memory.interval_days > 0 and memory.seen_at is not None:
                days = max((event.at - memory.seen_at).total_seconds(), 0.0) / 86400.0
                if days >= _LEAST_DAYS:
                    held = fact.rating > 1
                    found.append(Recall(at=event.at, skill=memory.skill, foretold=memory.recall, held=held, days=days))
        remembering.update(event)
    return tuple(found)


def retention(reviews: Sequence[Recall]) -> Retention | None:
    """Return reviews taken together, or None where there are none."""
    if not reviews:
        return None
    n = len(reviews)
    held = sum(one.held for one in reviews) / n
    low, high = wilson(held, n)
    return Retention(reviews=n, held=held, low=low, high=high, foretold=sum(one.foretold for one in reviews) / n)


def wilson(share: float, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share of n trials (Wilson 1927, the score interval)."""
    if n <= 0:
        return 0.0, 1.0
    z2 = _Z * _Z
    centre = share + z2 / (2 * n)
    spread = _Z * math.sqrt(share * (1.0 - share) / n + z2 / (4 * n * n))
    scale = 1.0 + z2 / n
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
