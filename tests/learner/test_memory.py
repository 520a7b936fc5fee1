"""Memory: FSRS replayed from the record, what is due, and what a passed lab credits."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.learner import due, memories
from tests.learner.graphs import START, card, diamond, event, graded, reviewed

CARDS = {one.uuid: one for one in (card("one", "a"), card("two", "a"), card("three", "b"))}
ONE, TWO, THREE = CARDS


def test_a_card_never_seen_is_new_and_not_due_until_its_skill_is_unlocked() -> None:
    now = memories(CARDS, [], at=START)
    assert all(one.new for one in now.values())
    assert due(now, at=START, limit=9) == ()
    assert [one.card for one in due(now, at=START, limit=9, unlocked={"a"})] == [ONE, TWO]


def test_a_good_answer_brings_the_card_back_days_later() -> None:
    one = memories(CARDS, [event(reviewed("one", "a", 3))], at=START)[ONE]
    assert one.due_at is not None
    assert timedelta(days=1) <= one.due_at - START < timedelta(days=10)
    assert one.reps == 1
    assert not one.new


def test_a_lapse_shortens_the_next_interval_and_is_counted() -> None:
    good = [event(reviewed("one", "a", 3), days=days, seq=i + 1) for i, days in enumerate((0, 4, 16))]
    lapse = [*good, event(reviewed("one", "a", 1), days=60, seq=4)]
    at = START + timedelta(days=61)
    before, after = memories(CARDS, good, at=at)[ONE], memories(CARDS, lapse, at=at)[ONE]
    assert after.lapses == 1
    assert before.lapses == 0
    assert after.stability_days < before.stability_days


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0.01, 40)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_the_replay_agrees_with_the_library(history: list[tuple[int, float]]) -> None:
    scheduler = Scheduler(
        desired_retention=0.85,
        learning_steps=(timedelta(minutes=10),),
        relearning_steps=(timedelta(minutes=10),),
        enable_fuzzing=False,
    )
    theirs, days, events = Card(card_id=7, due=START), 0.0, []
    for number, (rating, gap) in enumerate(history):
        days += gap
        at = START + timedelta(days=days)
        theirs, _ = scheduler.review_card(theirs, Rating(rating), at)
        events.append(event(reviewed("one", "a", rating), days=days, seq=number + 1))
    at = START + timedelta(days=days + 3)
    ours = memories(CARDS, events, at=at)[ONE]
    if history:
        assert ours.due_at == theirs.due
        assert ours.stability_days == theirs.stability
        assert ours.recall == scheduler.get_card_retrievability(theirs, at)
    assert ours.reps == len(history)


def test_what_is_most_at_risk_comes_first_and_new_cards_last() -> None:
    events = [
        event(reviewed("one", "a", 3)),
        event(reviewed("one", "a", 3), days=5, seq=2),
        event(reviewed("two", "a", 3), seq=3),
    ]
    at = START + timedelta(days=90)
    now = memories(CARDS, events, at=at)
    waiting = due(now, at=at, limit=9, unlocked={"b"})
    assert [one.card for one in waiting] == [TWO, ONE, THREE]
    assert now[TWO].recall < now[ONE].recall
    assert [one.card for one in due(now, at=at, limit=1, unlocked={"b"})] == [TWO]


def test_new_cards_are_rationed() -> None:
    assert len(due(memories(CARDS, [], at=START), at=START, limit=9, unlocked={"a", "b"}, new_limit=2)) == 2


def test_reviews_of_cards_that_are_gone_and_ratings_that_do_not_exist_are_left_out() -> None:
    events = [event(reviewed("gone", "a", 3)), event(reviewed("one", "a", 9), seq=2)]
    assert memories(CARDS, events, at=START) == memories(CARDS, [], at=START)


def test_a_passed_lab_lets_the_cards_of_its_skill_wait_longer_once() -> None:
    skills = diamond().by_uuid
    review = event(reviewed("one", "a", 3))
    lab = event(graded("l", {"a": 1.0}), days=1, seq=2)
    again = event(graded("l", {"a": 1.0}), days=1.5, seq=3)
    at = START + timedelta(days=2)
    plain = memories(CARDS, [review], at=at, skills=skills)[ONE]
    credited = memories(CARDS, [review, lab], at=at, skills=skills)[ONE]
    twice = memories(CARDS, [review, lab, again], at=at, skills=skills)[ONE]
    assert plain.due_at is not None
    assert credited.due_at is not None
    assert plain.due_at < credited.due_at <= plain.due_at + (plain.due_at - START) * 0.25
    assert twice == credited


def test_a_clock_that_jumps_back_does_not_break_the_replay() -> None:
    events = [event(reviewed("one", "a", 3), days=10), event(reviewed("one", "a", 3), days=0, seq=2)]
    assert memories(CARDS, events, at=START)[ONE].reps == 2


def test_without_reviews_the_scheduler_library_is_not_imported() -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from hillclimb.learner import memories;"
        "memories({}, [], at=datetime(2026, 1, 1, tzinfo=UTC)); print('fsrs' in sys.modules, 'numpy' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]
