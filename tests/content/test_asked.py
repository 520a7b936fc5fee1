import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.content import Asked, Mistake, Question, QuestionKind, Range, ask, is_right, read_pack, show_number
from hillclimb.content.sums import FUNCTIONS, draw, work_out
from hillclimb.ground import Damaged, Seed

from .conftest import TINY

PACK = read_pack(TINY).pack
DRAWN, PRINTS, GROWS = (PACK.questions[slug] for slug in ("doubling-drawn", "doubling-prints", "doubling-grows"))

seeds = st.binary(min_size=16, max_size=16).map(Seed)


def numbered(**changes: object) -> Question:
    return replace(DRAWN, **changes)


@given(seeds)
def test_the_same_seed_asks_the_same(seed):
    for question in PACK.questions.values():
        assert ask(question, seed) == ask(question, seed)


@given(seeds)
def test_choices_are_shuffled_and_the_right_one_stays_right(seed):
    for question in (PRINTS, GROWS):
        asked = ask(question, seed)
        assert sorted(asked.options) == sorted(choice.text for choice in question.choices)
        [right] = [choice.text for choice in question.choices if choice.right]
        assert asked.options[asked.right] == right
        assert asked.guess == 1 / len(asked.options)
        for index, option in enumerate(asked.options):
            marked = is_right(asked, choice=index)
            assert marked.right is (option == right)
            assert marked.answer == right
            assert marked.why == next(choice.why for choice in question.choices if choice.text == option)


def test_every_position_can_hold_the_right_choice():
    assert {ask(GROWS, Seed.of(number)).right for number in range(60)} == {0, 1, 2, 3}


@given(seeds)
def test_a_number_question_shows_its_drawn_values_and_knows_its_answer(seed):
    asked = ask(DRAWN, seed)
    x, y = asked.values["x"], asked.values["y"]
    assert x in (3, 5, 7.5)
    assert 0.5 <= y <= 1.5
    assert round(y, 1) == y
    assert asked.text == f"What is {x} doubled, less {y}?"
    assert asked.value == pytest.approx(2 * x - y)
    assert asked.options == ()
    assert asked.right is None
    assert asked.guess == 0.02


def test_whole_bounds_are_both_drawn_and_nothing_outside():
    question = numbered(draw={"n": Range(low=3, high=6)}, ask="{n}", answer="n", mistakes=())
    drawn = {draw(question, Seed.of(number))["n"] for number in range(200)}
    assert drawn == {3, 4, 5, 6}
    assert all(isinstance(value, int) for value in drawn)


def test_a_value_that_is_added_leaves_the_others_as_they_were():
    wider = numbered(draw={"a": Range(pick=(1, 2)), **DRAWN.draw})
    for number in range(20):
        seed = Seed.of(number)
        assert draw(DRAWN, seed).items() <= draw(wider, seed).items()


@given(seeds, st.floats(-0.9, 0.9))
def test_a_number_within_the_tolerance_is_right(seed, share):
    asked = ask(DRAWN, seed)
    assert is_right(asked, value=asked.value * (1 + share * 0.001)).right
    assert not is_right(asked, value=asked.value * (1 + math.copysign(0.0011 + abs(share), share))).right


def test_an_absolute_tolerance_counts_in_the_unit_of_the_answer():
    asked = ask(PACK.questions["counting-legs"], Seed.of(1))
    assert is_right(asked, value=asked.value + 0.5).right
    assert not is_right(asked, value=asked.value + 0.51).right


def test_a_known_mistake_is_explained_and_an_unknown_one_gets_the_general_reason():
    asked = ask(DRAWN, Seed.of(3))
    x, y = asked.values["x"], asked.values["y"]
    assert is_right(asked, value=x * x - y).why == f"That is {x} squared."
    assert is_right(asked, value=2 * x + y).why == f"{y} was to be taken away."
    assert is_right(asked, value=1000.0).why == f"2 × {x} - {y}."
    assert is_right(asked, value=asked.value).why == f"2 × {x} - {y}."


def test_of_two_near_mistakes_the_nearer_is_explained():
    question = numbered(
        draw={},
        ask="?",
        answer="100",
        why="",
        relative=0.0,
        absolute=1.0,
        mistakes=(Mistake(value="10", why="ten"), Mistake(value="11.5", why="more")),
    )
    assert is_right(ask(question, Seed.of(0)), value=10.9).why == "more"
    assert is_right(ask(question, Seed.of(0)), value=10.6).why == "ten"


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_wrong(value):
    marked = is_right(ask(DRAWN, Seed.of(0)), value=value)
    assert not marked.right
    assert marked.answer


@pytest.mark.parametrize("choice", [None, -1, 99])
def test_what_is_no_choice_is_wrong_and_the_right_one_is_explained(choice):
    asked = ask(GROWS, Seed.of(0))
    marked = is_right(asked, choice=choice)
    assert not marked.right
    assert marked.why == "After n days it is 2^n times the first."


@pytest.mark.parametrize(
    "broken",
    [
        numbered(answer="1 / (x - x)"),
        numbered(answer="unheard"),
        numbered(ask="{unheard}"),
        numbered(ask="{"),
        numbered(draw={"x": Range(low=3, high=1)}),
        replace(GROWS, choices=()),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_with_a_way_out(broken):
    with pytest.raises(Damaged) as refusal:
        ask(broken, Seed.of(0))
    assert "pack check" in refusal.value.hint


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os')",
        "x.__class__",
        "(lambda: 1)()",
        "[1][0]",
        "9 ** 9 ** 9",
        "comb(10 ** 9, 5 * 10 ** 8)",
        "'a' * 10 ** 9",
        "True",
        "x > 1",
        "(x > 1) + 1",
        "x if x else 1",
        "x and 1",
        "not x",
        "log(0)",
        "(0 - 1) ** 0.5",
        "exp(1000)",
        "",
    ],
)
def test_an_expression_that_is_no_sum_over_numbers_has_no_value(expression):
    with pytest.raises(ValueError, match=r"worked out|not a number|is inf"):
        work_out(expression, {"x": 2.0})


@given(st.floats(0.1, 50), st.floats(0.1, 50))
def test_expressions_mean_what_they_mean_in_python(a, b):
    names = {name: function for name, function in FUNCTIONS.items() if name != "comb"}
    for expression in (
        "a + b * 2 - -a / b",
        "a // b + a % b",
        "(a ** 2 + b ** 2) ** 0.5",
        "sqrt(a) + exp(-b) + log(a) + log2(b) + log10(a)",
        "abs(a - b) + round(a, 2) + min(a, b) + max(a, b) + floor(a) + ceil(b)",
    ):
        wanted = eval(expression, {"__builtins__": {}}, {**names, "a": a, "b": b})
        assert work_out(expression, {"a": a, "b": b}) == wanted
    assert work_out("comb(5, 2)", {}) == 10


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (4.0, "4"),
        (-3.0000000001, "-3"),
        (0.123456, "0.1235"),
        (1234.5678, "1234.57"),
        (2.5e-7, "2.5e-07"),
        (1e15, "1000000000000000"),
    ],
)
def test_numbers_are_shown_as_a_person_would_write_them(value, shown):
    assert show_number(value) == shown


def test_a_question_of_each_kind_was_asked_here():
    assert {question.kind for question in PACK.questions.values()} == set(QuestionKind)
    assert isinstance(ask(GROWS, Seed.of(0)), Asked)
