"""Judges `leakage-clinic`: no row's outcome or inputs may reach its own fold, and the estimate must come true."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, Task, auc_bars, auc_under_truth, surveys
from hillclimb.grading.labkit import (
    Module,
    Placed,
    check,
    expect,
    given,
    near,
    numbers,
    sample,
    score,
    unchanged,
)

NUMBERS = ("calls", "tenure_months", "monthly_premium")
OUT_OF_NOTHING = 0.18
OUT_OF_COPIES = 0.25
FAR_FROM_TRUTH = 0.06
EXACT = 1e-9


def held(submission: Module, table: Table, cancelled: np.ndarray, fold_of: np.ndarray) -> np.ndarray:
    """Return the chances that were held out, one per row."""
    given(table=table, cancelled=cancelled, fold_of=fold_of)
    what = "held_out(table, cancelled, fold_of)"
    return numbers(submission.held_out(table, cancelled, fold_of), what, shape=(table.rows,), low=0.0, high=1.0)


def estimate(submission: Module, task: Task, seed: int) -> tuple[float, float]:
    """Return the mean and the standard deviation that the submission reports."""
    given(table=task.inputs, cancelled=task.outcome, seed=seed)
    what = "honest_estimate(table, cancelled, seed)"
    mean, sd = numbers(submission.honest_estimate(task.inputs, task.outcome, seed), what, shape=(2,), low=0.0, high=1.0)
    return float(mean), float(sd)


def chances(model: Any, table: Table) -> np.ndarray:
    """Return a fitted model's chances, one per row."""
    return numbers(model.chance(table), "chance(table)", shape=(table.rows,), low=0.0, high=1.0)


def on_the_day(task: Task) -> Table:
    """Return a table as it stands before anybody has left: no refund has been paid."""
    return task.inputs.having(refund_paid=np.zeros(task.rows))


def balanced(draw: Draw, rows: int) -> np.ndarray:
    """Return as many ones as zeros in random order."""
    return draw.permutation(rows) % 2


def swapped(cancelled: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Return outcomes in which as many ones as zeros among these rows have changed places."""
    ones, zeros = rows[cancelled[rows] == 1], rows[cancelled[rows] == 0]
    pairs = min(len(ones), len(zeros))
    other = cancelled.copy()
    other[ones[:pairs]], other[zeros[:pairs]] = 0, 1
    return other


def deaf_to_outcomes(submission: Module, draw: Draw, table: Table, why: str) -> None:
    """Fail if the outcomes of a fold reach the chances of that fold."""
    cancelled, fold_of = balanced(draw.child("cancelled"), table.rows), draw.child("fold").permutation(table.rows) % 2
    rows = np.flatnonzero(fold_of == 0)
    before = held(submission, table, cancelled, fold_of)
    after = held(submission, table, swapped(cancelled, rows), fold_of)
    what = "After outcomes changed places within fold 0, the chance there"
    near(after[rows], before[rows], what, atol=EXACT, why=why)


@sample
def survey(draw: Draw) -> dict[str, Table]:
    task = surveys(draw, 600)
    return {"survey": task.inputs.having(cancelled=task.outcome)}


@check("gives every row a chance from the other folds", teaches="cross-validation")
def every_row(submission: Module, draw: Draw) -> None:
    size = 40
    task = surveys(draw, size, answers=12)
    fold_of = np.array([7, 2, 7, 5])[draw.child("fold").integers(0, 4, size)]
    fold_of[:3] = [7, 2, 5]
    held(submission, task.inputs, balanced(draw.child("cancelled"), size), fold_of)


@check("uses nothing that is known only afterwards", teaches="leakage-hunting")
def afterwards(submission: Module, draw: Draw) -> None:
    task = surveys(draw, 150, answers=8)
    fold_of = draw.child("fold").permutation(task.rows) % 2
    given(table=task.inputs, cancelled=task.outcome, fold_of=fold_of)
    before = held(submission, task.inputs, task.outcome, fold_of)
    after = held(submission, on_the_day(task), task.outcome, fold_of)
    why = "A refund is booked once somebody has left: on the day of use it is 0 for everybody, so it is no input."
    near(after, before, "With refund_paid set to 0, the chance", atol=EXACT, why=why)


@check("encodes agents without the outcomes of the fold", teaches="leakage-hunting")
def agents(submission: Module, draw: Draw) -> None:
    table = on_the_day(surveys(draw, 120, answers=4))
    why = "How often an agent's customers left was counted with the very rows that are to be predicted."
    deaf_to_outcomes(submission, draw, table, why)


@check("chooses answers without the outcomes of the fold", teaches="leakage-hunting")
def choice(submission: Module, draw: Draw) -> None:
    task = surveys(draw, 90, answers=80)
    table = on_the_day(task).having(agent=np.full(90, "FA-1000"))
    why = "Which answers go with leaving was decided on all rows, so the choice has seen what it is judged on."
    deaf_to_outcomes(submission, draw, table, why)


@check("learns scales and fillings from the other folds", teaches="leakage-hunting")
def preparation(submission: Module, draw: Draw) -> None:
    task = surveys(draw, 120, answers=6)
    table, fold_of = on_the_day(task), draw.child("fold").permutation(120) % 2
    rows = np.flatnonzero(fold_of == 0)
    moved, still = rows[:20], rows[20:]
    before = held(submission, table, task.outcome, fold_of)
    answers = [name for name in table if name.startswith("answer_")]
    for names, far, reason in (
        (NUMBERS, 1000.0, "their scale (mean, spread)"),
        (answers, 90.0, "the value that fills gaps, or their scale,"),
    ):
        changed = {name: table[name].astype(float) for name in names}
        for values in changed.values():
            values[moved] = far
        after = held(submission, table.having(**changed), task.outcome, fold_of)
        why = f"Only {names[0]} and its like changed, in other rows of that fold: {reason} was learnt from all rows."
        what = "After other rows of fold 0 changed, the chance there"
        near(after[still], before[still], what, atol=EXACT, why=why)


@check("scores somebody new alone, with an agent never seen", teaches="sklearn-api")
def alone(submission: Module, draw: Draw) -> None:
    train, new = surveys(draw, 170, answers=12).split(140)
    table = on_the_day(new).having(agent=np.full(30, "FA-9999"))
    given(table=train.inputs, cancelled=train.outcome, new=table)
    model = submission.fit(train.inputs, train.outcome)
    crowd = chances(model, table)
    why = "What is learnt from a table is learnt in `fit` and remembered; one row shows no mean and no spread."
    near(chances(model, table.head(1)), crowd[:1], "the first row alone", atol=EXACT, why=why)


@check("deals folds by the seed", teaches="cross-validation")
def by_seed(submission: Module, draw: Draw) -> None:
    task = surveys(draw, 100, answers=6)
    first, again, other = (estimate(submission, task, seed) for seed in (1, 1, 2))
    near(again, first, "The same seed again: (mean, sd)", atol=EXACT, why="Seed whatever draws at random.")
    expect(other != first, "Another seed must deal other folds, but nothing changed.", got=other)


@check("is not taken in by copies of rare rows", teaches="leakage-hunting")
def copies(submission: Module, draw: Draw) -> None:
    tasks = (surveys(draw.child(turn), 400, answers=4, signal=False, rate=0.1) for turn in range(2))
    mean = np.mean([estimate(submission, task, turn)[0] for turn, task in enumerate(tasks)])
    expect(
        mean <= 0.5 + OUT_OF_COPIES,
        f"Two tables in which one in ten leaves by pure luck: the estimate is {mean:.2f} instead of 0.5. Rows that "
        "are copied to balance the classes before folds are dealt stand on both sides.",
        expected="about 0.5",
        got=f"{mean:.3f}",
    )


@check("reports next to nothing where there is nothing", teaches="leakage-hunting")
def nothing(submission: Module, draw: Draw) -> None:
    found = [estimate(submission, surveys(draw.child(turn), 160, answers=300, signal=False), turn) for turn in range(2)]
    mean = float(np.mean([mean for mean, _ in found]))
    expect(
        mean <= 0.5 + OUT_OF_NOTHING,
        "Two tables in which everybody leaves with a chance of 0.3, whatever the columns say: the AUC can only be "
        f"0.5, but the estimate is {mean:.2f} on average. Outcomes that are predicted have been seen.",
        expected=f"0.5, at most {0.5 + OUT_OF_NOTHING:g}",
        got=f"{mean:.3f}",
    )


@check("leaves the caller's table alone", teaches="sklearn-api")
def untouched(submission: Module, draw: Draw) -> None:
    task = surveys(draw, 60, answers=6)
    fold_of = draw.child("fold").permutation(60) % 2
    given(table=task.inputs, cancelled=task.outcome, fold_of=fold_of)
    names = (name for name in task.inputs if name.startswith("answer_"))
    whole = task.inputs.having(**{name: np.nan_to_num(task.inputs[name], nan=5.0) for name in names})
    table, cancelled = submission.keep(whole), submission.keep(task.outcome)
    submission.held_out(table, cancelled, fold_of)
    unchanged(table, whole, "table")
    unchanged(cancelled, task.outcome, "cancelled")


@check("reports what comes true", teaches="leakage-hunting")
def comes_true(submission: Module, draw: Draw) -> None:
    off = []
    for turn in range(2):
        train, new = surveys(draw.child(turn), 2_500, answers=100).split(500)
        said = estimate(submission, train, turn)[0]
        chance = chances(submission.fit(train.inputs, train.outcome), on_the_day(new))
        off.append((said, auc_under_truth(chance, new.truth.expected)))
    said, true = np.mean(off, axis=0)
    expect(
        abs(said - true) <= FAR_FROM_TRUTH,
        f"Over two surveys your estimate says an AUC of {said:.2f}; on 2,000 new policyholders each the model that "
        f"`fit` returns reaches {true:.2f}. What is judged and what is used must be the same pipeline.",
        expected=f"{true:.3f}, within {FAR_FROM_TRUTH:g}",
        got=f"{said:.3f}",
    )


@score("ranks new policyholders, on the true chances", bar=0.87, floor=0.82, draws=3, teaches="sklearn-api")
def ranking(submission: Module, draw: Draw) -> Placed:
    train, new = surveys(draw, 2_600).split(600)
    given(table=train.inputs, cancelled=train.outcome)
    chance = chances(submission.fit(train.inputs, train.outcome), on_the_day(new))
    bars = auc_bars(new.truth)
    return Placed(value=auc_under_truth(chance, new.truth.expected), baseline=bars.baseline, best=bars.best)
