"""The mock interview asks what matters, marks by words, and lets claims count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.career import Answer, Marks, answers_from, mark, next_question, topics
from hillclimb.content import Interview, InterviewKind, Place, Point, Seniority
from hillclimb.ground import Seed
from hillclimb.record import Event, Fact, InterviewAnswered, PointsClaimed

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def question(name: str, skill: str = "glm", *, words: tuple[str, ...] = ("link", "offset", "deviance")) -> Interview:
    return Interview(
        slug=name,
        uuid=f"uuid-{name}",
        skill=skill,
        kind=InterviewKind.CONCEPT,
        level=Seniority.JUNIOR,
        minutes=3,
        ask="?",
        answer=" ".join(words),
        points=tuple(Point(say=word, words=(word,)) for word in words),
        follow_ups=(),
        mistakes=(),
        place=Place(file="interviews/glm.toml"),
    )


def answered(name: str, *made: int, at: datetime = AT, points: int = 3) -> Answer:
    return Answer(
        event=f"event-{name}-{at:%j}",
        question=f"uuid-{name}",
        at=at,
        seconds=60.0,
        marks=Marks(made=frozenset(made), points=points),
    )


def test_the_first_point_counts_twice() -> None:
    asked = question("a")
    assert mark(asked, "The link function").share == pytest.approx(2 / 4)
    assert mark(asked, "offset and deviance").share == pytest.approx(2 / 4)
    assert mark(asked, asked.answer).share == 1.0
    assert mark(asked, "no idea").share == 0.0


def record(*facts: Fact) -> list[Event]:
    return [Event(seq=n, uuid=f"event-{n}", at=AT, fact=fact) for n, fact in enumerate(facts, start=1)]


def said(*made: int) -> InterviewAnswered:
    return InterviewAnswered(question="uuid-a", skill="s", points=3, made=made)


def test_a_claim_counts_for_its_answer_and_the_newest_holds() -> None:
    events = record(
        said(0),
        PointsClaimed(answer="event-1", points=(1, 2, 9)),
        PointsClaimed(answer="event-1", points=(1,)),
        PointsClaimed(answer="somebody", points=(2,)),
    )
    (found,) = answers_from(events)
    assert (found.claimed, found.share) == (frozenset({1}), pytest.approx(3 / 4))


def choose(questions: list[Interview], answers: list[Answer], weights: dict[str, float], *, at: datetime = AT) -> str:
    found = next_question(questions, answers, weights=weights, at=at, seed=Seed.of("test"))
    assert found is not None
    return found.slug


def test_what_the_role_asks_for_comes_first() -> None:
    questions = [question("a", "glm"), question("b", "svm"), question("c", "pca")]
    assert choose(questions, [], {"svm": 4.0, "glm": 2.0}) == "b"


def test_what_went_badly_comes_before_what_went_well_and_both_after_a_rest() -> None:
    questions = [question("a", "glm"), question("b", "svm"), question("c", "pca")]
    weights = {"glm": 3.0, "svm": 3.0, "pca": 0.0}
    answers = [answered("a", 0, 1, 2), answered("b", 1)]
    assert choose(questions, answers, weights, at=AT + timedelta(days=1)) == "c", "all else was asked this week"
    assert choose(questions[:2], answers, weights, at=AT + timedelta(days=30)) == "b"


def test_an_interview_moves_on_to_another_skill() -> None:
    questions = [question("a", "glm"), question("a2", "glm"), question("b", "svm")]
    assert choose(questions, [answered("a", 0)], {"glm": 3.0, "svm": 2.0}) == "b"


def test_no_question_is_no_error() -> None:
    assert next_question([], [], weights={}, at=AT, seed=Seed.of("test")) is None


@given(st.lists(st.sampled_from("abcd"), max_size=8), st.integers(0, 40))
def test_something_is_always_asked_and_the_same_record_asks_the_same(names: list[str], days: int) -> None:
    questions = [question(name, skill) for name, skill in zip("abcd", ("glm", "svm", "pca", "glm"), strict=True)]
    answers = [answered(name, 0, at=AT + timedelta(days=number)) for number, name in enumerate(names)]
    at = AT + timedelta(days=days)
    assert choose(questions, answers, {}, at=at) == choose(questions, answers, {}, at=at)


def test_topics_go_by_the_last_answer_to_each_question_weakest_first() -> None:
    questions = [question("a", "glm"), question("b", "svm")]
    late = AT + timedelta(days=9)
    found = topics(questions, [answered("b", 0, 1, 2), answered("a", 0, 1, 2), answered("a", 1, at=late)])
    assert [(topic.skill, topic.asked, topic.weak) for topic in found] == [("glm", 1, True), ("svm", 1, False)]
    assert found[0].share == pytest.approx(1 / 4)


def test_answers_to_questions_that_are_gone_are_no_topic() -> None:
    assert topics([], [answered("a", 0)]) == ()
