"""How well memory is known: which reviews test it, and what was foretold of them."""

import math
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.learner import Terms, memories, recalls, retention, wilson
from hillclimb.learner.recalling import Recall
from hillclimb.record import ReviewUndone
from tests.learner.graphs import START, card, event, reviewed

CARDS = {one.uuid: one for one in (card("one", "a"), card("two", "b"))}


def told(*history):
    """Return reviews of (card, rating, day) as events."""
    skills = {"one": "a", "two": "b"}
    return [
        event(reviewed(slug, skills[slug], rating), days=days, seq=number + 1)
        for number, (slug, rating, days) in enumerate(history)
    ]


def test_first_meetings_and_repetitions_within_the_day_test_nothing():
    events = told(("one", 3, 0.0), ("one", 3, 0.01), ("one", 1, 0.3), ("two", 1, 0.0))
    assert recalls(CARDS, events) == ()


def test_a_review_is_set_beside_what_was_foretold_just_before_it():
    events = told(("one", 3, 0.0), ("one", 3, 0.01), ("one", 1, 5.0))
    (one,) = recalls(CARDS, events)
    before = memories(CARDS, events[:2], at=events[2].at)[next(iter(CARDS))]
    assert one.foretold == before.recall
    assert (one.held, one.skill) == (False, "a")
    assert math.isclose(one.days, 4.99, abs_tol=1e-6)


def test_a_review_that_was_taken_back_counts_for_nothing():
    events = told(("one", 3, 0.0), ("one", 3, 0.01), ("one", 1, 5.0), ("one", 3, 5.6))
    undone = event(ReviewUndone(review=events[2].uuid), days=5.05, seq=9)
    (one,) = recalls(CARDS, [*events[:3], undone, events[3]])
    assert one.held
    assert math.isclose(one.days, 5.59, abs_tol=1e-6)


def test_levelled_due_dates_do_not_change_what_is_tested():
    events = told(
        ("one", 3, 0.0), ("one", 3, 0.01), ("one", 3, 6.0), ("two", 3, 6.0), ("two", 3, 6.01), ("two", 2, 11.0)
    )
    assert len(recalls(CARDS, events, terms=Terms(hours=(1.0, 0, 0, 0, 0, 0, 0)))) == 2


def test_reviews_taken_together_say_when_the_curve_is_wrong():
    def one(held: bool) -> Recall:
        return Recall(at=START + timedelta(days=1), skill="a", foretold=0.9, held=held, days=3.0)

    found = retention([one(number % 2 == 0) for number in range(40)])
    assert found is not None
    assert found.surprising
    assert (found.reviews, found.held, found.foretold) == (40, 0.5, pytest.approx(0.9))
    nearly = retention([one(number % 10 != 0) for number in range(40)])
    assert nearly is not None
    assert not nearly.surprising
    assert retention([]) is None


def test_wilsons_interval_is_that_of_the_tables():
    assert wilson(0.5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(1.0, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)
    assert wilson(0.0, 0) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share_and_lies_between_0_and_1(counted):
    k, n = counted
    low, high = wilson(k / n, n)
    assert 0.0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1.0
