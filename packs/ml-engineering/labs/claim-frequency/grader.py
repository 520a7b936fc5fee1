"""Judges `claim-frequency`: what a year of cover means first, then the risk, then deviance against the true rates."""

import numpy as np

from hillclimb.company import Draw, Table, deviance_bars, motor_book, poisson_deviance
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

AGES = ((18, 26), (26, 40), (40, 65), (65, 91))
POWERFUL_FROM = 8
WIDEST = 1.35
# One year of age in one kind of car is a small segment: a model that finds the edge by itself needs more room.
EDGE_AGES = ((25, 26), (26, 27))
EDGE_WIDEST = 1.9


def frequencies(model: object, policies: Table, what: str = "frequency(policies)") -> np.ndarray:
    """Return a tariff's claims per year, one per policy, all above 0."""
    rate = numbers(model.frequency(policies), what, shape=(policies.rows,), low=0.0)
    expect((rate > 0).all(), f"{what} must be above 0: every policy can have a claim.", expected="above 0", got=rate)
    return rate


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = motor_book(draw, 60_000)
    return {"policies": task.inputs.having(claims=task.outcome)}


@check("prices a fleet of identical cars by claims per year of cover", teaches="claim-frequency", sizes=(40, 400))
def fleet(submission: Module, draw: Draw, size: int) -> None:
    one = motor_book(draw, 1).inputs.drop(["exposure"]).take(np.zeros(size, dtype=np.int64))
    half = np.arange(size) < size // 2
    policies = one.having(policy_id=700_000 + np.arange(size), exposure=np.where(half, 0.1, 1.0))
    claims = np.where(half, np.arange(size) % 10 == 0, np.arange(size) % 5 == 0).astype(np.int64)
    given(policies=policies, claims=claims)
    got = frequencies(submission.fit(policies, claims), policies)
    years = policies["exposure"].sum()
    why = (
        f"{claims.sum()} claims in {years:.0f} years of cover: half of the cars were covered for a tenth of a year, "
        "the others for a year, and nothing else tells them apart."
    )
    near(got, np.full(size, claims.sum() / years), "frequency(policies)", rtol=0.02, why=why)


@check("adds up to the claims that happened", teaches="glm", sizes=(2000, 8000))
def balance(submission: Module, draw: Draw, size: int) -> None:
    task = motor_book(draw, size)
    given(policies=task.inputs, claims=task.outcome)
    got = frequencies(submission.fit(task.inputs, task.outcome), task.inputs)
    expected, happened = float(np.sum(got * task.inputs["exposure"])), int(task.outcome.sum())
    why = "frequency times exposure, summed over the book that you fitted, is what you say it should have cost."
    near(expected, happened, "the sum of frequency * exposure", rtol=0.02, why=why)


@check("quotes a year before any exposure is known", teaches="claim-frequency")
def quote(submission: Module, draw: Draw) -> None:
    train, new = motor_book(draw, 4200).split(4000)
    given(policies=train.inputs, claims=train.outcome, quotes=new.inputs.drop(["exposure"]))
    model = submission.fit(train.inputs, train.outcome)
    asked = frequencies(model, new.inputs.drop(["exposure"]), "the frequency of a quote")
    why = "A frequency is per year: how long the policy will run has no part in it."
    near(frequencies(model, new.inputs), asked, "the same policies with their exposure", rtol=1e-9, why=why)


@check("quotes in an area that it has no history of", teaches="feature-engineering")
def new_area(submission: Module, draw: Draw) -> None:
    task = motor_book(draw, 4000)
    old = task.take(np.flatnonzero(task.inputs["area"] != "F"))
    quotes = task.take(np.flatnonzero(task.inputs["area"] == "F")).inputs.drop(["exposure"])
    given(policies=old.inputs, claims=old.outcome, quotes=quotes)
    got = frequencies(submission.fit(old.inputs, old.outcome), quotes)
    typical = old.outcome.sum() / old.inputs["exposure"].sum()
    expect(
        typical / 3 < got.mean() < typical * 3,
        f"On average {got.mean():.3g} claims a year in an area without history; the book has {typical:.3f}.",
        expected="something like the rest of the book",
        got=got,
    )


@check("prices a policy by its own risk alone", teaches="feature-engineering")
def alone(submission: Module, draw: Draw) -> None:
    train, new = motor_book(draw, 4200).split(4000)
    given(policies=train.inputs, claims=train.outcome, new=new.inputs)
    model = submission.fit(train.inputs, train.outcome)
    rate = frequencies(model, new.inputs)
    order = draw.child("order").permutation(200)
    later = new.inputs.having(policy_id=new.inputs["policy_id"] + 1_000_000)
    why = "Other rows of the file say nothing about this policy."
    shuffled = frequencies(model, new.inputs.take(order))
    near(shuffled, rate[order], "the same policies in another order", rtol=1e-9, why=why)
    near(frequencies(model, new.inputs.head(1)), rate[:1], "the first policy alone", rtol=1e-9, why=why)
    town = np.flatnonzero(new.inputs["area"] == "F")
    near(frequencies(model, new.inputs.take(town)), rate[town], "the policies of area F alone", rtol=1e-9, why=why)
    why = "A policy number is given out in sequence and is no risk."
    near(frequencies(model, later), rate, "the frequency with a later policy number", rtol=1e-9, why=why)


@check("leaves the caller's tables alone", teaches="claim-frequency")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = motor_book(draw, 2200).split(2000)
    given(policies=train.inputs, claims=train.outcome)
    policies, claims, later = (submission.keep(item) for item in (train.inputs, train.outcome, new.inputs))
    submission.fit(policies, claims).frequency(later)
    unchanged(policies, train.inputs, "the table of policies")
    unchanged(claims, train.outcome, "claims")
    unchanged(later, new.inputs, "the table of new policies")


@check("is right for the young, the old and their cars", teaches="feature-engineering")
def segments(submission: Module, draw: Draw) -> None:
    train, new = motor_book(draw, 25_000).split(20_000)
    given(policies=train.inputs, claims=train.outcome, new=new.inputs)
    said = frequencies(submission.fit(train.inputs, train.outcome), new.inputs) * new.inputs["exposure"]
    age, powerful = new.inputs["driver_age"], new.inputs["vehicle_power"] >= POWERFUL_FROM
    parts = [(*ages, strong, WIDEST) for ages in AGES for strong in (False, True)]
    off = []
    for low, high, strong, widest in [*parts, *((*ages, True, EDGE_WIDEST) for ages in EDGE_AGES)]:
        rows = (age >= low) & (age < high) & (powerful == strong)
        ratio = float(new.truth.expected[rows].sum() / said[rows].sum())
        ages = f"from {low} to {high - 1}" if high - low > 1 else f"of {low}"
        words = f"drivers {ages} in cars of power {'8 or more' if strong else 'below 8'}"
        off.append((abs(np.log(ratio)) / np.log(widest), ratio, widest, words))
    worst, ratio, widest, words = max(off)
    if worst > 1.0:
        raise Failed(
            f"For {words} there are {ratio:.2f} claims for each one that it expects. A total that fits says nothing "
            "about its parts.",
            expected=f"between {1 / widest:.2f} and {widest:.2f} for this segment of age and power",
            got=f"{ratio:.2f}",
        )


@score(
    "share of the explainable deviance, against the true rates",
    bar=0.94,
    floor=0.92,
    draws=4,
    teaches="claim-frequency",
)
def deviance(submission: Module, draw: Draw) -> Placed:
    train, new = motor_book(draw, 35_000).split(30_000)
    given(policies=train.inputs, claims=train.outcome, new=new.inputs)
    mean = frequencies(submission.fit(train.inputs, train.outcome), new.inputs) * new.inputs["exposure"]
    bars = deviance_bars(new.truth)
    return Placed(value=poisson_deviance(mean, new.truth.expected), baseline=bars.baseline, best=bars.best)
