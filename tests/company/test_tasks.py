"""Each task follows its documented equation, and its truth explains its outcomes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hillclimb.company as company
from hillclimb.company import Draw, Task, cancellations, motor_book, rare_events, visits
from hillclimb.ground import Seed

TASKS = (
    "cancellations",
    "classification",
    "cost_book",
    "daily_payouts",
    "huge_logits",
    "ill_conditioned",
    "imbalanced",
    "inspections",
    "letters",
    "motor_book",
    "offers",
    "quotes",
    "rank_deficient",
    "rare_events",
    "reach",
    "regression",
    "repair_hours",
    "ring_claims",
    "segments",
    "separable",
    "trips",
    "visits",
)


def draw(*names) -> Draw:
    return Draw(Seed.of("test tasks", *names))


def logit(p):
    return np.log(p) - np.log1p(-p)


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("rows", [1, 2, 7])
def test_small_tasks_are_whole(name, rows):
    task: Task = getattr(company, name)(draw(name), rows)
    assert task.inputs.rows == len(task.outcome) == len(task.truth.expected) == rows
    assert all(np.isfinite(task.inputs[c]).all() for c in task.inputs if task.inputs[c].dtype.kind == "f")
    assert np.isfinite(task.truth.expected).all()
    for values in task.truth.aside.values():
        assert len(values) == rows


@pytest.mark.parametrize("name", TASKS)
def test_another_seed_gives_other_data(name):
    make = getattr(company, name)
    assert make(draw(1), 40).inputs.digest() == make(draw(1), 40).inputs.digest()
    assert make(draw(1), 40).inputs.digest() != make(draw(2), 40).inputs.digest()


def test_cancellations_follow_the_equation():
    task = cancellations(draw(), 500)
    t = task.inputs
    z = lambda name, centre, width: (t[name] - centre) / width  # noqa: E731
    calls, tenure, fee = z("calls", 2, 1.4), z("tenure_months", 36, 24), z("monthly_premium", 48, 20)
    cover = np.select([t["cover"] == "plus", t["cover"] == "premium"], [0.6, -0.5], 0.0)
    want = -1.2 + 0.9 * calls - 0.7 * tenure + 0.5 * fee + cover + 0.3 * calls * fee
    assert logit(task.truth.expected) == pytest.approx(want, abs=1e-9)


def test_rare_events_follow_the_equation():
    task = rare_events(draw(), 500)
    t = task.inputs
    x1, x2, x3 = (t["days_open"] - 45) / 12, (t["delay_index"] - 50) / 10, (t["offer_percent"] - 80) / 8
    assert logit(task.truth.expected) == pytest.approx(-5.6 + 1.1 * x1 + 0.9 * x2 - 0.8 * x3 + 0.6 * x1 * x2, abs=1e-9)
    assert 0.015 < float(rare_events(draw(), 20_000).truth.expected.mean()) < 0.023


def test_claims_follow_the_equation():
    task = motor_book(draw(), 2000)
    t = task.inputs
    a = (t["driver_age"] - 50) / 15
    area = dict(zip("ABCDEF", (0, 0.05, 0.12, 0.22, 0.32, 0.45), strict=True))
    want = (
        -1.95
        + 0.31 * a**2
        + 0.07 * a
        + 0.95 * ((t["driver_age"] < 26) & (t["vehicle_power"] >= 8))
        + 0.04 * (t["vehicle_power"] - 6) / 2
        - 0.05 * (t["vehicle_age"] - 8) / 6
        + 0.06 * (t["bonus_malus"] - 70) / 30
        + np.array([area[x] for x in t["area"]])
    )
    assert np.log(task.truth.aside["rate"]) == pytest.approx(want, abs=1e-9)
    assert task.truth.expected == pytest.approx(t["exposure"] * np.exp(want))


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("driver_age", 18, 90),
        ("vehicle_power", 4, 15),
        ("vehicle_age", 0, 30),
        ("bonus_malus", 50, 230),
        ("exposure", 0.05, 1.0),
    ],
)
def test_motor_columns_stay_in_their_ranges(column, low, high):
    values = motor_book(draw(), 20_000).inputs[column]
    assert low <= values.min() < values.max() <= high


@pytest.mark.parametrize("name", ["cancellations", "rare_events", "motor_book", "visits", "imbalanced"])
def test_outcomes_agree_with_the_truth_in_every_tenth_of_the_rows(name):
    task: Task = getattr(company, name)(draw("fit"), 20_000)
    mean = task.truth.expected
    variance = mean if name == "motor_book" else mean * (1.0 - mean)
    for rows in np.array_split(np.argsort(mean, kind="stable"), 10):
        gap = float(task.outcome[rows].sum() - mean[rows].sum())
        assert abs(gap) < 5.0 * math.sqrt(float(variance[rows].sum())) + 1e-9


@pytest.mark.parametrize("name", ["cancellations", "rare_events", "motor_book", "visits"])
def test_ids_are_unique_and_say_nothing_about_the_outcome(name):
    task: Task = getattr(company, name)(draw("ids"), 5000)
    ids = task.inputs[task.inputs.columns[0]]
    assert len(np.unique(ids)) == 5000
    assert abs(np.corrcoef(ids, task.truth.expected)[0, 1]) < 0.06
    assert abs(np.corrcoef(ids, np.arange(5000))[0, 1]) < 0.06


@pytest.mark.parametrize("name", TASKS)
def test_the_truth_is_no_column(name):
    task: Task = getattr(company, name)(draw(name), 50)
    hidden = [task.truth.expected, *task.truth.aside.values()]
    for column in task.inputs.values():
        for values in hidden:
            assert not np.array_equal(column, values)


def test_split_keeps_rows_together_and_loses_none():
    task = motor_book(draw(), 100)
    first, rest = task.split(30)
    assert (first.rows, rest.rows) == (30, 70)
    assert np.array_equal(
        np.concatenate([first.inputs["policy_id"], rest.inputs["policy_id"]]), task.inputs["policy_id"]
    )
    assert np.array_equal(rest.outcome, task.outcome[30:])
    assert np.array_equal(rest.truth.aside["rate"], task.truth.aside["rate"][30:])


def coefficients(task: Task):
    return np.array([task.truth.intercept, *task.truth.coefficients.values()])


def design(task: Task):
    return np.column_stack([np.ones(task.rows), task.inputs.matrix()])


def test_a_noiseless_regression_is_solved_exactly():
    task = company.regression(draw(), 60, noise=0.0)
    found = np.linalg.lstsq(design(task), task.outcome, rcond=None)[0]
    assert found == pytest.approx(coefficients(task), abs=1e-10)


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_the_rank_deficient_table_lacks_exactly_its_copies(n):
    task = company.rank_deficient(draw(n), 50, columns=4, copies=2)
    assert np.linalg.matrix_rank(design(task)) == 5
    x = task.inputs
    assert np.array_equal(x["f5"], x["f1"] + x["f2"])
    assert np.array_equal(x["f6"], x["f2"] + x["f3"])


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_qr_survives_the_ill_conditioned_table_and_the_normal_equations_do_not(n):
    task = company.ill_conditioned(draw(n), 60)
    A = design(task)
    assert 1e9 < np.linalg.cond(A) < 2e10
    q, r = np.linalg.qr(A)
    assert np.abs(np.linalg.solve(r, q.T @ task.outcome) - coefficients(task)).max() < 1e-4


def test_normal_equations_lose_the_ill_conditioned_coefficients():
    errors = []
    for n in range(10):
        task = company.ill_conditioned(draw(n), 60)
        A = design(task)
        found = np.linalg.solve(A.T @ A, A.T @ task.outcome)
        errors.append(np.abs(found - coefficients(task)).max())
    assert min(errors) > 1e-2


def test_classification_has_the_logit_it_states():
    task = company.classification(draw(), 300, columns=3, intercept=0.7)
    assert logit(task.truth.expected) == pytest.approx(design(task) @ coefficients(task), abs=1e-8)


@settings(max_examples=30)
@given(st.integers(0, 1000), st.integers(2, 60))
def test_a_plane_separates_the_separable_labels_with_both_present(n, rows):
    task = company.separable(draw(n), rows, margin=0.5)
    distance = task.inputs.matrix() @ coefficients(task)[1:]
    assert ((distance > 0) == (task.outcome == 1)).all()
    assert set(task.outcome.tolist()) == {0, 1}


def test_huge_logits_reach_ten_thousand_in_both_directions():
    task = company.huge_logits(draw(), 200)
    values = design(task) @ coefficients(task)
    assert values[:2] == pytest.approx([1e4, -1e4], rel=1e-5)
    assert np.abs(values).max() < 1.001e4
    assert set(task.outcome[:2].tolist()) == {0, 1}


def test_imbalanced_labels_are_few():
    shares = [float(company.imbalanced(draw(n), 5000).truth.expected.mean()) for n in range(20)]
    assert 0.005 < min(shares) < max(shares) < 0.12


@pytest.mark.parametrize(("rows", "rare"), [(50, 0), (50, 1), (50, 3), (2, 5)])
def test_visits_hold_the_rare_class_exactly_as_often_as_asked(rows, rare):
    topics = visits(draw(), rows, rare=rare).inputs["topic"]
    assert int(np.sum(topics == "fraud tip")) == min(rare, rows)


def test_visits_come_in_no_order_of_time_and_customers_come_back():
    t = visits(draw(), 400).inputs
    assert (np.diff(t["day"]) < 0).any()
    assert (np.diff(t["day"]) > 0).any()
    assert 2 <= np.unique(t["customer_id"], return_counts=True)[1].max() < 100
    assert t["day"].min() >= 0
    assert t["day"].max() < 730
    assert len(np.unique(visits(draw(), 30, customers=1).inputs["customer_id"])) == 1
    with pytest.raises(ValueError, match="customer"):
        visits(draw(), 10, customers=0)


def test_visits_of_one_customer_resemble_each_other():
    task = visits(draw("groups"), 4000)
    leaning = task.truth.aside["leaning"]
    for customer in np.unique(task.inputs["customer_id"])[:50]:
        assert len(np.unique(leaning[task.inputs["customer_id"] == customer])) == 1
