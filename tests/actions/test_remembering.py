"""Statistics of reviews: nothing of nothing, and the same reviews by area, by days gone by, and lately."""

from __future__ import annotations

from datetime import timedelta

from hillclimb.actions import Desk, due_cards, read_lesson, remembered, remembered_json, review
from hillclimb.actions.remembering import DAYS_AHEAD
from tests.actions.conftest import Clock


def reviewed(desk: Desk, clock: Clock, *, ratings: tuple[int, ...], apart: timedelta) -> None:
    """Learn one skill's cards, then rate the first of them so many times."""
    read_lesson(desk, next(iter(desk.state().pack.labs["double"].teaches)))
    card = due_cards(desk.state(), 1)[0][0]
    for rating in ratings:
        review(desk, card.uuid, rating, seconds=12.0)
        clock.at += apart


def test_an_empty_record_has_no_memory_to_speak_of(desk: Desk) -> None:
    found = remembered(desk.state())
    body = remembered_json(found)
    assert (found.ever, found.recent, found.areas, found.gaps) == (None, None, {}, ())
    assert body["memory"] is None
    assert len(body["ahead"]) == DAYS_AHEAD
    assert not any(load.cards for load in found.ahead)


def test_reviews_are_counted_lately_by_area_and_by_days(desk: Desk, clock: Clock) -> None:
    reviewed(desk, clock, ratings=(3, 3, 1), apart=timedelta(days=4))
    found = remembered(desk.state())
    assert found.ever is not None
    assert (found.ever.reviews, found.ever.held) == (2, 0.5)
    assert found.recent == found.ever
    assert sum(held.reviews for held in found.areas.values()) == 2
    assert [(gap.low, gap.found.reviews) for gap in found.gaps] == [(4.0, 2)]
    assert (found.reviewed, found.days, found.seen) == (3, 3, 1)
    assert round(found.minutes, 3) == 0.6


def test_what_is_overdue_counts_for_today(desk: Desk, clock: Clock) -> None:
    reviewed(desk, clock, ratings=(3,), apart=timedelta(days=60))
    found = remembered(desk.state())
    assert found.ahead[0].cards == 1
    assert found.ahead[0].minutes > 0
    assert sum(load.cards for load in found.ahead) == 1
