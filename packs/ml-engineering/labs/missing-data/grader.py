"""Judges `missing-data`: an answer for every repair, cents found and undone, and a gap that means something."""

import numpy as np

from hillclimb.company import Draw, Table, Task, mean_squared_error, repair_estimates, squared_error_bars
from hillclimb.grading.labkit import (
    Failed,
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

LEAST = 0.95


def bills(model: object, repairs: Table, what: str = "predict(repairs)") -> np.ndarray:
    """Return a model's predictions, one per repair."""
    return numbers(model.predict(repairs), what, shape=(repairs.rows,))


def flags(model: object, repairs: Table) -> np.ndarray:
    """Return what a model suspects, as truth values, one per repair."""
    flagged = numbers(model.suspect(repairs), "suspect(repairs)", shape=(repairs.rows,))
    expect(np.isin(flagged, (0, 1)).all(), "suspect answers True or False for each repair.", got=flagged)
    return flagged.astype(bool)


def in_cents(task: Task, rows: np.ndarray) -> Table:
    """Return the repairs with the workshop's estimate in cents in these rows (m,) of truth values, else in euros."""
    euros = task.truth.aside["euros"]
    return task.inputs.having(workshop_estimate=np.where(rows, np.rint(euros * 100), euros))


def found(flagged: np.ndarray, cents: np.ndarray, *, why: str = "") -> None:
    """Fail unless precision and recall of the flags reach `LEAST`; `why` is what to think about."""
    right = int(np.sum(flagged & cents))
    if right < LEAST * cents.sum():
        raise Failed(
            f"Workshop estimates in cents: {cents.sum()}; of these flagged: {right}. {why}".rstrip(),
            expected=f"at least {LEAST:.0%} of them",
            got=f"{right / cents.sum():.0%}",
        )
    if right < LEAST * flagged.sum():
        raise Failed(
            f"Repairs flagged: {flagged.sum()}; of these in cents: {right}. {why}".rstrip(),
            expected=f"at least {LEAST:.0%} of what is flagged",
            got=f"{right / flagged.sum():.0%}",
        )


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = repair_estimates(draw, 8000)
    return {"repairs": task.inputs.having(bill=task.outcome)}


@check("predicts a bill for every repair, gaps or not", teaches="missing-dirty-data", sizes=(40, 400))
def every_row(submission: Module, draw: Draw, size: int) -> None:
    train, new = repair_estimates(draw, size + 20, cents=0.0).split(size)
    given(repairs=train.inputs, bill=train.outcome, new=new.inputs)
    model = submission.fit(train.inputs, train.outcome)
    bills(model, new.inputs, "predict(new)")
    nobody = new.inputs.having(assessor_estimate=np.full(20, np.nan))
    given(repairs=train.inputs, bill=train.outcome, new=nobody)
    bills(model, nobody, "predict(new), where the assessor saw no car of the file,")


@check("flags the estimates in cents and no others", teaches="data-contracts")
def flagged_rows(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 8000).split(4000)
    given(repairs=train.inputs, bill=train.outcome, new=new.inputs)
    found(flags(submission.fit(train.inputs, train.outcome), new.inputs), new.truth.aside["cents"])


@check("flags them in a file that is all in cents", teaches="data-contracts", sizes=(1, 60))
def whole_file(submission: Module, draw: Draw, size: int) -> None:
    train, new = repair_estimates(draw, 1000 + size).split(1000)
    repairs = in_cents(new, np.ones(size, dtype=bool))
    given(repairs=train.inputs, bill=train.outcome, new=repairs)
    why = "Compared with its own file, no row of it is unusual: the limit has to come from fit."
    found(flags(submission.fit(train.inputs, train.outcome), repairs), np.ones(size, dtype=bool), why=why)


@check("flags them after a bad month", teaches="data-contracts")
def bad_month(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 4400).split(4000)
    past = in_cents(train, draw.child("month").permutation(4000) < 4000 // 12)
    repairs = in_cents(new, np.arange(400) % 4 == 0)
    given(repairs=past, bill=train.outcome, new=repairs)
    why = "One past repair in twelve is in cents here: a limit must not move with what it is to catch."
    found(flags(submission.fit(past, train.outcome), repairs), np.arange(400) % 4 == 0, why=why)


@check("reads an estimate in cents as what it is", teaches="missing-dirty-data")
def undone(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 1040).split(1000)
    euros = in_cents(new, np.zeros(40, dtype=bool))
    cents = in_cents(new, np.ones(40, dtype=bool))
    given(repairs=train.inputs, bill=train.outcome, new=cents)
    model = submission.fit(train.inputs, train.outcome)
    why = "These are the same repairs, once in euros and once in cents."
    near(bills(model, cents, "predict(new)"), bills(model, euros), "predict(new)", rtol=1e-6, why=why)


@check("predicts a repair the same alone as in a file", teaches="missing-dirty-data")
def alone(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 1100).split(1000)
    given(repairs=train.inputs, bill=train.outcome, new=new.inputs)
    model = submission.fit(train.inputs, train.outcome)
    said = bills(model, new.inputs)
    order = draw.child("order").permutation(100)
    why = "Whatever is learnt is learnt in fit; the rows beside a repair say nothing about it."
    near(bills(model, new.inputs.take(order)), said[order], "the prediction in another order", rtol=1e-9, why=why)
    for kind, rows in (("with a gap", new.truth.aside["missing"]), ("without a gap", ~new.truth.aside["missing"])):
        first = np.flatnonzero(rows)[:1]
        given(repairs=train.inputs, bill=train.outcome, new=new.inputs.take(first))
        got = bills(model, new.inputs.take(first))
        near(got, said[first], f"the prediction for one repair {kind}, alone,", rtol=1e-9, why=why)


@check("leaves the caller's tables alone", teaches="missing-dirty-data")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 440).split(400)
    given(repairs=train.inputs, bill=train.outcome)
    repairs, bill, later = (submission.keep(item) for item in (train.inputs, train.outcome, new.inputs))
    model = submission.fit(repairs, bill)
    model.predict(later)
    model.suspect(later)
    unchanged(repairs, train.inputs, "the table of past repairs")
    unchanged(bill, train.outcome, "bill")
    unchanged(later, new.inputs, "the table of new repairs")


@check("reserves enough for large repairs that no assessor saw", teaches="missing-dirty-data")
def large(submission: Module, draw: Draw) -> None:
    train, new = repair_estimates(draw, 12_000).split(4000)
    given(repairs=train.inputs, bill=train.outcome, new=new.inputs)
    said = bills(submission.fit(train.inputs, train.outcome), new.inputs)
    rows = new.truth.aside["missing"] & (new.truth.aside["euros"] > 5000)
    short = float(np.mean(new.truth.expected[rows] - said[rows]))
    way = "more" if short > 0 else "less"
    expect(
        abs(short) <= 100,
        "Of the repairs that the workshop puts above €5,000, those without an assessor's estimate cost "
        f"€{abs(short):,.0f} {way} than predicted, on average. One number in the gap, with a flag or without, leaves "
        "the workshop's estimate the weight that it has beside an assessor's; alone it tells more.",
        expected="within €100 on average",
        got=f"€{abs(short):,.0f} {way}",
    )


@score(
    "share of the explainable bills, against the true expected ones",
    bar=0.98,
    floor=0.97,
    draws=4,
    teaches="missing-dirty-data",
)
def explained(submission: Module, draw: Draw) -> Placed:
    train, new = repair_estimates(draw, 8000).split(4000)
    given(repairs=train.inputs, bill=train.outcome, new=new.inputs)
    said, bars = bills(submission.fit(train.inputs, train.outcome), new.inputs), squared_error_bars(new.truth)
    return Placed(value=mean_squared_error(said, new.truth.expected), baseline=bars.baseline, best=bars.best)
