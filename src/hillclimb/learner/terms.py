"""How a learner wants to review: retention, minutes a day, an exam; the record's newest word, made safe."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from hillclimb.record import CardReviewed, Event, ProfileDeclared, ReviewsSet, ReviewUndone

RETENTION = 0.85
LEAST_RETENTION, MOST_RETENTION = 0.70, 0.97
MINUTES = 10.0
MOST_MINUTES = 240.0


def utc_day(at: datetime) -> date:
    """Return the date of an instant in UTC."""
    return at.astimezone(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What reviews go by: cards come back at `retention`, for at most `minutes` a day, aimed at the `exam` if any.

    `hours` are the study hours per weekday, Monday first; `day_of` gives the learner's date of an instant.
    """

    retention: float = RETENTION
    minutes: float = MINUTES
    exam: date | None = None
    hours: tuple[float, ...] = ()
    day_of: Callable[[datetime], date] = field(default=utc_day, compare=False)

    def studies_on(self, day: date) -> bool:
        """Whether this is a study day; every day is where no weekday has hours."""
        if len(self.hours) != 7 or not any(self.hours):
            return True
        return self.hours[day.weekday()] > 0.0


def terms_of(events: Iterable[Event], *, day_of: Callable[[datetime], date] = utc_day) -> Terms:
    """Return the terms that a record ends with; values that nobody could have set are brought within their bounds."""
    said, hours = None, tuple[float, ...]()
    for event in events:
        if isinstance(event.fact, ReviewsSet):
            said = event.fact
        elif isinstance(event.fact, ProfileDeclared):
            hours = event.fact.hours
    if said is None:
        return Terms(hours=hours, day_of=day_of)
    return Terms(
        retention=_within(said.retention, LEAST_RETENTION, MOST_RETENTION, otherwise=RETENTION),
        minutes=_within(said.minutes, 0.0, MOST_MINUTES, otherwise=MINUTES),
        exam=_day(said.exam),
        hours=hours,
        day_of=day_of,
    )


def standing_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events without the reviews that were taken back."""
    kept = tuple(events)
    undone = {event.fact.review for event in kept if isinstance(event.fact, ReviewUndone)}
    if not undone:
        return kept
    return tuple(event for event in kept if not (isinstance(event.fact, CardReviewed) and event.uuid in undone))


def _within(value: float, low: float, high: float, *, otherwise: float) -> float:
    return min(max(value, low), high) if math.isfinite(value) else otherwise


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
