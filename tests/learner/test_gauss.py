"""The Gaussian: its update against brute-force integration, and its limits."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.learner.gauss import Outcome, chance_right, curve, entropy, information, mastery, moved, sigmoid

MEANS = st.floats(-6, 6)
VARS = st.floats(0.1, 9)


def outcomes() -> st.SearchStrategy[Outcome]:
    return st.builds(
        Outcome,
        right=st.booleans(),
        difficulty=st.floats(-3, 3),
        power=st.floats(0.05, 4),
        guess=st.floats(0, 0.5),
        slip=st.floats(0.02, 0.1),
    )


def by_brute_force(mean: float, var: float, outcome: Outcome) -> tuple[float, float]:
    sd = math.sqrt(var)
    grid = [mean + sd * (i / 200 - 6) for i in range(2401)]

    def density(x: float) -> float:
        p = outcome.guess + (1 - outcome.guess - outcome.slip) * curve(x - outcome.difficulty)
        return math.exp(-((x - mean) ** 2) / (2 * var)) * (p if outcome.right else 1 - p) ** outcome.power

    weights = [density(x) for x in grid]
    total = math.fsum(weights)
    m = math.fsum(w * x for w, x in zip(weights, grid, strict=True)) / total
    return m, math.fsum(w * (x - m) ** 2 for w, x in zip(weights, grid, strict=True)) / total


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("guess", [0.0, 0.25])
@pytest.mark.parametrize(("mean", "var"), [(-3.2, 6.25), (0.0, 2.0), (2.5, 1.0), (-4.9, 16.0)])
def test_the_update_has_the_moments_of_the_exact_posterior(right: bool, guess: float, mean: float, var: float) -> None:
    outcome = Outcome(right=right, difficulty=0.5, guess=guess)
    got, exact = moved(mean, var, outcome), by_brute_force(mean, var, outcome)
    assert got == pytest.approx(exact, rel=1e-4, abs=1e-4)


@given(MEANS, VARS, outcomes())
def test_a_few_answers_in_one_are_the_same_as_one_after_another(mean: float, var: float, outcome: Outcome) -> None:
    at_once = moved(mean, var, outcome.weakened(3.0))
    each = mean, var
    for _ in range(3):
        each = moved(*each, outcome.weakened(1.0))
    assert at_once == pytest.approx(each)


@given(st.floats(-30, 30))
def test_the_curve_is_the_logistic_one_within_a_hundredth(x: float) -> None:
    assert curve(x) == pytest.approx(sigmoid(x), abs=0.01)


@given(MEANS, VARS, outcomes())
def test_success_never_lowers_and_failure_never_raises(mean: float, var: float, outcome: Outcome) -> None:
    after, spread = moved(mean, var, outcome)
    assert spread > 0.0
    assert after >= mean - 1e-9 if outcome.right else after <= mean + 1e-9


@given(MEANS, VARS, outcomes())
def test_information_is_positive_and_at_most_one_bit(mean: float, var: float, outcome: Outcome) -> None:
    assert 0.0 <= information(mean, var, outcome) <= 1.0
    assert outcome.guess - 1e-9 <= chance_right(mean, var, outcome) <= 1.0 - outcome.slip + 1e-9


@given(st.floats(-12, 12), st.floats(0.03, 9))
def test_mastery_lies_inside_its_interval(mean: float, var: float) -> None:
    p, low, high = mastery(mean, var)
    assert 0.0 <= low <= p <= high <= 1.0


def test_entropy_is_one_bit_at_a_coin_and_nothing_at_certainty() -> None:
    assert entropy(0.5) == 1.0
    assert entropy(0.0) == entropy(1.0) == 0.0
