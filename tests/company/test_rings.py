"""Circles of claims hang together as documented, and the truth is what can be known of circles never seen before."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from hillclimb.company import Draw, average_precision_under_truth, precision_under_truth, ring_claims
from hillclimb.ground import Seed


def draw(*names) -> Draw:
    return Draw(Seed.of("test rings", *names))


def test_chances_follow_the_equation():
    task = ring_claims(draw(), 500)
    t = task.inputs
    u = np.random.default_rng(0).normal(size=400_000)
    new = t["days_since_start"] < 60
    prior = np.where(new, np.mean(1 / (1 + np.exp(5.1 - 2.2 * u))), np.mean(1 / (1 + np.exp(6 - 2.2 * u))))
    slow, fast = np.exp(-1 / 15), np.exp(-1 / 6)
    ratio = (1 - slow) / (1 - fast) * (slow / fast) ** t["delay_days"]
    ratio = ratio * 1.6**-1.6 * np.exp(1.6 * t["amount"] / t["usual_amount"] * (1 - 1 / 1.6))
    ratio = ratio * np.where((t["hour"] >= 22) | (t["hour"] <= 4), 0.45 / 0.12, 0.55 / 0.88)
    odds = prior / (1 - prior) * ratio * np.where(t["witness"] == 1, 0.15 / 0.5, 0.85 / 0.5)
    assert task.truth.expected == pytest.approx(odds / (1 + odds), rel=0.03)


def test_as_many_are_fraud_as_the_chances_say_also_among_the_suspicious():
    tasks = [ring_claims(draw("mean", turn), 20_000) for turn in range(4)]
    p = np.concatenate([task.truth.expected for task in tasks])
    fraud = np.concatenate([task.outcome for task in tasks])
    for low, high in ((0.0, 0.05), (0.05, 0.3), (0.3, 1.0)):
        band = (p >= low) & (p < high)
        assert fraud[band].mean() == pytest.approx(p[band].mean(), rel=0.15)


def test_phones_and_accounts_stay_within_a_circle_and_hold_it_together():
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    task = ring_claims(draw("links"), 3000)
    circle, phone, account = (task.truth.aside["circle"], *(task.inputs[name] for name in ("phone", "account")))
    claims = np.arange(3000)
    given = phone != ""
    marks, code = np.unique(np.concatenate([phone[given], account]), return_inverse=True)
    tied = coo_matrix(
        (np.ones(len(code)), (np.concatenate([claims[given], claims]), 3000 + code)), (3000 + len(marks),) * 2
    )
    found = connected_components(tied, directed=False)[1][:3000]
    both = np.unique(np.stack([circle, found]), axis=1)
    assert len(np.unique(found)) == both.shape[1]
    assert both.shape[1] <= 1.1 * len(np.unique(circle))
    assert len(np.unique(account)) > 3 * len(np.unique(circle))
    assert 0.03 < 1 - given.mean() < 0.07


def test_a_device_is_the_same_throughout_a_circle():
    task = ring_claims(draw("device"), 2000)
    names = ("device_clock_ms", "device_screen_px", "device_key_ms")
    rows = np.column_stack([task.truth.aside["circle"], *(task.inputs[name] for name in names)])
    assert len(np.unique(rows, axis=0)) == len(np.unique(rows[:, 0]))


def test_without_traces_only_the_circle_tells():
    task = ring_claims(draw("none"), 20_000, traces=False)
    assert len(np.unique(task.truth.expected)) == 1
    assert task.outcome.mean() == pytest.approx(task.truth.expected[0], rel=0.2)
    witness = task.inputs["witness"]
    assert abs(witness[task.outcome == 1].mean() - witness[task.outcome == 0].mean()) < 0.1
    circle = task.truth.aside["circle"]
    assert np.bincount(circle[task.outcome == 1]).max() >= 8


labels = hnp.arrays(np.int64, st.integers(2, 12), elements=st.integers(0, 1)).filter(lambda y: y.any())


@settings(deadline=None)
@given(labels, st.randoms())
def test_average_precision_of_known_labels_is_the_ordinary_one(y, luck):
    from sklearn.metrics import average_precision_score

    scores = np.array([luck.choice([0.1, 0.2, 0.3, 0.9]) for _ in y])
    assert average_precision_under_truth(scores, y.astype(float)) == pytest.approx(average_precision_score(y, scores))


def test_average_precision_to_expect_is_that_of_many_draws():
    from sklearn.metrics import average_precision_score

    luck = np.random.default_rng(1)
    p = luck.uniform(0.05, 0.6, 400)
    scores = np.round(p + luck.normal(0, 0.2, 400), 1)
    drawn = [average_precision_score((luck.random(400) < p).astype(int), scores) for _ in range(300)]
    assert average_precision_under_truth(scores, p) == pytest.approx(np.mean(drawn), abs=0.01)


def test_precision_at_a_budget_shares_out_what_is_tied_at_the_cut():
    p = np.array([0.9, 0.5, 0.1, 0.3])
    assert precision_under_truth(np.array([3.0, 2.0, 2.0, 1.0]), p, 2) == pytest.approx((0.9 + 0.3) / 2)
    assert precision_under_truth(p, p, 4) == pytest.approx(p.mean())
