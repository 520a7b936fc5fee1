"""Comparisons accept what is right within its tolerance, and say what is wrong with everything else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from hillclimb.grading.labkit import Failed, expect, near, numbers, same, show, unchanged

finite = st.floats(-1e12, 1e12)
vectors = arrays.arrays(np.float64, arrays.array_shapes(max_dims=2, max_side=5), elements=finite)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inside: st.lists(inside, max_size=9) | st.dictionaries(st.text(), inside, max_size=9),
    max_leaves=30,
)


@given(vectors)
def test_everything_is_near_itself(values):
    assert near(values, values, "x").tolist() == values.tolist()
    same(values, values.tolist(), "x")


@given(vectors, st.data())
def test_one_wrong_number_is_found_and_placed(values, data):
    place = tuple(data.draw(st.integers(0, length - 1)) for length in values.shape)
    wrong = values.copy()
    wrong[place] += 1 + abs(wrong[place])
    with pytest.raises(Failed, match="x is off") as found:
        near(wrong, values, "x", rtol=1e-3)
    assert str(place[0] if len(place) == 1 else place) in found.value.message
    assert "relative" in found.value.tolerance


@given(vectors, st.sampled_from([np.nan, np.inf, -np.inf]), st.data())
def test_nothing_that_is_no_number_is_near(values, odd, data):
    wrong = values.copy()
    wrong[tuple(data.draw(st.integers(0, length - 1)) for length in values.shape)] = odd
    for got, expected in ((wrong, values), (wrong, wrong), (values, np.full_like(values, np.nan))):
        with pytest.raises(Failed):
            near(got, expected, "x", rtol=1.0, atol=1e300)


def test_differences_that_overflow_are_not_near():
    with pytest.raises(Failed):
        near([1.7e308, -1.7e308], [-1.7e308, 1.7e308], "x", rtol=0.5)


@pytest.mark.parametrize("wrong", [[[1.0], [2.0]], [1.0], 1.0, [], [[1.0, 2.0]]])
def test_shapes_that_would_broadcast_are_refused(wrong):
    with pytest.raises(Failed, match="shape"):
        near(wrong, [1.0, 2.0], "x")


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (None, "is there a `return` missing"),
        ("1", "not an object of type str"),
        (b"1", "not an object of type bytes"),
        ({"a": 1}, "not an object of type dict"),
        ([[1], [1, 2]], "different lengths"),
        (["1"], "real numbers"),
        ([1j], "real numbers"),
        ([10**400], "real numbers"),
        (np.array([object()]), "real numbers"),
        ([1.0, np.nan], "position 1 is nan"),
        (-1.0, "must not be below 0"),
        (9.0, "must not be above 5"),
    ],
)
def test_what_is_no_number_is_said(value, says):
    with pytest.raises(Failed) as found:
        numbers(value, "x", low=0, high=5)
    assert says in found.value.message


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ([1, 2], (1, 2)),
        (np.array([1, 2]), [1, 2]),
        ({"a": np.array([1])}, {"a": [1]}),
        (np.float64(2.0), 2),
        ("é", "é"),
    ],
)
def test_the_same_values_in_other_clothes_are_the_same(left, right):
    same(left, right, "x")


@pytest.mark.parametrize(
    ("left", "right"), [([1], [2]), ([1], 1), ("a", b"a"), ({"a": 1}, {"a": 1, "b": 2}), (None, 0)]
)
def test_other_values_are_not(left, right):
    with pytest.raises(Failed, match="x differs"):
        same(left, right, "x")


def test_an_expectation_carries_its_words():
    expect(True, "never said")
    with pytest.raises(Failed) as found:
        expect([], "is empty", expected="rows", got=[1, 2])
    assert (found.value.message, found.value.expected, found.value.got) == ("is empty", "rows", "[1, 2]")


@given(plain)
def test_whatever_is_shown_is_short_and_harmless(value):
    text = show(value)
    assert len(text) <= 700
    assert all(char.isprintable() or char in "\n\t" for char in text)


@pytest.mark.parametrize(
    "value",
    [
        "\x1b[2J" * 10**7,
        b"\x00" * 10**8,
        10**100_000,
        [[[[[[1]]]]]],
        list(range(10**6)),
        {str(i): i for i in range(10**5)},
    ],
    ids=range(6),
)
def test_large_values_are_shown_by_their_beginning(value):
    assert len(show(value)) <= 700


class Kept:
    """Stands for a value that lives in the worker."""

    def __init__(self, after):
        self.after = after

    def fetch(self):
        return self.after


def test_a_table_with_another_value_or_column_was_changed():
    before = {"a": np.array([1, 2]), "b": np.array([3, 4])}
    unchanged(Kept(dict(before)), before, "the table")
    with pytest.raises(Failed, match="the table was changed"):
        unchanged(Kept({**before, "b": np.array([3, 5])}), before, "the table")
    with pytest.raises(Failed, match="the table has a new column"):
        unchanged(Kept({**before, "c": before["a"]}), before, "the table")
