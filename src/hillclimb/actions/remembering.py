"""Statistics of reviews: what stays, by area and by days gone by, beside what was foretold; and the load ahead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hillclimb.actions.desk import State
from hillclimb.learner import Recall, Retention, Ties, recalls, retention, standing_events
from hillclimb.record import CardReviewed

DAYS_BACK = 30
DAYS_AHEAD = 30
# Days since a card was last seen: from, below. Past its first steps a card seldom comes back within a day.
_GAPS = ((0.0, 2.0), (2.0, 4.0), (4.0, 8.0), (8.0, 16.0), (16.0, 32.0), (32.0, 64.0), (64.0, 128.0), (128.0, 1e9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Reviews whose card was last seen between `low` and `high` days before; `days` is their mean."""

    low: float
    high: float
    days: float
    found: Retention


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is due on one day: cards, and the minutes that they are expected to take."""

    day: date
    cards: int
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """How reviews went and what comes: `areas` by title, `gaps` from short to long, `ahead` from today on.

    `recent` and `ever` are None while nothing tests memory yet. `reviewed` counts every rating, `minutes` their time
    over the last days; `young` and `old` are cards that come back within three weeks and later.
    """

    reviewed: int
    days: int
    minutes: float
    seen: int
    young: int
    old: int
    recent: Retention | None
    ever: Retention | None
    areas: Mapping[str, Retention]
    gaps: tuple[Gap, ...]
    ahead: tuple[Load, ...]


def remembered(state: State) -> Remembered:
    """Return how reviews went and what comes."""
    ties = Ties(graph=state.pack.graph, labs=state.pack.lab_by_uuid)
    tested = recalls(state.pack.card_by_uuid, state.events, ties=ties, terms=state.terms)
    first = state.at - timedelta(days=DAYS_BACK)
    lately = [one for one in tested if one.at >= first]
    rated = [event for event in standing_events(state.events) if isinstance(event.fact, CardReviewed)]
    days = {state.terms.day_of(event.at) for event in rated if event.at >= first}
    seconds = sum(e.fact.seconds for e in rated if isinstance(e.fact, CardReviewed) and e.at >= first)
    met = [memory for memory in state.memories.values() if not memory.new]
    old = sum(memory.interval_days > 21 for memory in met)
    return Remembered(
        reviewed=len(rated),
        days=len(days),
        minutes=seconds / 60.0,
        seen=len(met),
        young=len(met) - old,
        old=old,
        recent=retention(lately),
        ever=retention(tested),
        areas=_areas(state, tested),
        gaps=tuple(_gaps(tested)),
        ahead=_ahead(state),
    )


def _areas(state: State, tested: Sequence[Recall]) -> dict[str, Retention]:
    found: dict[str, list[Recall]] = {}
    for one in tested:
        if one.skill in state.pack.graph:
            found.setdefault(state.pack.graph[one.skill].area, []).append(one)
    titles = [(area.title, area.slug) for area in state.pack.areas if area.slug in found]
    together = [(title, retention(found[slug])) for title, slug in titles]
    return {title: held for title, held in together if held is not None}


def _gaps(tested: Sequence[Recall]) -> list[Gap]:
    found = []
    for low, high in _GAPS:
        held = [one for one in tested if low <= one.days < high]
        together = retention(held)
        if together is not None:
            days = sum(one.days for one in held) / len(held)
            found.append(Gap(low=low, high=high, days=days, found=together))
    return found


def _ahead(state: State) -> tuple[Load, ...]:
    today = state.today
    cards: Counter[date] = Counter()
    seconds: Counter[date] = Counter()
    for memory in state.memories.values():
        if memory.due_at is not None and not memory.new:
            day = max(state.terms.day_of(memory.due_at), today)
            cards[day] += 1
            seconds[day] += round(memory.seconds)
    days = [today + timedelta(days=turn) for turn in range(DAYS_AHEAD)]
    return tuple(Load(day=day, cards=cards[day], minutes=seconds[day] / 60.0) for day in days)


def remembered_json(found: Remembered) -> dict[str, Any]:
    """Return how reviews went and what comes (version 1)."""
    return {
        "version": 1,
        "reviewed": found.reviewed,
        "last_30_days": {"days": found.days, "minutes": round(found.minutes, 1), "memory": _json(found.recent)},
        "cards": {"seen": found.seen, "young": found.young, "old": found.old},
        "memory": _json(found.ever),
        "areas": [{"area": title, **(_json(held) or {})} for title, held in found.areas.items()],
        "gaps": [{"days": round(gap.days, 1), **(_json(gap.found) or {})} for gap in found.gaps],
        "ahead": [
            {"day": load.day.isoformat(), "cards": load.cards, "minutes": round(load.minutes, 1)}
            for load in found.ahead
        ],
    }


def _json(found: Retention | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "reviews": found.reviews,
        "remembered": round(found.held, 4),
        "low": round(found.low, 4),
        "high": round(found.high, 4),
        "foretold": round(found.foretold, 4),
    }
