"""Judges `claim-severity`: what an average is an average of first, then the money, then deviance against the truth."""

import numpy as np

from hillclimb.company import Draw, Table, cost_book, gamma_excess
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
WIDEST = 1.2


def costs(model: object, policies: Table, what: str = "severity(policies)") -> np.ndarray:
    """Return a model's euros per claim, one per policy, all above 0."""
    cost = numbers(model.severity(policies), what, shape=(policies.rows,), low=0.0)
    expect((cost > 0).all(), f"{what} must be above 0: no claim costs nothing.", expected="above 0", got=cost)
    return cost


def split_claims(inputs: Table) -> tuple[Table, np.ndarray]:
    """Return the policies without the number of claims, and the number of claims."""
    return inputs.drop(["claims"]), inputs["claims"]


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = cost_book(draw, 60_000)
    return {"policies": task.inputs.having(paid=task.outcome)}


@check("says what a claim costs in a fleet of identical cars", teaches="claim-severity", sizes=(8, 400))
def fleet(submission: Module, draw: Draw, size: int) -> None:
    policies = cost_book(draw, 1).inputs.drop(["claims"]).take(np.zeros(size, dtype=np.int64))
    claims = np.tile([0, 1, 0, 4], size // 4)
    each = np.tile([0.0, 3000.0, 0.0, 1000.0], size // 4) * np.repeat(draw.uniform(size // 4, 0.9, 1.1), 4)
    paid = np.round(each * claims, 2)
    given(policies=policies, claims=claims, paid=paid)
    got = costs(submission.fit(policies, claims, paid), policies)
    why = (
        f"{claims.sum()} claims cost {paid.sum():,.0f} euros together. Half of the cars had none, a quarter one dear "
        "claim, a quarter four cheap ones; nothing else tells the cars apart."
    )
    near(got, np.full(size, paid.sum() / claims.sum()), "severity(policies)", rtol=0.02, why=why)


@check("adds up to what was paid", teaches="claim-severity", sizes=(8000, 16_000))
def balance(submission: Module, draw: Draw, size: int) -> None:
    task = cost_book(draw, size)
    policies, claims = split_claims(task.inputs)
    given(policies=policies, claims=claims, paid=task.outcome)
    got = costs(submission.fit(policies, claims, task.outcome), policies)
    why = "The cost that it expects of each claim of the book that it was fitted on, summed over these claims."
    near(float(np.sum(got * claims)), float(task.outcome.sum()), "the sum of severity * claims", rtol=0.05, why=why)


@check("quotes before any claim has happened", teaches="claim-severity")
def quote(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 6200).split(6000)
    policies, claims = split_claims(train.inputs)
    quotes = new.inputs.drop(["claims", "exposure"])
    given(policies=policies, claims=claims, paid=train.outcome, quotes=quotes)
    model = submission.fit(policies, claims, train.outcome)
    asked = costs(model, quotes, "the severity of a quote")
    why = "What one claim costs does not depend on how long the policy runs."
    near(costs(model, new.inputs.drop(["claims"])), asked, "the same policies with their exposure", rtol=1e-9, why=why)


@check("quotes in an area that it has no history of", teaches="glm")
def new_area(submission: Module, draw: Draw) -> None:
    task = cost_book(draw, 6000)
    old = task.take(np.flatnonzero(task.inputs["area"] != "F"))
    quotes = task.take(np.flatnonzero(task.inputs["area"] == "F")).inputs.drop(["claims", "exposure"])
    policies, claims = split_claims(old.inputs)
    given(policies=policies, claims=claims, paid=old.outcome, quotes=quotes)
    got = costs(submission.fit(policies, claims, old.outcome), quotes)
    typical = old.outcome.sum() / claims.sum()
    expect(
        typical / 3 < got.mean() < typical * 3,
        f"A claim in an area without history costs {got.mean():,.0f} euros on average; the book has {typical:,.0f}.",
        expected="something like the rest of the book",
        got=got,
    )


@check("prices a policy by its own risk alone", teaches="glm")
def alone(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 6200).split(6000)
    policies, claims = split_claims(train.inputs)
    quotes = new.inputs.drop(["claims", "exposure"])
    given(policies=policies, claims=claims, paid=train.outcome, quotes=quotes)
    model = submission.fit(policies, claims, train.outcome)
    cost = costs(model, quotes)
    order = draw.child("order").permutation(200)
    why = "Other rows of the file say nothing about this policy."
    near(costs(model, quotes.take(order)), cost[order], "the same policies in another order", rtol=1e-9, why=why)
    near(costs(model, quotes.head(1)), cost[:1], "the first policy alone", rtol=1e-9, why=why)
    later = quotes.having(policy_id=quotes["policy_id"] + 1_000_000)
    why = "A policy number is given out in sequence and is no risk."
    near(costs(model, later), cost, "the severity with a later policy number", rtol=1e-9, why=why)


@check("leaves the caller's tables alone", teaches="claim-severity")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 4200).split(4000)
    policies, claims = split_claims(train.inputs)
    quotes = new.inputs.drop(["claims", "exposure"])
    given(policies=policies, claims=claims, paid=train.outcome)
    inside = [submission.keep(item) for item in (policies, claims, train.outcome, quotes)]
    submission.fit(*inside[:3]).severity(inside[3])
    unchanged(inside[0], policies, "the table of policies")
    unchanged(inside[1], claims, "claims")
    unchanged(inside[2], train.outcome, "paid")
    unchanged(inside[3], quotes, "the table of quotes")


@check("is right for the young and the old", teaches="claim-severity")
def segments(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 25_000).split(20_000)
    policies, claims = split_claims(train.inputs)
    quotes = new.inputs.drop(["claims", "exposure"])
    given(policies=policies, claims=claims, paid=train.outcome, quotes=quotes)
    said, true = costs(submission.fit(policies, claims, train.outcome), quotes), new.truth.aside["cost"]
    off = []
    for low, high in AGES:
        rows = (quotes["driver_age"] >= low) & (quotes["driver_age"] < high)
        ratio = float(true[rows].sum() / said[rows].sum())
        off.append((abs(np.log(ratio)), ratio, f"drivers from {low} to {high - 1}"))
    worst, ratio, words = max(off)
    if worst > np.log(WIDEST):
        raise Failed(
            f"A claim of {words} truly costs {ratio:.2f} euros for each euro that it expects. A total that fits says "
            "nothing about its parts.",
            expected=f"between {1 / WIDEST:.2f} and {WIDEST:.2f} at each age",
            got=f"{ratio:.2f}",
        )


@score(
    "share of the explainable gamma deviance, against the true costs",
    bar=0.95,
    floor=0.92,
    draws=4,
    teaches="claim-severity",
)
def deviance(submission: Module, draw: Draw) -> Placed:
    train, new = cost_book(draw, 35_000).split(30_000)
    policies, claims = split_claims(train.inputs)
    quotes = new.inputs.drop(["claims", "exposure"])
    given(policies=policies, claims=claims, paid=train.outcome, quotes=quotes)
    got, true = costs(submission.fit(policies, claims, train.outcome), quotes), new.truth.aside["cost"]
    flat = np.full(len(true), train.outcome.sum() / claims.sum())
    return Placed(value=gamma_excess(got, true), baseline=gamma_excess(flat, true), best=0.0)
