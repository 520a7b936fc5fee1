"""The book is one coherent world: ids meet, money and calls add up, causes come before effects."""

import math

import numpy as np
import pytest

from hillclimb.company import Book, Draw, auc_under_truth, insurer, real_set, split_rows
from hillclimb.ground import Seed


@pytest.fixture(scope="module")
def book() -> Book:
    return insurer(Draw(Seed.of("test book")), 20_000)


def test_every_reference_is_to_a_row_that_exists(book):
    for child, key, parent in (
        (book.policies, "policyholder_id", book.policyholders),
        (book.claims, "policy_id", book.policies),
        (book.frauds, "claim_id", book.claims),
        (book.payments, "claim_id", book.claims),
        (book.contacts, "policyholder_id", book.policyholders),
    ):
        assert np.isin(child[key], parent[key]).all()
        assert len(np.unique(parent[key])) == parent.rows
    described = np.concatenate([book.vehicles["policy_id"], book.dwellings["policy_id"]])
    assert np.array_equal(described, book.policies["policy_id"])


def test_payments_add_up_to_their_claim_to_the_cent(book):
    paid = dict.fromkeys(book.claims["claim_id"].tolist(), 0)
    for claim, cents in zip(book.payments["claim_id"].tolist(), book.payments["amount_cents"].tolist(), strict=True):
        assert cents > 0
        paid[claim] += cents
    assert list(paid.values()) == book.claims["amount_cents"].tolist()


def test_contacts_are_as_many_as_the_calls(book):
    ids, counts = np.unique(book.contacts["policyholder_id"], return_counts=True)
    calls = dict(zip(book.policyholders["policyholder_id"].tolist(), book.policyholders["calls"].tolist(), strict=True))
    assert {k: v for k, v in calls.items() if v} == dict(zip(ids.tolist(), counts.tolist(), strict=True))


def test_claims_happen_while_the_policy_covers_and_are_reported_and_paid_afterwards(book):
    policies = {p: i for i, p in enumerate(book.policies["policy_id"].tolist())}
    at = np.array([policies[p] for p in book.claims["policy_id"].tolist()])
    start, occurred = book.policies["start_day"][at], book.claims["occurred_day"]
    assert (occurred >= np.maximum(start, 0)).all()
    assert (occurred < np.minimum(start + 365, 365)).all()
    assert (book.claims["reported_day"] >= occurred).all()
    reported = dict(zip(book.claims["claim_id"].tolist(), book.claims["reported_day"].tolist(), strict=True))
    for claim, day in zip(book.payments["claim_id"].tolist(), book.payments["paid_day"].tolist(), strict=True):
        assert day > reported[claim]


def test_claims_lead_to_calls_and_calls_to_cancellations(book):
    holder = dict(zip(book.policies["policy_id"].tolist(), book.policies["policyholder_id"].tolist(), strict=True))
    claimed = np.isin(book.policyholders["policyholder_id"], [holder[p] for p in book.claims["policy_id"].tolist()])
    calls = book.policyholders["calls"]
    assert calls[claimed].mean() > calls[~claimed].mean() + 1.2
    assert book.truth.cancelling[claimed].mean() > book.truth.cancelling[~claimed].mean() + 0.1


def test_counts_costs_frauds_and_cancellations_agree_with_the_truth(book):
    truth = book.truth
    gap = book.claims.rows - truth.claims.sum()
    assert abs(gap) < 5.0 * math.sqrt(truth.claims.sum())
    for p, y in (
        (truth.fraud, book.frauds["fraud"]),
        (truth.fraud_before, book.frauds["fraud"]),
        (truth.cancelling, book.policyholders["cancelled"]),
    ):
        assert abs(y.sum() - p.sum()) < 5.0 * math.sqrt((p * (1.0 - p)).sum())
    honest = book.frauds["fraud"] == 0
    ratio = book.claims["amount_cents"][honest] / 100.0 / truth.cost[honest]
    assert abs(ratio.mean() - 1.0) < 5.0 * math.sqrt(1.0 / 1.6 / honest.sum())
    assert abs(ratio.var() - 1.0 / 1.6) < 0.1


def test_what_is_on_file_tells_fraud_better_than_its_causes_alone():
    many = insurer(Draw(Seed.of("test frauds")), 60_000)
    p, causes = many.truth.fraud, many.truth.fraud_before
    assert auc_under_truth(p, p) > auc_under_truth(causes, p) + 0.05
    for low, high in ((0.0, 0.01), (0.01, 0.05), (0.05, 0.2), (0.2, 1.0)):
        rows = (p >= low) & (p < high)
        gap = many.frauds["fraud"][rows].sum() - p[rows].sum()
        assert abs(gap) < 5.0 * math.sqrt((p[rows] * (1.0 - p[rows])).sum())


def test_the_smallest_insurers_are_whole():
    for n in (1, 2, 5):
        small = insurer(Draw(Seed.of("small", n)), n)
        assert small.policyholders.rows == n
        assert len(small.truth.fraud) == small.claims.rows == small.frauds.rows


@pytest.mark.parametrize(
    ("name", "rows", "columns"), [("digits", 1797, 64), ("diabetes", 442, 10), ("breast-cancer", 569, 30)]
)
def test_real_sets_have_their_published_shape(name, rows, columns):
    inputs, outcome = real_set(name)
    assert (inputs.rows, len(inputs), len(outcome)) == (rows, columns, rows)


def test_an_unknown_real_set_is_named():
    with pytest.raises(ValueError, match="digits"):
        real_set("iris")


def test_a_split_is_whole_and_keeps_the_share_of_each_class():
    outcome = np.repeat([0, 1, 2], [100, 50, 10])
    train, test = split_rows(Draw(Seed.of("split")), outcome)
    assert sorted([*train.tolist(), *test.tolist()]) == list(range(160))
    assert np.bincount(outcome[test]).tolist() == [30, 15, 3]
    again = split_rows(Draw(Seed.of("split")), outcome)
    assert np.array_equal(again[1], test)
    plain = split_rows(Draw(Seed.of("split")), outcome, test=0.25, stratify=False)
    assert (len(plain[0]), len(plain[1])) == (120, 40)
