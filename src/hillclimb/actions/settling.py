"""How reviews go: retention, minutes a day, an exam; what a choice costs, and what fitting the weights would take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.ground import Misuse
from hillclimb.learner import LEAST_RETENTION, MOST_MINUTES, MOST_RETENTION, standing_events
from hillclimb.record import CardReviewed, ReviewsSet

# From so many reviews on, weights fitted to one learner were no worse than the published ones; with fewer they were.
FITTING_REVIEWS = 10_000
# What 800 cards cost at a retention, simulated: minutes on a study day (docs/why/memory.md).
_COSTS = ((0.80, 6.4), (0.85, 7.1), (0.90, 8.3), (0.95, 10.9), (0.97, 13.7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """Whether weights of the learner's own would pay: how many reviews there are, and a sentence on what it takes."""

    reviews: int
    needed: int
    note: str


def set_reviews(
    desk: Desk, *, retention: float | None = None, minutes: float | None = None, exam: date | str | None = None
) -> State:
    """Change how reviews go, for all cards and at once; what is not given stays. `exam` "none" takes it away."""
    state = desk.state()
    terms = state.terms
    wanted = terms.retention if retention is None else retention
    if not (math.isfinite(wanted) and LEAST_RETENTION <= wanted <= MOST_RETENTION):
        raise Misuse(
            f"A retention of {wanted:g} cannot be scheduled for.",
            hint=f"Between {LEAST_RETENTION:g} and {MOST_RETENTION:g}; 0.85 is a sound one.",
        )
    time = terms.minutes if minutes is None else minutes
    if not (math.isfinite(time) and 0.0 <= time <= MOST_MINUTES):
        raise Misuse(f"{time:g} minutes a day cannot be kept.", hint=f"Between 0 and {MOST_MINUTES:g}.")
    day = terms.exam if exam is None else _exam(exam, state.today)
    if (wanted, time, day) != (terms.retention, terms.minutes, terms.exam) or not _was_set(state):
        desk.note(ReviewsSet(retention=wanted, minutes=time, exam="" if day is None else day.isoformat()))
    return desk.state()


def fitting(state: State) -> Fitting:
    """Return whether FSRS weights fitted to this learner would pay. They never change by themselves."""
    count = sum(isinstance(event.fact, CardReviewed) for event in standing_events(state.events))
    if count < FITTING_REVIEWS:
        note = f"Cards follow FSRS's published weights. Fitting them to you pays from about {FITTING_REVIEWS:,} reviews"
        note += f" on, with fewer it made forecasts worse; you have {count:,}."
    else:
        note = f"You have {count:,} reviews, enough to try weights of your own. Hillclimb does not fit them yet:"
        note += " FSRS's optimiser needs PyTorch (`pip install 'fsrs[optimizer]'`), which it does not bring along."
    return Fitting(reviews=count, needed=FITTING_REVIEWS, note=note)


def minutes_at(retention: float) -> float:
    """Return what 800 cards take on a study day at a retention, between what was simulated."""
    below = [one for one in _COSTS if one[0] <= retention] or [_COSTS[0]]
    above = [one for one in _COSTS if one[0] >= retention] or [_COSTS[-1]]
    (low, least), (high, most) = below[-1], above[0]
    return least if high == low else least + (most - least) * (retention - low) / (high - low)


def reviews_json(state: State) -> dict[str, Any]:
    """Return how reviews go (version 1)."""
    terms, found = state.terms, fitting(state)
    return {
        "version": 1,
        "retention": terms.retention,
        "minutes_a_day": terms.minutes,
        "exam": None if terms.exam is None else terms.exam.isoformat(),
        "weights": {"fitted": False, "reviews": found.reviews, "fitting_pays_from": found.needed, "note": found.note},
    }


def _was_set(state: State) -> bool:
    return any(isinstance(event.fact, ReviewsSet) for event in state.events)


def _exam(given: date | str, today: date) -> date | None:
    if given in ("", "none"):
        return None
    try:
        day = given if isinstance(given, date) else date.fromisoformat(given)
    except ValueError:
        raise Misuse(f"{given!r} is no date.", hint="Write it like 2027-03-01, or none.") from None
    if day < today:
        raise Misuse(f"{day.isoformat()} is past.", hint="An exam is a day to come; none takes it away.")
    return day
