"""Judges `risk-premium`: the price of a year first, then how a tariff is shown to others, then money by segment."""

import numpy as np

from hillclimb.company import Draw, Table, Task, cost_book, tweedie_excess
from hillclimb.company import gini as gini_of
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

BANDS = 5
WIDEST = 1.25
LEAST_GINI = 0.96


def premiums(model: object, policies: Table, what: str = "premium(policies)") -> np.ndarray:
    """Return a tariff's euros per year, one per policy, all above 0."""
    price = numbers(model.premium(policies), what, shape=(policies.rows,), low=0.0)
    expect((price > 0).all(), f"{what} must be above 0: every policy can have a claim.", expected="above 0", got=price)
    return price


def fitted(submission: Module, train: Task) -> object:
    """Return the tariff that the submission fits to a book."""
    return submission.fit(train.inputs.drop(["claims"]), train.inputs["claims"], train.outcome)


def quotes_of(task: Task) -> Table:
    """Return the policies as they are when a quote is asked for."""
    return task.inputs.drop(["claims", "exposure"])


def right_lift(premium: np.ndarray, exposure: np.ndarray, paid: np.ndarray, bands: int) -> dict[str, np.ndarray]:
    """Return the lift table, policy by policy."""
    order = sorted(range(len(premium)), key=lambda i: premium[i])
    table, reached = np.zeros((3, bands)), 0.0
    for i in order:
        band = int(bands * (reached + exposure[i] / 2) / exposure.sum())
        table[:, band] += exposure[i], premium[i] * exposure[i], paid[i]
        reached += exposure[i]
    years = np.where(table[0] > 0, table[0], 1.0)
    return {"exposure": table[0], "expected": table[1] / years, "paid": table[2] / years}


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = cost_book(draw, 60_000)
    return {"policies": task.inputs.having(paid=task.outcome)}


@check("prices a fleet of identical cars by euros per year of cover", teaches="risk-premium", sizes=(40, 400))
def fleet(submission: Module, draw: Draw, size: int) -> None:
    one = cost_book(draw, 1).inputs.drop(["claims", "exposure"]).take(np.zeros(size, dtype=np.int64))
    turn = np.arange(size) % 10
    policies = one.having(exposure=np.where(turn < 5, 0.1, 1.0))
    claims = np.where(turn == 0, 1, np.where(turn == 5, 3, 0)).astype(np.int64)
    paid = np.round(claims * np.where(turn < 5, 2500.0, 800.0) * draw.uniform(size, 0.9, 1.1), 2)
    given(policies=policies, claims=claims, paid=paid)
    got = premiums(submission.fit(policies, claims, paid), policies)
    years = policies["exposure"].sum()
    why = (
        f"{paid.sum():,.0f} euros were paid for {claims.sum()} claims in {years:.0f} years of cover: half of the cars "
        "were covered for a tenth of a year, the others for a year, and nothing else tells them apart."
    )
    near(got, np.full(size, paid.sum() / years), "premium(policies)", rtol=0.02, why=why)


@check("quotes a year before any exposure is known", teaches="risk-premium")
def quote(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 6200).split(6000)
    given(policies=train.inputs.drop(["claims"]), quotes=quotes_of(new))
    model = fitted(submission, train)
    asked = premiums(model, quotes_of(new), "the premium of a quote")
    why = "The premium is for a year: how long the policy will run has no part in it."
    got = premiums(model, new.inputs.drop(["claims"]))
    near(got, asked, "the same policies with their exposure", rtol=1e-9, why=why)


@check("quotes in an area that it has no history of", teaches="risk-premium")
def new_area(submission: Module, draw: Draw) -> None:
    task = cost_book(draw, 6000)
    old = task.take(np.flatnonzero(task.inputs["area"] != "F"))
    new = quotes_of(task.take(np.flatnonzero(task.inputs["area"] == "F")))
    given(policies=old.inputs.drop(["claims"]), quotes=new)
    got = premiums(fitted(submission, old), new)
    typical = old.outcome.sum() / old.inputs["exposure"].sum()
    expect(
        typical / 4 < got.mean() < typical * 4,
        f"A year in an area without history costs {got.mean():,.0f} euros on average; the book has {typical:,.0f}.",
        expected="something like the rest of the book",
        got=got,
    )


@check("prices a policy by its own risk alone", teaches="risk-premium")
def alone(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 6200).split(6000)
    quotes = quotes_of(new)
    given(policies=train.inputs.drop(["claims"]), quotes=quotes)
    model = fitted(submission, train)
    price = premiums(model, quotes)
    order = draw.child("order").permutation(200)
    why = "Other rows of the file say nothing about this policy."
    near(premiums(model, quotes.take(order)), price[order], "the same policies in another order", rtol=1e-9, why=why)
    near(premiums(model, quotes.head(1)), price[:1], "the first policy alone", rtol=1e-9, why=why)
    town = np.flatnonzero(quotes["area"] == "F")
    near(premiums(model, quotes.take(town)), price[town], "the policies of area F alone", rtol=1e-9, why=why)
    later = quotes.having(policy_id=quotes["policy_id"] + 1_000_000)
    why = "A policy number is given out in sequence and is no risk."
    near(premiums(model, later), price, "the premium with a later policy number", rtol=1e-9, why=why)


@check("shows what each band of prices cost", teaches="actuarial-communication", sizes=(6, 300))
def lift_table(submission: Module, draw: Draw, size: int) -> None:
    premium = np.round(draw.uniform(size, 100.0, 900.0))
    premium[size // 2 :] = premium[: size - size // 2]
    exposure = draw.uniform(size, 0.05, 1.0)
    paid = np.round(np.where(draw.uniform(size) < 0.4, 4000 * draw.uniform(size), 0.0), 2)
    exposure[-1] = exposure[:-1].sum()
    for bands in (1, 2, 5):
        given(premium=premium, exposure=exposure, paid=paid, bands=bands)
        got, right = submission.lift(premium, exposure, paid, bands), right_lift(premium, exposure, paid, bands)
        expect(
            hasattr(got, "keys") and set(got) == set(right),
            "lift returns a dictionary with the keys exposure, expected and paid.",
            expected=str(sorted(right)),
            got=got,
        )
        for name, values in right.items():
            why = "Bands hold equal exposure; euros are per year of cover; a band without policies has 0 in all three."
            near(got[name], values, f"lift(premium, exposure, paid, {bands})[{name!r}]", rtol=1e-9, atol=1e-9, why=why)


@check("measures how well a tariff tells dear from cheap", teaches="regression-metrics", sizes=(4, 300))
def gini_index(submission: Module, draw: Draw, size: int) -> None:
    premium = np.round(draw.uniform(size, 100.0, 900.0))
    premium[size // 2 :] = premium[: size - size // 2]
    exposure = draw.uniform(size, 0.05, 1.0)
    paid = np.round(premium * exposure * draw.exponential(size), 2) + 1.0
    for prices, words in (
        (premium, "Paid euros over years, both cumulated from cheap to dear; equal prices are one straight piece."),
        (-premium, "A tariff that is upside down has a negative Gini."),
        (np.full(size, 500.0), "One price for all tells nobody apart: whatever the order of the file, that is 0."),
    ):
        given(premium=prices, exposure=exposure, paid=paid)
        right = gini_of(prices, paid, exposure=exposure)
        near(submission.gini(prices, exposure, paid), right, "gini(premium, exposure, paid)", atol=1e-9, why=words)


@check("leaves the caller's tables alone", teaches="risk-premium")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 4200).split(4000)
    policies, claims, quotes = train.inputs.drop(["claims"]), train.inputs["claims"], quotes_of(new)
    given(policies=policies, claims=claims, paid=train.outcome)
    inside = [submission.keep(item) for item in (policies, claims, train.outcome, quotes)]
    submission.fit(*inside[:3]).premium(inside[3])
    unchanged(inside[0], policies, "the table of policies")
    unchanged(inside[1], claims, "claims")
    unchanged(inside[2], train.outcome, "paid")
    unchanged(inside[3], quotes, "the table of quotes")
    price = submission.keep(new.truth.aside["premium"])
    exposure, paid = submission.keep(new.inputs["exposure"]), submission.keep(new.outcome)
    submission.lift(price, exposure, paid, 4)
    submission.gini(price, exposure, paid)
    unchanged(price, new.truth.aside["premium"], "premium")
    unchanged(exposure, new.inputs["exposure"], "exposure")
    unchanged(paid, new.outcome, "paid")


@check("tells dear policies from cheap ones", teaches="risk-premium")
def ordered(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 25_000).split(20_000)
    given(policies=train.inputs.drop(["claims"]), quotes=quotes_of(new))
    price = premiums(fitted(submission, train), quotes_of(new))
    years = new.inputs["exposure"]
    reached = gini_of(price, new.truth.expected, exposure=years)
    best = gini_of(new.truth.aside["premium"], new.truth.expected, exposure=years)
    expect(
        reached >= LEAST_GINI * best,
        f"By the true costs its Gini is {reached:.3f}; the true premiums have {best:.3f}. Look at who is in the wrong "
        "place: cut expected and paid euros by age and power together.",
        expected=f"at least {LEAST_GINI:.0%} of the best",
        got=f"{reached / best:.1%}",
    )


@check("adds up to what was paid", teaches="risk-premium")
def balance(submission: Module, draw: Draw) -> None:
    train = cost_book(draw, 20_000)
    given(policies=train.inputs.drop(["claims"]), claims=train.inputs["claims"], paid=train.outcome)
    price = premiums(fitted(submission, train), train.inputs.drop(["claims"]))
    total = float(np.sum(price * train.inputs["exposure"]))
    why = "Premium times exposure, summed over the book that you fitted."
    near(total, float(train.outcome.sum()), "the sum of premium * exposure", rtol=0.05, why=why)


@check("is right for cheap and for dear policies", teaches="actuarial-communication")
def banded(submission: Module, draw: Draw) -> None:
    train, new = cost_book(draw, 25_000).split(20_000)
    given(policies=train.inputs.drop(["claims"]), quotes=quotes_of(new))
    price = premiums(fitted(submission, train), quotes_of(new))
    table = right_lift(price, new.inputs["exposure"], new.truth.expected, BANDS)
    ratio = table["paid"] / table["expected"]
    worst = int(np.argmax(np.abs(np.log(ratio))))
    if abs(np.log(ratio[worst])) > np.log(WIDEST):
        raise Failed(
            f"In band {worst + 1} of {BANDS}, from cheap to dear, a year truly costs {ratio[worst]:.2f} euros for each "
            "euro that it asks. In total the book may well balance.",
            expected=f"between {1 / WIDEST:.2f} and {WIDEST:.2f} in each band",
            got=", ".join(f"{value:.2f}" for value in ratio),
        )


@score(
    "share of the explainable Tweedie deviance, against the true premiums",
    bar=0.95,
    floor=0.935,
    draws=4,
    teaches="risk-premium",
)
def deviance(submission: Module, draw: Draw) -> Placed:
    train, new = cost_book(draw, 35_000).split(30_000)
    given(policies=train.inputs.drop(["claims"]), quotes=quotes_of(new))
    price, true = premiums(fitted(submission, train), quotes_of(new)), new.truth.aside["premium"]
    years = new.inputs["exposure"]
    flat = np.full(len(true), train.outcome.sum() / train.inputs["exposure"].sum())
    baseline = tweedie_excess(flat, true, exposure=years)
    return Placed(value=tweedie_excess(price, true, exposure=years), baseline=baseline, best=0.0)
