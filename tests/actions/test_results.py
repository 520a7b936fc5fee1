"""The result of a placement: it adds up, tells why, and stays as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hillclimb.actions import Desk, placement_result, read_lesson, result_json, skip_placement, start_placement
from hillclimb.ground import Conflict
from hillclimb.record import CardReviewed, QuestionAnswered
from tests.actions.test_placing import answer


def placed(desk: Desk, *, right: bool) -> None:
    start_placement(desk)
    for _ in range(4):
        answer(desk, **({} if right else {"dont_know": True}))


def test_there_is_no_result_before_the_first_answer(desk: Desk, begun: Desk) -> None:
    start_placement(begun)
    with pytest.raises(Conflict):
        placement_result(begun.state())


@pytest.mark.parametrize("right", [True, False])
def test_hours_add_up_and_answers_move_them_their_way(begun: Desk, right: bool) -> None:
    placed(begun, right=right)
    hours = placement_result(begun.state()).hours
    assert hours.saved + hours.left == pytest.approx(hours.total)
    assert hours.declared + hours.answers == pytest.approx(hours.saved)
    assert (hours.answers > 0) == right


def test_right_answers_are_credited_and_named_as_the_reason(begun: Desk) -> None:
    placed(begun, right=True)
    found = placement_result(begun.state())
    assert (found.right, found.wrong, found.unknown, found.asked) == (4, 0, 0, 4)
    assert found.credited
    assert all(one.after >= 0.85 for one in found.credited)
    assert any("right answer" in why for one in found.credited for why in one.why)
    assert not any("wrong" in why for one in found.credited for why in one.why)
    assert found.more
    assert not found.less


def test_what_is_not_known_is_a_surprise_against_what_was_declared(begun: Desk) -> None:
    placed(begun, right=False)
    found = placement_result(begun.state())
    assert not found.credited
    assert found.less
    assert all(one.after < one.before for one in found.less)
    assert any("“I don’t know”" in why for one in found.less for why in one.why)


def test_the_frontier_is_what_is_not_there_but_builds_on_what_is(begun: Desk) -> None:
    start_placement(begun)
    answer(begun)
    found = placement_result(begun.state())
    graph, beliefs = found.state.pack.graph, found.state.beliefs
    for one in found.frontier:
        assert one.after < 0.85
        assert all(beliefs[need].p >= 0.5 for need in graph[one.slug].needs)


def test_what_comes_later_leaves_the_result_as_it_was(begun: Desk) -> None:
    placed(begun, right=True)
    skip_placement(begun)
    before = result_json(placement_result(begun.state()))
    read_lesson(begun, "doubling")
    card = next(iter(begun.pack.cards.values()))
    begun.note(CardReviewed(card=card.uuid, skill=begun.pack.graph[card.skill].uuid, rating=1))
    quiz = next(event.fact for event in begun.record.events() if isinstance(event.fact, QuestionAnswered))
    begun.note(replace(quiz, occasion="quiz", outcome="wrong", shifts={}))
    assert result_json(placement_result(begun.state())) == before


def test_it_says_how_sure_it_is_of_all_and_of_what_was_asked_about(begun: Desk) -> None:
    placed(begun, right=True)
    found = placement_result(begun.state())
    assert 0.5 <= found.certainty <= 1.0
    assert 0.5 <= found.certainty_all <= 1.0
    assert 0 <= found.firm + found.open <= found.skills == len(found.state.pack.graph)
