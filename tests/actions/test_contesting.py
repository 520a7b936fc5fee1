"""Contest a belief: a word against it counts at once, a word for it is shown by three questions."""

from __future__ import annotations

import pytest

from hillclimb.actions import Desk, answer_proof, change_of, contest, contested_json, proof, proof_question, why_json
from hillclimb.content import Asked
from hillclimb.ground import Conflict, NotFound
from hillclimb.record import QuestionAnswered, SkillContested


def right_to(asked: Asked) -> dict[str, float | int | None]:
    return {"choice": asked.right} if asked.options else {"value": asked.value}


def prove(desk: Desk, skill: str) -> int:
    count = 0
    while (asked := proof_question(desk.state(), skill)) is not None:
        answer_proof(desk, skill, **right_to(asked))  # type: ignore[arg-type]
        count += 1
    return count


def test_a_word_against_a_belief_lowers_it_at_once_and_the_plan_follows(begun: Desk) -> None:
    contest(begun, "counting", know=True)
    prove(begun, "counting")
    before = begun.state()
    after = contest(begun, "counting", know=False)
    assert after.beliefs["counting"].p < before.beliefs["counting"].p
    assert sum(task.hours for task in after.tasks) > sum(task.hours for task in before.tasks)
    told = contested_json(before, after, "counting")["contested"]
    assert (told["direction"], told["left"]) == ("not", 0)


def test_a_word_for_a_belief_is_shown_by_questions_and_then_counts(begun: Desk) -> None:
    before = begun.state()
    began = contest(begun, "counting", know=True)
    assert began.beliefs["counting"].p == pytest.approx(before.beliefs["counting"].p, abs=1e-6)
    most = min(3, len(begun.pack.questions_of["counting"]))
    assert prove(begun, "counting") == most
    after = begun.state()
    assert after.beliefs["counting"].p > before.beliefs["counting"].p
    told = contested_json(before, after, "counting")["contested"]
    assert (told["direction"], told["asked"], told["right"], told["left"]) == ("know", most, most, 0)
    quiz = [e.fact for e in after.events if isinstance(e.fact, QuestionAnswered)]
    assert {fact.occasion for fact in quiz} == {"quiz"}
    assert len({fact.question for fact in quiz}) == most


def test_an_open_proof_is_taken_up_again_and_asks_the_same(begun: Desk) -> None:
    contest(begun, "counting", know=True)
    first = proof_question(begun.state(), "counting")
    contest(begun, "counting", know=True)
    assert proof_question(begun.state(), "counting") == first
    assert sum(isinstance(event.fact, SkillContested) for event in begun.state().events) == 1


def test_a_word_against_ends_an_open_proof(begun: Desk) -> None:
    contest(begun, "counting", know=True)
    contest(begun, "counting", know=False)
    assert proof(begun.state(), "counting") is None
    with pytest.raises(Conflict):
        answer_proof(begun, "counting", value=1.0)


def test_a_skill_that_is_not_there_is_refused(begun: Desk) -> None:
    with pytest.raises(NotFound):
        contest(begun, "countin", know=False)


def test_why_says_what_would_change_it_most(begun: Desk) -> None:
    change = change_of(begun.state(), "counting")
    assert change is not None
    assert change.if_wrong < change.now < change.if_right
    assert why_json(begun.state(), "counting")["would_change"]["slug"] == change.slug
