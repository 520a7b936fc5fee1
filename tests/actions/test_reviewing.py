"""Reviewing: what is asked and why, judged answers, ratings taken back, and how reviews go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from hillclimb.actions import (
    Desk,
    because_of,
    due_cards,
    due_json,
    fitting,
    judge,
    minutes_at,
    posed,
    read_answer,
    read_lesson,
    review,
    reviews_json,
    set_reviews,
    undo_review,
    waiting,
)
from hillclimb.ground import Conflict, Misuse, NotFound
from hillclimb.record import CardReviewed, LabGraded, ReviewsSet
from tests.actions.conftest import Clock


def reviews(desk: Desk) -> list[CardReviewed]:
    return [event.fact for event in desk.record.events() if isinstance(event.fact, CardReviewed)]


def failed(desk: Desk, lesson: str) -> LabGraded:
    lab = desk.lab("double")
    return LabGraded(
        lab=lab.uuid,
        lab_version=1,
        ending="failed",
        difficulty=0.0,
        teaches={desk.skill("doubling").uuid: 1.0},
        digest="",
        commitment="",
        verdict={"checks": [{"name": "x", "outcome": "failed", "message": "", "lesson": lesson}]},
    )


def test_a_number_card_is_judged_and_suggests_a_rating(begun: Desk) -> None:
    state = begun.state()
    asked = posed(state, state.pack.cards["scaling-by"])
    assert asked.value is not None
    right, wrong = (judge(state, "scaling-by", asked.value + off) for off in (0.0, 3.0))
    assert (right.right, right.rating) == (True, 3)
    assert (wrong.right, wrong.rating) == (False, 1)
    assert judge(state, "scaling-by", asked.value, seconds=600).rating == 2, "right, and with effort"
    review(begun, "scaling-by", 4, judged=wrong)
    assert [(fact.rating, fact.outcome, fact.answer) for fact in reviews(begun)] == [(4, "wrong", wrong.given)]


def test_every_review_of_a_number_card_draws_anew_and_looking_again_does_not(begun: Desk, clock: Clock) -> None:
    card = begun.pack.cards["scaling-by"]
    shown = []
    for _ in range(12):
        state = begun.state()
        assert posed(state, card) == posed(begun.state(), card)
        shown.append(posed(state, card).front)
        review(begun, card.uuid, 3)
        clock.at += timedelta(days=30)
    assert len(set(shown)) > 4


def test_steps_are_judged_by_their_places_and_kept_in_words(begun: Desk) -> None:
    state = begun.state()
    card = state.pack.cards["scaling-steps"]
    asked = posed(state, card)
    given = read_answer(card, " ".join(str(place) for place in asked.order))
    judged = judge(state, card.uuid, given)  # type: ignore[arg-type]
    assert judged.right
    assert judged.given == asked.answer
    for text in ("", "1 2", "1 1 2", "a b c", "0 1 2"):
        with pytest.raises(Misuse):
            read_answer(card, text)


def test_what_cannot_be_judged_or_is_not_there_is_refused(begun: Desk) -> None:
    state = begun.state()
    with pytest.raises(Misuse):
        judge(state, "doubling-is", "adding")
    with pytest.raises(NotFound):
        judge(state, "nowhere", 1.0)
    with pytest.raises(Misuse):
        read_answer(state.pack.cards["scaling-by"], "many")


def test_ratings_are_taken_back_one_by_one_and_nothing_leaves_the_record(begun: Desk) -> None:
    read_lesson(begun, "doubling")
    before = begun.state().memories
    review(begun, "doubling-is", 1)
    first = begun.state().memories
    review(begun, "doubling-zero", 3)
    card, state = undo_review(begun)
    assert card.slug == "doubling-zero"
    assert {uuid: one.reps for uuid, one in state.memories.items()} == {uuid: one.reps for uuid, one in first.items()}
    card, state = undo_review(begun)
    assert card.slug == "doubling-is"
    assert state.memories == before
    assert len(reviews(begun)) == 2
    with pytest.raises(Conflict):
        undo_review(begun)


def test_a_rating_that_was_taken_back_is_no_evidence_either(begun: Desk) -> None:
    untouched = begun.state().beliefs["doubling"]
    review(begun, "doubling-is", 1)
    assert begun.state().beliefs["doubling"].mean != untouched.mean
    undo_review(begun)
    assert begun.state().beliefs["doubling"].mean == pytest.approx(untouched.mean)


def test_a_failed_lab_brings_its_cards_and_says_so(begun: Desk, clock: Clock) -> None:
    read_lesson(begun, "counting")
    for card in begun.pack.cards_of["counting"]:
        review(begun, card.uuid, 4)
    clock.at += timedelta(days=7)
    assert due_cards(begun.state()) == ()
    begun.note(failed(begun, "counting"))
    state = begun.state()
    found = due_cards(state)
    assert {card.skill for card, _ in found} >= {"counting"}
    seen = [memory for card, memory in found if card.skill == "counting"]
    assert all(because_of(state, memory) == f"here because “{begun.lab('double').title}” failed" for memory in seen)
    assert due_json(state)["due"][0]["because"]


def test_settings_hold_at_once_for_all_cards_and_what_is_not_given_stays(begun: Desk) -> None:
    read_lesson(begun, "doubling")
    review(begun, "doubling-is", 3)
    uuid = begun.pack.cards["doubling-is"].uuid
    before = begun.state().memories[uuid].interval_days
    state = set_reviews(begun, retention=0.95)
    assert state.memories[uuid].interval_days < before
    state = set_reviews(begun, minutes=0.0, exam="2026-06-01")
    assert (state.terms.retention, state.terms.minutes, state.terms.exam) == (0.95, 0.0, date(2026, 6, 1))
    assert due_cards(state) == ()
    assert due_cards(state, more=True) != ()
    assert reviews_json(state)["exam"] == "2026-06-01"
    assert set_reviews(begun, exam="none").terms.exam is None
    count = sum(isinstance(event.fact, ReviewsSet) for event in begun.record.events())
    set_reviews(begun, retention=0.95)
    assert sum(isinstance(event.fact, ReviewsSet) for event in begun.record.events()) == count, "nothing was changed"


@pytest.mark.parametrize(
    "wish",
    [
        {"retention": 0.5},
        {"retention": float("nan")},
        {"minutes": -1.0},
        {"minutes": 1e9},
        {"exam": "soon"},
        {"exam": "2001-01-01"},
    ],
)
def test_settings_that_cannot_be_kept_are_refused_and_not_recorded(begun: Desk, wish: dict[str, object]) -> None:
    with pytest.raises(Misuse):
        set_reviews(begun, **wish)  # type: ignore[arg-type]
    assert not any(isinstance(event.fact, ReviewsSet) for event in begun.record.events())


def test_the_minutes_of_the_day_are_used_up_by_what_was_reviewed(begun: Desk, clock: Clock) -> None:
    read_lesson(begun, "doubling")
    set_reviews(begun, minutes=2.0)
    assert len(due_cards(begun.state())) == 4, "30 seconds for each new card"
    review(begun, "doubling-is", 3, seconds=90.0)
    assert len(due_cards(begun.state())) == 1
    review(begun, "doubling-zero", 3, seconds=60.0)
    assert due_cards(begun.state()) == ()
    clock.at += timedelta(days=1)
    assert due_cards(begun.state()) != ()


def test_a_backlog_is_counted_and_worked_off_in_days(begun: Desk, clock: Clock) -> None:
    known = [card for card in begun.pack.cards.values() if not card.lab]
    for card in known:
        review(begun, card.uuid, 3)
    clock.at += timedelta(days=60)
    state = set_reviews(begun, minutes=1.0)
    assert waiting(state) == len(known)
    assert state.queue.stays == waiting(state) - len(due_cards(state))
    assert state.queue.days is not None
    assert state.queue.days >= 1
    assert due_json(state)["days_to_clear"] == state.queue.days


def test_what_the_role_does_not_ask_for_weighs_less(begun: Desk) -> None:
    weights = begun.state().weights
    role = begun.state().role
    assert set(weights) == set(begun.pack.graph)
    asked = [weights[slug] for slug in role.levels]
    assert min(asked) > max([weight for slug, weight in weights.items() if slug not in role.levels], default=0.0)


def test_without_a_role_every_card_weighs_the_same(desk: Desk) -> None:
    read_lesson(desk, "doubling")
    assert desk.state().weights == {}
    assert len(due_cards(desk.state())) == 5


def test_fitting_is_told_with_the_reviews_that_it_takes(begun: Desk) -> None:
    review(begun, "doubling-is", 3)
    told = fitting(begun.state())
    assert (told.reviews, told.needed) == (1, 10_000)
    assert "10,000" in told.note
    assert minutes_at(0.70) <= minutes_at(0.85) < minutes_at(0.875) < minutes_at(0.97)


def test_a_pass_brings_questions_about_what_was_built(begun: Desk) -> None:
    explain = {card.uuid for card in begun.pack.explains("double")}
    assert len(explain) == 3
    read_lesson(begun, "doubling")
    begun.note(failed(begun, ""))
    assert not explain & set(begun.state().memories)
    before = begun.state()
    begun.note(replace(failed(begun, ""), ending="passed", verdict={}))
    assert not explain & set(before.memories)
    assert explain <= set(begun.state().memories)
    assert explain <= {card.uuid for card, _ in due_cards(begun.state())}
