"""The day that reviews are chosen for, what a review on it is worth, and what was chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from hillclimb.learner.forgetting import recalled
from hillclimb.learner.memory import FIRST_SECONDS, SECONDS, Memory
from hillclimb.learner.terms import Terms, standing_events
from hillclimb.record import CardReviewed, Event

if TYPE_CHECKING:
    import fsrs

# A review is worth what it adds to recall over the coming month: the mean of these days.
HORIZON_DAYS = (1, 7, 30)
# What a failed lab asks for is worth so many times as much.
WANTED = 2.0
NEW_A_DAY = 8
_DAY_SECONDS = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The day that reviews are chosen for.

    `unlocked` are the skills whose new cards may be asked, `weights` what a skill's recall is worth (1 where it is not
    named); `spent` minutes were reviewed already and `begun` cards met for the first time.
    """

    at: datetime
    terms: Terms
    unlocked: Collection[str] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    spent: float = 0.0
    begun: int = 0

    @property
    def seconds_left(self) -> float:
        """What is left of the day's minutes, in seconds."""
        return max(0.0, self.terms.minutes - self.spent) * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What to review today, in order, and what it leaves: cards that stay due, and cards not met yet.

    `days` is how many days from today until nothing that is due stays: 0 when today does, None when not within a year.
    `exam` is the day that the choice aims at.
    """

    cards: tuple[Memory, ...] = ()
    minutes: float = 0.0
    stays: int = 0
    fresh: int = 0
    days: int | None = 0
    exam: date | None = None


def is_due(memory: Memory, *, at: datetime, terms: Terms) -> bool:
    """Whether a seen card is to be reviewed: its day has come (or its minute), or a failed lab wants it."""
    if memory.due_at is None:
        return False
    if memory.due_at <= at or memory.because:
        return True
    return memory.interval_days > 0 and terms.day_of(memory.due_at) <= terms.day_of(at)


def spent_on(events: Iterable[Event], day: date, *, terms: Terms) -> tuple[float, int]:
    """Return the minutes that reviews took on a day, those taken back too, and how many cards were met first on it."""
    kept = tuple(events)
    minutes = 0.0
    for event in kept:
        if isinstance(event.fact, CardReviewed) and terms.day_of(event.at) == day:
            minutes += (event.fact.seconds if event.fact.seconds > 0.0 else min(SECONDS.values())) / 60.0
    first: dict[str, date] = {}
    for event in standing_events(kept):
        if isinstance(event.fact, CardReviewed):
            first.setdefault(event.fact.card, terms.day_of(event.at))
    return minutes, sum(one == day for one in first.values())


class Model:
    """What a review would do to a memory, by FSRS."""

    def __init__(self) -> None:
        # Here, so that a day without cards never pays for the import.
        import fsrs

        self._fsrs = fsrs
        self._scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def after(self, memory: Memory, at: datetime) -> tuple[float, float]:
        """Return the stability after a good answer and after a lapse."""
        at = at.astimezone(UTC)
        good, _ = self._scheduler.review_card(self._card(memory, at), self._fsrs.Rating.Good, at)
        again, _ = self._scheduler.review_card(self._card(memory, at), self._fsrs.Rating.Again, at)
        return good.stability or 0.0, again.stability or 0.0

    def _card(self, memory: Memory, at: datetime) -> fsrs.Card:
        if memory.since_at is None:
            return self._fsrs.Card(card_id=1, due=at)
        return self._fsrs.Card(
            card_id=1,
            state=self._fsrs.State.Review,
            stability=memory.stability_days,
            difficulty=memory.difficulty,
            due=at,
            last_review=min(memory.since_at, at),
        )


def worth(memory: Memory, today: Today, model: Model) -> float:
    """Return what a minute on a card is worth; steps of the last minutes come first, whatever they are worth."""
    if memory.interval_days == 0 and not memory.new:
        return float("inf")
    gains = gain(memory, at=today.at, ahead=HORIZON_DAYS, model=model)
    mean = sum(gains) / len(gains) * today.weights.get(memory.skill, 1.0) / cost(memory)
    return mean * (WANTED if memory.because else 1.0)


def gain(memory: Memory, *, at: datetime, ahead: Sequence[float], model: Model) -> tuple[float, ...]:
    """Return how much likelier recall is so many days after `at` if the card is reviewed then."""
    good, again = model.after(memory, at)
    if memory.since_at is None:
        return tuple(recalled(good, days) for days in ahead)
    since = max((at - memory.since_at).total_seconds(), 0.0) / _DAY_SECONDS
    known = recalled(memory.stability_days, since)
    return tuple(
        known * recalled(good, days)
        + (1.0 - known) * recalled(again, days)
        - recalled(memory.stability_days, since + days)
        for days in ahead
    )


def cost(memory: Memory) -> float:
    """Return the seconds that a review is expected to take."""
    return memory.seconds + (FIRST_SECONDS if memory.new else 0.0)


def fill(ranked: Sequence[Memory], seconds: float) -> tuple[tuple[Memory, ...], float]:
    """Return the leading cards that fit into so many seconds (at least one, if there is any time), and what is left."""
    taken: list[Memory] = []
    for memory in ranked:
        if seconds <= 0.0 or (taken and cost(memory) > seconds):
            break
        taken.append(memory)
        seconds -= cost(memory)
    return tuple(taken), max(0.0, seconds)
