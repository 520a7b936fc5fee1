"""An answer makes a point by the words of the point, whatever their case, hyphens and endings."""

import pytest

from hillclimb.content import Point, is_made, read_interviews

from .conftest import TINY, Copy


@pytest.mark.parametrize(
    ("words", "answer", "made"),
    [
        ("convex", "The loss is convex.", True),
        ("convex", "The loss is CONVEX in w", True),
        ("convex", "non-convex", True),
        ("convex", "It is convexity that matters", False),
        ("convex*", "It is convexity that matters", True),
        ("hold-out set", "a hold out\nset", True),
        ("hold out", "a hold\u2013out set", True),
        ("base rate", "the base of the rate", False),
        ("p - y", "the gradient is p - y", True),
        ("99 %", "about 99 %.", True),
        ("don't know", "I don\u2019t know", True),
        ("ate", "rate", False),
        ("sum(", "take sum(x)", True),
        ("sum(", "take checksum(x)", False),
        ("= 0", "the gradient =0", False),
        ("(y - p)", "X.T @ (y - p)", True),
    ],
)
def test_a_point_is_made_by_its_words(words: str, answer: str, made: bool):
    assert is_made(Point(say="s", words=("never said", words)), answer) is made


def test_a_point_without_words_is_never_made():
    assert not is_made(Point(say="s", words=()), "anything")


def test_the_questions_of_a_pack_are_read_in_order():
    found, problems = read_interviews(TINY)
    assert problems == ()
    assert [(item.slug, item.skill, item.minutes) for item in found] == [
        ("ask-doubling-what", "doubling", 2),
        ("ask-doubling-debug", "doubling", 3),
    ]
    assert found[0].points[2].words == ("empt*", "zero")
    assert found[1].code.startswith("def double")


def test_a_broken_question_is_told_and_the_rest_is_read(copy: Copy):
    copy.change("interviews/doubling.toml", 'level = "junior"', 'level = "intern"')
    found, problems = read_interviews(copy.folder)
    assert [item.slug for item in found] == ["ask-doubling-debug"]
    assert [problem.rule for problem in problems] == ["P004"]


def test_a_pack_without_interviews_is_sound(copy: Copy):
    assert read_interviews(copy.remove("interviews").folder) == ((), ())
