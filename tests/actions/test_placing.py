"""Placement: never the same question twice, paused and resumed at will, skipped and taken up again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from hillclimb.actions import (
    Answered,
    Desk,
    answer_placement,
    asked_json,
    placement_json,
    placement_question,
    skip_placement,
    standing,
    start_placement,
)
from hillclimb.content import Asked
from hillclimb.ground import Conflict, Misuse
from hillclimb.record import PlacementBegan, PlacementEnded, QuestionAnswered


def right_answer(asked: Asked) -> Mapping[str, int | float]:
    """Return the answer that is right, as `answer_placement` takes it."""
    if asked.right is not None:
        return {"choice": asked.right}
    assert asked.value is not None
    return {"value": asked.value}


def answer(desk: Desk, **how: object) -> Answered:
    asked = placement_question(desk.state())
    assert asked is not None
    return answer_placement(desk, asked.question.uuid, **(how or dict(right_answer(asked))))  # type: ignore[arg-type]


def kinds(desk: Desk) -> list[str]:
    return [event.fact.kind for event in desk.record.events()]


def test_placement_needs_a_profile(desk: Desk) -> None:
    with pytest.raises(Conflict) as refused:
        start_placement(desk)
    assert refused.value.code == "not-begun"
    assert desk.record.events() == ()


def test_a_placement_asks_each_question_once_and_ends(begun: Desk) -> None:
    state = start_placement(begun)
    seen: list[str] = []
    while (asked := placement_question(state)) is not None:
        seen.append(asked.question.uuid)
        state = answer(begun, dont_know=True).state
    assert len(seen) == len(set(seen)) > 2
    place = standing(state)
    assert [fact.question for fact in place.asked] == seen
    assert place.ended == "length"
    assert kinds(begun)[-1] == "placement-ended"
    assert placement_json(state)["result"]["unknown"] == len(seen)
    with pytest.raises(Conflict, match="No placement question is open"):
        answer_placement(begun, seen[0], dont_know=True)


def test_right_answers_raise_the_belief_and_wrong_ones_lower_it(begun: Desk) -> None:
    start_placement(begun)
    asked = placement_question(begun.state())
    assert asked is not None
    skill = asked.question.skill
    before = begun.state().beliefs[skill].p
    good = answer_placement(begun, asked.question.uuid, **right_answer(asked))  # type: ignore[arg-type]
    assert good.outcome == "right"
    assert good.marked.right
    assert good.state.beliefs[skill].p > before
    following = placement_question(good.state)
    assert following is not None
    before = good.state.beliefs[following.question.skill].p
    bad = answer(begun, **({"choice": 1 - min(following.right, 1)} if following.right is not None else {"value": -1e6}))
    assert bad.outcome == "wrong"
    assert bad.marked.why
    assert bad.state.beliefs[following.question.skill].p < before


def test_a_pause_asks_the_same_question_with_the_same_numbers_again(begun: Desk, fresh: Callable[[], Desk]) -> None:
    start_placement(begun)
    answer(begun)
    before = placement_question(begun.state())
    again = start_placement(fresh())
    assert placement_question(again) == before
    assert kinds(begun).count("placement-began") == 1


def test_a_skipped_placement_is_taken_up_where_it_was_left(begun: Desk) -> None:
    start_placement(begun)
    first = answer(begun)
    skipped = skip_placement(begun)
    assert standing(skipped).ended == "skipped"
    assert placement_question(skipped) is None
    assert skip_placement(begun).events == skipped.events, "skipping twice is skipping once"
    state = start_placement(begun)
    asked = placement_question(state)
    assert asked is not None
    assert asked.question.uuid != first.asked.question.uuid
    assert standing(state).ended == ""
    assert placement_json(state)["result"]["asked"] == 1


def test_a_placement_can_be_skipped_before_it_begins(begun: Desk) -> None:
    state = skip_placement(begun)
    assert placement_json(state)["result"] | {"certainty": 0, "known": []} == {
        "asked": 0,
        "right": 0,
        "unknown": 0,
        "ended": "skipped",
        "certainty": 0,
        "known": [],
    }
    assert placement_question(start_placement(begun)) is not None


def test_one_that_came_to_its_end_stays_ended(begun: Desk) -> None:
    state = start_placement(begun)
    while placement_question(state) is not None:
        state = answer(begun, dont_know=True).state
    events = len(state.events)
    assert len(start_placement(begun).events) == events
    assert placement_json(begun.state())["result"]["ended"] == "length"


def test_an_answer_to_a_question_that_is_no_longer_asked_is_refused(begun: Desk) -> None:
    start_placement(begun)
    asked = placement_question(begun.state())
    assert asked is not None
    answer(begun)
    count = len(begun.record.events())
    with pytest.raises(Conflict) as refused:
        answer_placement(begun, asked.question.uuid, dont_know=True)
    assert refused.value.code == "stale-question"
    assert len(begun.record.events()) == count


def test_two_windows_that_answer_at_once_count_once(begun: Desk, fresh: Callable[[], Desk]) -> None:
    start_placement(begun)
    asked = placement_question(begun.state())
    assert asked is not None

    def click(_: int) -> str:
        try:
            return answer_placement(fresh(), asked.question.uuid, dont_know=True).outcome
        except Conflict as conflict:
            return conflict.code

    with ThreadPoolExecutor(4) as pool:
        endings = sorted(pool.map(click, range(4)))
    assert endings == ["stale-question"] * 3 + ["unknown"]
    assert kinds(begun).count("question-answered") == 1


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"choice": 0, "value": 1.0},
        {"choice": 0, "dont_know": True},
        {"choice": -1},
        {"choice": 99},
        {"wrong": True},
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_not_recorded(begun: Desk, how: dict[str, object]) -> None:
    state = start_placement(begun)
    asked = placement_question(state)
    assert asked is not None
    if "wrong" in how:  # the other way of answering
        how = {"value": 1.0} if asked.options else {"choice": 0}
    with pytest.raises(Misuse) as refused:
        answer_placement(begun, asked.question.uuid, **how)  # type: ignore[arg-type]
    assert refused.value.hint
    assert begun.state().events == state.events


@pytest.mark.parametrize(("seconds", "kept"), [(-5.0, 0.0), (12.5, 12.5), (1e9, 3600.0), (math.nan, 0.0)])
def test_the_time_of_an_answer_is_kept_within_reason(begun: Desk, seconds: float, kept: float) -> None:
    start_placement(begun)
    asked = placement_question(begun.state())
    assert asked is not None
    answer_placement(begun, asked.question.uuid, dont_know=True, seconds=seconds)
    (fact,) = [e.fact for e in begun.record.events() if isinstance(e.fact, QuestionAnswered)]
    assert fact.seconds == kept


def test_a_number_that_is_none_is_wrong_and_is_kept_as_text(begun: Desk) -> None:
    state = start_placement(begun)
    while (asked := placement_question(state)) is not None and asked.options:
        state = answer(begun, dont_know=True).state
    assert asked is not None
    assert answer_placement(begun, asked.question.uuid, value=math.nan).outcome == "wrong"
    assert begun.state().beliefs["doubling"].p > 0


def test_what_is_asked_does_not_tell_the_answer(begun: Desk) -> None:
    asked = placement_question(start_placement(begun))
    assert asked is not None
    shown = asked_json(asked, 1)
    assert shown.keys() == {"version", "number", "question", "skill", "kind", "text", "code", "choices"}


def test_the_end_is_recorded_with_its_reason_and_count(begun: Desk) -> None:
    state = start_placement(begun)
    while placement_question(state) is not None:
        state = answer(begun).state
    began, *_, ended = [e.fact for e in state.events if isinstance(e.fact, PlacementBegan | PlacementEnded)]
    assert isinstance(began, PlacementBegan)
    assert isinstance(ended, PlacementEnded)
    assert ended.asked == kinds(begun).count("question-answered")


def test_the_record_keeps_what_each_answer_moved_so_that_looking_later_needs_no_network(begun: Desk) -> None:
    start_placement(begun)
    answer(begun)
    answer(begun, dont_know=True)
    facts = [event.fact for event in begun.record.events() if isinstance(event.fact, QuestionAnswered)]
    assert all(fact.shifts for fact in facts)
    known = {skill.uuid for skill in begun.pack.graph.skills.values()}
    assert all(set(fact.shifts) <= known for fact in facts)


def test_a_placement_chosen_in_another_process_goes_on_the_same(begun: Desk, fresh: Callable[[], Desk]) -> None:
    from hillclimb.learner import placement

    start_placement(begun)
    answer(begun)
    first = placement_question(begun.state())
    placement._begun.cache_clear()
    placement._moved.cache_clear()
    assert placement_question(fresh().state()) == first
