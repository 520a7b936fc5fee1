"""What policies cost follows the documented equations, and its scores are those of the textbooks."""

import math

import numpy as np
import pytest
from sklearn.metrics import mean_gamma_deviance, mean_tweedie_deviance

from hillclimb.company import Draw, cost_book, gamma_excess, gini, motor_book, tweedie_excess
from hillclimb.company.severity import motor_cost
from hillclimb.ground import Seed


def draw(*names) -> Draw:
    return Draw(Seed.of("test costs", *names))


def test_a_cost_book_is_the_motor_book_with_money():
    book, task = motor_book(draw(), 300), cost_book(draw(), 300)
    assert task.inputs.drop(["claims"]).digest() == book.inputs.digest()
    assert np.array_equal(task.inputs["claims"], book.outcome)
    assert np.array_equal(task.outcome == 0, book.outcome == 0)
    assert task.truth.aside["cost"] == pytest.approx(motor_cost(book.inputs))
    premium = task.truth.aside["rate"] * task.truth.aside["cost"]
    assert task.truth.aside["premium"] == pytest.approx(premium)
    assert task.truth.expected == pytest.approx(book.inputs["exposure"] * premium)


def test_what_was_paid_has_the_true_mean():
    task = cost_book(draw("mean"), 60_000)
    claims, cost = task.inputs["claims"], task.truth.aside["cost"]
    spread = math.sqrt(float(np.sum(claims * cost**2)) / 1.6)
    assert abs(task.outcome.sum() - np.sum(claims * cost)) < 4.5 * spread


def test_the_gamma_excess_is_a_difference_of_expected_deviances():
    sample = draw("gamma")
    truth, mean = np.array([800.0, 2500.0]), np.array([1000.0, 2000.0])
    y = np.concatenate([m * sample.gamma(1.6, 200_000, 1 / 1.6) for m in truth])
    m, t = np.repeat(mean, 200_000), np.repeat(truth, 200_000)
    by_luck = mean_gamma_deviance(y, m) - mean_gamma_deviance(y, t)
    assert gamma_excess(mean, truth) == pytest.approx(by_luck, rel=0.1)
    assert gamma_excess(truth, truth) == 0
    assert gamma_excess(np.array([0.0, 1.0]), truth) == math.inf


def test_the_tweedie_excess_is_linear_in_the_outcome():
    truth, mean, years = np.array([100.0, 900.0]), np.array([150.0, 700.0]), np.array([0.5, 1.0])
    exact = mean_tweedie_deviance(truth, mean, power=1.5, sample_weight=years)
    assert tweedie_excess(mean, truth, exposure=years) == pytest.approx(exact)
    assert tweedie_excess(truth, truth, exposure=years) == 0
    assert tweedie_excess(np.array([0.0, 1.0]), truth, exposure=years) == math.inf


def test_gini_is_that_of_the_pairs_and_ignores_the_order_of_rows():
    sample = draw("gini")
    order, years = np.round(sample.uniform(40) * 20), sample.uniform(40, 0.1, 1.0)
    cost = sample.uniform(40) * years
    share, pairs = years / years.sum(), 0.0
    for i in range(40):
        below = share[order < order[i]].sum() + 0.5 * share[order == order[i]].sum()
        pairs += cost[i] / cost.sum() * (2 * below - 1)
    shuffled = sample.permutation(40)
    assert gini(order, cost, exposure=years) == pytest.approx(pairs)
    assert gini(order[shuffled], cost[shuffled], exposure=years[shuffled]) == pytest.approx(pairs)
    assert gini(np.ones(40), cost, exposure=years) == pytest.approx(0)
