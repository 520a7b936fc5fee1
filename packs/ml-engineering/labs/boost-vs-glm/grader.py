"""Judges `boost-vs-glm`: what each candidate may do, how it is explained, which is taken, and how good that is."""

from itertools import permutations

import numpy as np

from hillclimb.company import Draw, Table, Task, poisson_deviance, van_book
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

COLUMNS = ("driver_age", "vehicle_power", "vehicle_age", "bonus_malus", "area")
KINDS = ("glm", "boosting")
LEAST_PLAIN = 0.94


def frequencies(model: object, vans: Table, what: str = "frequency(vans)") -> np.ndarray:
    """Return a model's damages per year, one per van, all above 0."""
    rate = numbers(model.frequency(vans), what, shape=(vans.rows,), low=0.0)
    expect((rate > 0).all(), f"{what} must be above 0: every van can be damaged.", expected="above 0", got=rate)
    return rate


def with_values(vans: Table, source: Table, columns: tuple[str, ...]) -> Table:
    """Return vans with these columns set to those of the one van in `source`."""
    return vans.having(**{name: source[name][np.zeros(vans.rows, dtype=np.int64)] for name in columns})


def share_of(rate: np.ndarray, new: Task, known: np.ndarray) -> tuple[float, float, float]:
    """Return the deviance of a model, of one rate for all, and of the truth."""
    true = new.truth.expected
    flat = np.full(len(true), known.mean())
    return poisson_deviance(rate, true), poisson_deviance(flat, true), poisson_deviance(true, true)


def deviance_of(damages: np.ndarray, rate: np.ndarray) -> float:
    """Return the mean Poisson deviance of what happened."""
    safe = np.where(damages > 0, damages, 1)
    return float(np.mean(2 * (damages * np.log(safe / rate) - damages + rate)))


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    plain, tangled = van_book(draw.child("a"), 8000, tangled=False), van_book(draw.child("b"), 8000, tangled=True)
    return {
        "parcel_vans": plain.inputs.having(damages=plain.outcome),
        "trade_vans": tangled.inputs.having(damages=tangled.outcome),
    }


@check("fits both candidates and quotes each van by its own risk", teaches="boosting-libraries")
def candidates(submission: Module, draw: Draw) -> None:
    train, new = van_book(draw, 1700, tangled=True).split(1500)
    given(vans=train.inputs, damages=train.outcome, new=new.inputs)
    order = draw.child("order").permutation(200)
    town = np.flatnonzero(new.inputs["area"] == "F")
    later = new.inputs.having(policy_id=new.inputs["policy_id"] + 1_000_000)
    for kind in KINDS:
        model = getattr(submission, kind)(train.inputs, train.outcome)
        expect(model.kind == kind, f"The model that {kind} returns has kind {kind!r}.", expected=kind, got=model.kind)
        rate = frequencies(model, new.inputs)
        why = "Other rows of the file say nothing about this van."
        near(frequencies(model, new.inputs.take(order)), rate[order], "the same vans in another order", why=why)
        near(frequencies(model, new.inputs.take(town)), rate[town], "the vans of area F alone", why=why)
        why = "A policy number is given out in sequence and is no risk."
        near(frequencies(model, later), rate, "the frequency with a later policy number", why=why)


@check("quotes in an area that it has no history of", teaches="categorical-encoding")
def new_area(submission: Module, draw: Draw) -> None:
    task = van_book(draw, 1500, tangled=False)
    old, new = (task.take(np.flatnonzero((task.inputs["area"] == "F") == there)) for there in (False, True))
    given(vans=old.inputs, damages=old.outcome, new=new.inputs)
    for kind in KINDS:
        got, typical = frequencies(getattr(submission, kind)(old.inputs, old.outcome), new.inputs), old.outcome.mean()
        expect(
            typical / 4 < got.mean() < typical * 4,
            f"With {kind}, {got.mean():.3g} damages a year in an area without history; the book has {typical:.3f}.",
            expected="something like the rest of the book",
            got=got,
        )


@check("never asks less for a worse record", teaches="actuarial-communication")
def monotone(submission: Module, draw: Draw) -> None:
    train, new = van_book(draw, 2040, tangled=True).split(2000)
    given(vans=train.inputs, damages=train.outcome)
    levels = np.arange(50, 231, 12)
    for kind in KINDS:
        model = getattr(submission, kind)(train.inputs, train.outcome)
        curves = [frequencies(model, new.inputs.having(bonus_malus=np.full(40, level))) for level in levels]
        fall = float(np.min(np.diff(np.array(curves), axis=0)))
        expect(
            fall >= -1e-9,
            f"With {kind}, some van is expected to have {-fall:.3g} damages a year less once its bonus_malus is worse. "
            "The supervisor lets nobody pay less for a worse record.",
            expected="a frequency that never falls as bonus_malus rises",
            got=f"a fall of {-fall:.3g}",
        )


@check("states what a column is worth", teaches="actuarial-communication")
def relative(submission: Module, draw: Draw) -> None:
    train, new = van_book(draw, 2030, tangled=True).split(2000)
    for kind, column, values in (("glm", "area", ["A", "F", "C"]), ("boosting", "vehicle_age", [3, 12, 20])):
        model = getattr(submission, kind)(train.inputs, train.outcome)
        given(vans=new.inputs, column=column, values=values)
        kept = submission.keep(new.inputs)
        got = numbers(submission.relativities(model, kept, column, values), "relativities", shape=(3,))
        filled = [new.inputs.having(**{column: np.full(30, value)}) for value in values]
        means = np.array([frequencies(model, vans).mean() for vans in filled])
        why = f"The mean frequency of these vans, were {column} the same for all, relative to the first value."
        near(got, means / means[0], f"relativities(model, vans, {column!r}, {values})", rtol=1e-7, why=why)
        unchanged(kept, new.inputs, "the table of vans")


@check("attributes a quote to its columns", teaches="actuarial-communication", sizes=(1, 5))
def additive(submission: Module, draw: Draw, size: int) -> None:
    train, new = van_book(draw, 1501 + size, tangled=True).split(1500)
    vans, base = new.inputs.head(size), new.inputs.take([size])
    model = submission.boosting(train.inputs, train.outcome)
    given(vans=vans, base=base)
    kept = submission.keep(vans)
    got = submission.attributions(model, kept, base)
    unchanged(kept, vans, "the table of vans")
    expect(
        hasattr(got, "keys") and set(got) == set(COLUMNS),
        "attributions returns a dictionary with one array per column, without policy_id.",
        expected=str(sorted(COLUMNS)),
        got=got,
    )
    parts = {name: numbers(got[name], f"attributions[{name!r}]", shape=(size,)) for name in COLUMNS}
    worth = {}
    for mask in range(32):
        theirs = tuple(name for place, name in enumerate(COLUMNS) if not mask >> place & 1)
        worth[mask] = np.log(frequencies(model, with_values(vans, base, theirs)))
    why = "Log frequency of the van less log frequency of the base van: the columns together explain all of it."
    near(sum(parts.values()), worth[31] - worth[0], "the sum of the attributions", atol=1e-8, why=why)
    right = dict.fromkeys(COLUMNS, 0.0)
    for order in permutations(range(5)):
        mask = 0
        for place in order:
            right[COLUMNS[place]] += (worth[mask | 1 << place] - worth[mask]) / 120
            mask |= 1 << place
    why = "Averaged over all orders in which the columns of the base can be replaced by the van's own."
    for name in COLUMNS:
        near(parts[name], right[name], f"attributions[{name!r}]", atol=1e-8, why=why)


@check("leaves the caller's tables alone", teaches="boosting-libraries")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = van_book(draw, 1000, tangled=False).split(900)
    given(vans=train.inputs, damages=train.outcome)
    vans, damages, later = (submission.keep(item) for item in (train.inputs, train.outcome, new.inputs))
    submission.choose(vans, damages).frequency(later)
    unchanged(vans, train.inputs, "the table of vans")
    unchanged(damages, train.outcome, "damages")
    unchanged(later, new.inputs, "the table of new vans")


@check("brings evidence from vans that the models have not seen", teaches="hyperparameter-search")
def honest(submission: Module, draw: Draw) -> None:
    task = van_book(draw, 3000, tangled=False)
    given(vans=task.inputs, damages=task.outcome)
    evidence = submission.choose(task.inputs, task.outcome).evidence
    expect(
        hasattr(evidence, "keys") and set(evidence) == set(KINDS),
        "evidence is a dictionary with the mean deviance of both candidates.",
        expected=str(sorted(KINDS)),
        got=evidence,
    )
    least = deviance_of(task.outcome, task.truth.expected)
    for kind in KINDS:
        said = float(numbers(evidence[kind], f"evidence[{kind!r}]", shape=(), low=0.0))
        if not 0.99 * least <= said <= 1.5 * least:
            raise Failed(
                f"It claims a deviance of {said:.4f} for {kind}. On these vans the true rates have {least:.4f}: nobody "
                "gets well below that on vans that were not fitted, and a usable model not far above.",
                expected="the mean Poisson deviance per van, each van predicted by a model that has not seen it",
                got=f"{said:.4f}",
            )


@check("keeps the GLM where boosting adds nothing", teaches="hyperparameter-search")
def parsimony(submission: Module, draw: Draw) -> None:
    train, new = van_book(draw, 11_000, tangled=False).split(6000)
    given(vans=train.inputs, damages=train.outcome)
    model = submission.choose(train.inputs, train.outcome)
    value, flat, best = share_of(frequencies(model, new.inputs), new, train.outcome)
    reached = (flat - value) / (flat - best)
    expect(
        model.kind == "glm",
        f"It takes {model.kind}, which has {reached:.2f} of the explainable deviance on new vans. Here the plain GLM "
        "has more, and can be read on one page.",
        expected="glm",
        got=model.kind,
    )
    expect(
        reached >= LEAST_PLAIN,
        f"Its GLM has {reached:.3f} of the explainable deviance on new vans; the plain one reaches more.",
        expected=f"at least {LEAST_PLAIN}",
        got=f"{reached:.3f}",
    )


@score(
    "share of the explainable deviance where effects do not multiply, against the true rates",
    bar=0.92,
    floor=0.89,
    draws=3,
    teaches="boosting-libraries",
)
def tangled(submission: Module, draw: Draw) -> Placed:
    train, new = van_book(draw, 13_000, tangled=True).split(8000)
    given(vans=train.inputs, damages=train.outcome)
    model = submission.choose(train.inputs, train.outcome)
    value, flat, best = share_of(frequencies(model, new.inputs), new, train.outcome)
    return Placed(value=value, baseline=flat, best=best)
