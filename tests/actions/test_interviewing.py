"""Interviews practised against the tiny pack: what is asked, recorded, claimed and refused."""

from __future__ import annotations

import pytest

from hillclimb.actions import (
    Desk,
    answer_interview,
    ask_interview,
    claim_points,
    interview_questions,
    interview_standing,
    log,
    round_json,
    standing_json,
)
from hillclimb.ground import Misuse, NotFound
from hillclimb.record import InterviewAnswered, PointsClaimed

RIGHT = "It adds the herd to itself, so it is twice as large, and an empty herd stays empty."


def question(desk: Desk, slug: str):
    return next(item for item in interview_questions(desk.state()) if item.slug == slug)


def facts(desk: Desk, kind: type) -> list:
    return [event.fact for event in desk.record.events() if isinstance(event.fact, kind)]


def test_an_answer_is_recorded_with_its_words_and_its_points(begun: Desk) -> None:
    done = answer_interview(begun, question(begun, "ask-doubling-what"), f"  {RIGHT}\n", seconds=90)
    assert done.marks.share == 1.0
    (fact,) = facts(begun, InterviewAnswered)
    assert (fact.made, fact.points, fact.answer, fact.seconds) == ((0, 1, 2), 3, RIGHT, 90)
    assert log(begun.state())[0].text == "Answered an interview question on Doubling: 3 of 3 points"


def test_points_made_in_other_words_can_be_claimed_and_taken_back(begun: Desk) -> None:
    done = answer_interview(begun, question(begun, "ask-doubling-what"), "Twice the herd.")
    assert claim_points(begun, done.event, [0, 1]).share == pytest.approx(3 / 4)
    assert facts(begun, PointsClaimed)[-1].points == (0,), "what the words showed needs no claim"
    claim_points(begun, done.event, [0])
    assert len(facts(begun, PointsClaimed)) == 1, "the same again is no event"
    assert claim_points(begun, done.event, []).share == pytest.approx(1 / 4)


def test_nonsense_is_refused_and_records_nothing(begun: Desk) -> None:
    asked = question(begun, "ask-doubling-what")
    with pytest.raises(Misuse, match="Nothing was said"):
        answer_interview(begun, asked, " \n")
    done = answer_interview(begun, asked, "Twice.")
    with pytest.raises(Misuse, match="no point 4"):
        claim_points(begun, done.event, [3])
    with pytest.raises(NotFound):
        claim_points(begun, "nobody", [0])
    with pytest.raises(Misuse, match="level"):
        interview_questions(begun.state(), level="intern")
    with pytest.raises(NotFound, match="skill"):
        interview_questions(begun.state(), skill="halving")
    with pytest.raises(NotFound, match="no interview question"):
        ask_interview(begun, begun.state(), interview_questions(begun.state(), skill="counting"))
    assert len(begun.record.events()) == 2


def test_questions_can_be_chosen_by_skill_and_level(begun: Desk) -> None:
    state = begun.state()
    assert [item.slug for item in interview_questions(state, level="mid")] == ["ask-doubling-debug"]
    assert len(interview_questions(state, skill="doubling")) == 2
    assert interview_questions(state, skill="counting") == ()


def test_the_other_question_comes_next(begun: Desk) -> None:
    questions = interview_questions(begun.state())
    first = ask_interview(begun, begun.state(), questions)
    assert ask_interview(begun, begun.state(), questions) == first
    answer_interview(begun, first, "It is twice the constant.")
    assert ask_interview(begun, begun.state(), questions) != first


def test_where_one_stands_is_told_weakest_first(begun: Desk) -> None:
    assert interview_standing(begun.state()) == ()
    done = answer_interview(begun, question(begun, "ask-doubling-what"), "Twice.")
    assert standing_json(begun.state()) == {
        "version": 1,
        "answers": 1,
        "topics": [{"skill": "doubling", "asked": 1, "share": 0.25, "weak": True}],
    }
    assert [point["made"] for point in round_json(done)["points"]] == [False, True, False]


def test_an_interview_can_be_practised_before_a_role_was_chosen(desk: Desk) -> None:
    assert ask_interview(desk, desk.state(), interview_questions(desk.state())).skill == "doubling"
