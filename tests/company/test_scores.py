"""Scores under the truth equal the brute-force expectation, and the truth is never beaten."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hillclimb.company import (
    Truth,
    auc_bars,
    auc_under_truth,
    best_decision,
    brier_under_truth,
    cost_bars,
    deviance_bars,
    expected_calibration_error,
    expected_cost,
    explained_share,
    log_loss_bars,
    log_loss_under_truth,
    mean_squared_error,
    one_rate,
    poisson_deviance,
    share,
    squared_error_bars,
)

chances = hnp.arrays(np.float64, st.integers(2, 12), elements=st.floats(0.01, 0.99))


@st.composite
def pairs(draw, low=0.0, high=1.0):
    n = draw(st.integers(2, 12))
    scores = draw(hnp.arrays(np.float64, n, elements=st.sampled_from([low, 0.2, 0.21, 0.7, high])))
    return scores, draw(hnp.arrays(np.float64, n, elements=st.floats(0.01, 0.99)))


@given(pairs())
def test_auc_equals_the_sum_over_all_pairs(case):
    s, p = case
    won = total = 0.0
    for i, j in itertools.permutations(range(len(s)), 2):
        weight = p[i] * (1.0 - p[j])
        won += weight * (1.0 if s[i] > s[j] else 0.5 if s[i] == s[j] else 0.0)
        total += weight
    assert auc_under_truth(s, p) == pytest.approx(won / total, abs=1e-9)


@given(pairs())
def test_auc_of_known_labels_is_the_ordinary_one(case):
    from sklearn.metrics import roc_auc_score

    s, p = case
    labels = (p > np.median(p)).astype(float)
    assume(0.0 < labels.mean() < 1.0)
    assert auc_under_truth(s, labels) == pytest.approx(roc_auc_score(labels, s), abs=1e-9)


@given(pairs())
def test_no_ranking_beats_the_truth(case):
    s, p = case
    assert auc_under_truth(s, p) <= auc_bars(Truth(expected=p)).best + 1e-9


def test_auc_needs_a_possible_pair():
    with pytest.raises(ValueError, match="possible"):
        auc_under_truth(np.array([0.1, 0.2]), np.array([0.0, 0.0]))


@given(chances, st.floats(0.1, 5.0), st.floats(0.1, 50.0))
def test_the_threshold_rule_costs_as_little_as_any_decision(p, c_fp, c_fn):
    p = p[:6]
    least = min(expected_cost(np.array(d), p, c_fp, c_fn) for d in itertools.product((0, 1), repeat=len(p)))
    assert expected_cost(best_decision(p, c_fp, c_fn), p, c_fp, c_fn) == pytest.approx(least, abs=1e-9)


@given(pairs(0.05, 0.95))
def test_log_loss_and_brier_equal_the_mean_over_all_outcomes(case):
    q, p = case[0][:6], case[1][:6]
    loss = brier = 0.0
    for labels in itertools.product((0, 1), repeat=len(p)):
        y = np.array(labels)
        weight = float(np.prod(np.where(y == 1, p, 1.0 - p)))
        loss -= weight * float(np.mean(np.where(y == 1, np.log(q), np.log(1.0 - q))))
        brier += weight * float(np.mean((y - q) ** 2))
    assert log_loss_under_truth(q, p) == pytest.approx(loss, abs=1e-9)
    assert brier_under_truth(q, p) == pytest.approx(brier, abs=1e-9)
    assert log_loss_under_truth(p, p) <= log_loss_under_truth(q, p) + 1e-12


def test_log_loss_is_infinite_where_the_possible_is_ruled_out():
    assert log_loss_under_truth(np.array([0.0]), np.array([0.1])) == math.inf
    assert log_loss_under_truth(np.array([0.0, 1.0]), np.array([0.0, 1.0])) == 0.0


means = hnp.arrays(np.float64, 5, elements=st.floats(0.01, 8.0))


@given(means, means)
def test_poisson_deviance_equals_the_sum_over_all_counts(m, mu):
    total = 0.0
    for mi, ui in zip(m, mu, strict=True):
        term = math.exp(-ui)
        for y in range(120):
            if y:
                term *= ui / y
            total += term * 2.0 * ((y * math.log(y / mi) if y else 0.0) - y + mi)
    assert poisson_deviance(m, mu) == pytest.approx(total / len(m), rel=1e-9, abs=1e-9)


@given(means, means)
def test_the_share_of_deviance_is_the_ratio_of_deviances(m, mu):
    base = np.full(5, float(mu.mean()))
    assume(poisson_deviance(base, mu) - poisson_deviance(mu, mu) > 1e-6)
    want = (poisson_deviance(base, mu) - poisson_deviance(m, mu)) / (
        poisson_deviance(base, mu) - poisson_deviance(mu, mu)
    )
    got = explained_share(m, mu, base)
    assert got == pytest.approx(want, rel=1e-6, abs=1e-6)
    assert got <= 1.0 + 1e-9


def test_an_impossible_mean_count_is_worth_nothing():
    mu = np.array([0.5, 0.1])
    assert explained_share(np.array([0.0, 0.1]), mu, np.array([0.3, 0.3])) == -math.inf
    with pytest.raises(ValueError, match="negative"):
        poisson_deviance(np.array([-0.1, 0.1]), mu)


@given(hnp.arrays(np.float64, 200, elements=st.sampled_from([0.1, 0.2, 0.3, 0.9])), st.randoms())
def test_calibration_error_ignores_the_order_of_rows_and_is_zero_for_the_truth(q, chance):
    order = list(range(200))
    chance.shuffle(order)
    y = (np.arange(200) % 3 == 0).astype(float)
    assert expected_calibration_error(q[order], y[order]) == pytest.approx(expected_calibration_error(q, y), abs=1e-12)
    assert expected_calibration_error(q, q) == pytest.approx(0.0, abs=1e-12)


def test_calibration_error_is_the_gap_when_all_are_off_by_the_same():
    p = np.linspace(0.1, 0.6, 100)
    assert expected_calibration_error(p + 0.2, p) == pytest.approx(0.2)


def test_calibration_error_bins_hold_equal_numbers_of_rows():
    q = np.arange(100.0) / 100.0
    y = np.where(np.arange(100) < 10, q + 0.5, q)
    assert expected_calibration_error(q, y, bins=10) == pytest.approx(0.05)


def test_bars_place_naive_at_zero_and_the_truth_at_one():
    p = np.array([0.05, 0.3, 0.6])
    truth = Truth(expected=p, aside={"rate": p / np.array([1.0, 0.5, 0.25])})
    cost = cost_bars(truth, c_fp=1.0, c_fn=12.0)
    assert cost.share(expected_cost(np.zeros(3), p, 1.0, 12.0)) == 0.0
    assert cost.share(expected_cost(np.array([0, 1, 1]), p, 1.0, 12.0)) == 1.0
    loss = log_loss_bars(truth)
    assert loss.share(log_loss_under_truth(p, p)) == 1.0
    assert loss.share(log_loss_under_truth(np.full(3, p.mean()), p)) == pytest.approx(0.0)
    rate = deviance_bars(truth)
    assert rate.share(poisson_deviance(one_rate(truth), p)) == pytest.approx(0.0)
    assert float(one_rate(truth).sum()) == pytest.approx(float(p.sum()))
    squared = squared_error_bars(truth)
    assert squared.share(mean_squared_error(np.full(3, p.mean()), p)) == pytest.approx(0.0)


def test_a_share_without_a_scale_is_refused():
    with pytest.raises(ValueError, match="equals"):
        share(0.5, baseline=0.5, best=0.5)
    assert share(math.nan, baseline=0.0, best=1.0) == -math.inf


def test_arrays_of_different_shapes_are_refused():
    with pytest.raises(ValueError, match="shapes"):
        auc_under_truth(np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError, match="shapes"):
        expected_cost(np.zeros((2, 1)), np.full(2, 0.1), 1.0, 1.0)
