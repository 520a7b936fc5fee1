"""Judges `price-decision`: the decision first, then what the model says of prices nobody was asked, then profit."""

import numpy as np

from hillclimb.company import Draw, Table, best_prices, chance_of_accepting, expected_profit, offers
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

ONE_MARGIN = 0.25
WIDEST_GAP = 0.05


def customers_of(inputs: Table) -> Table:
    """Return customers as they are when they ask for a price."""
    return inputs.drop(["price"])


def chances(model: object, customers: Table, price: np.ndarray) -> np.ndarray:
    """Return a model's chances that these prices are accepted."""
    return numbers(model.chance(customers, price), "chance(customers, price)", shape=price.shape, low=0.0, high=1.0)


def prices(model: object, customers: Table, what: str = "price(customers)") -> np.ndarray:
    """Return a model's prices, each between cost and twice the cost."""
    price, risk = numbers(model.price(customers), what, shape=(customers.rows,)), customers["risk"]
    expect(
        ((price >= risk * (1 - 1e-9)) & (price <= 2 * risk * (1 + 1e-9))).all(),
        "A price lies between risk and twice the risk: below it we lose on every yes, above it nobody may go.",
        expected="risk <= price <= 2 * risk",
        got=price / risk,
    )
    return price


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    task = offers(draw, 20_000)
    return {"offers": task.inputs.having(accepted=task.outcome)}


@check("takes the price that is expected to earn most", teaches="business-metric", sizes=(1, 60))
def decides(submission: Module, draw: Draw, size: int) -> None:
    risk = np.round(draw.uniform(size, 100.0, 400.0), 2)
    steps = 1.0 + np.arange(1, 9) * 0.1
    candidates = np.round(risk[:, None] * steps[draw.permutation(8)], 2)
    middle = draw.uniform(size, 1.2, 1.5)[:, None]
    chance = np.round(1.0 / (1.0 + np.exp(8.0 * (candidates / risk[:, None] - middle))), 4)
    given(chance=chance, risk=risk, prices=candidates)
    profit = chance * (candidates - risk[:, None])
    got = numbers(submission.best_price(chance, risk, candidates), "best_price(chance, risk, prices)", shape=(size,))
    for row in range(size):
        if not np.isclose(got[row], candidates[row, np.argmax(profit[row])], rtol=1e-9):
            earned = profit[row][np.isclose(candidates[row], got[row])]
            raise Failed(
                f"For a risk of {risk[row]:.2f} it takes {got[row]:.2f}"
                + (f", expected to earn {earned[0]:.2f}" if earned.size else ", which is not among the candidates")
                + f"; {candidates[row, np.argmax(profit[row])]:.2f} is expected to earn {profit[row].max():.2f}: the "
                "chance of a yes times what a yes leaves after the cost.",
                expected=f"{candidates[row, np.argmax(profit[row])]:.2f}",
                got=f"{got[row]:.2f}",
            )


@check("asks the lower of two prices that earn the same", teaches="business-metric")
def ties(submission: Module, draw: Draw) -> None:
    risk = np.array([100.0, 100.0, 200.0])
    candidates = np.array([[150.0, 125.0, 110.0], [110.0, 125.0, 150.0], [200.0, 200.0, 250.0]])
    chance = np.array([[0.25, 0.5, 0.5], [0.5, 0.5, 0.25], [1.0, 0.9, 0.0]])
    given(chance=chance, risk=risk, prices=candidates)
    why = "Of prices with the same expected profit the lowest wins; the prices of a row come in any order."
    near(submission.best_price(chance, risk, candidates), [125.0, 125.0, 200.0], "best_price", rtol=1e-9, why=why)


@check("expects fewer to accept a higher price", teaches="price-decision")
def falling(submission: Module, draw: Draw) -> None:
    train, new = offers(draw, 5040).split(5000)
    asking = customers_of(new.inputs)
    given(offers=train.inputs, accepted=train.outcome, customers=asking)
    model = submission.fit(train.inputs, train.outcome)
    curves = np.array([chances(model, asking, asking["risk"] * (1 + 0.1 * step)) for step in range(10)])
    rise = np.diff(curves, axis=0).max(axis=0)  # of each customer: the largest rise from one price to the next
    expect(
        (np.diff(curves, axis=0) <= 1e-9).all() and (curves[0] > curves[-1]).all(),
        "There is a customer whose chance of a yes does not fall all the way from a price at cost to one 90 % above.",
        expected="chances that fall as the price rises",
        got=curves[:, int(np.argmax(rise))],
    )


@check("prices a customer by risk and channel alone", teaches="price-decision")
def alone(submission: Module, draw: Draw) -> None:
    train, new = offers(draw, 5200).split(5000)
    asking = customers_of(new.inputs)
    given(offers=train.inputs, accepted=train.outcome, customers=asking)
    model = submission.fit(train.inputs, train.outcome)
    price = prices(model, asking)
    order = draw.child("order").permutation(200)
    why = "Other rows of the file say nothing about this customer."
    near(prices(model, asking.take(order)), price[order], "the same customers in another order", rtol=1e-9, why=why)
    here = np.flatnonzero(asking["channel"] == "own site")
    near(prices(model, asking.take(here)), price[here], "the customers of one channel alone", rtol=1e-9, why=why)
    ask = asking["risk"] * 1.2
    said, apart = chances(model, asking, ask), chances(model, asking.take(here), ask[here])
    near(apart, said[here], "the chances of one channel alone", rtol=1e-9, why=why)
    later = asking.having(offer_id=asking["offer_id"] + 1_000_000)
    why = "An offer number is given out in sequence."
    near(prices(model, later), price, "the price with a later offer number", rtol=1e-9, why=why)


@check("prices a channel that it has no history of", teaches="price-decision")
def new_channel(submission: Module, draw: Draw) -> None:
    train, new = offers(draw, 5040).split(5000)
    asking = customers_of(new.inputs).having(channel=np.full(40, "phone"))
    given(offers=train.inputs, accepted=train.outcome, customers=asking)
    margin = prices(submission.fit(train.inputs, train.outcome), asking) / asking["risk"] - 1
    expect(
        ((margin > 0.05) & (margin < 0.7)).all(),
        "In a channel without history it asks for margins that no channel with history has. A model must know how the "
        "chance falls with the margin there, too.",
        expected="margins above 5 and below 70 %, like those of the other channels",
        got=margin,
    )


@check("leaves the caller's tables alone", teaches="price-decision")
def no_mutation(submission: Module, draw: Draw) -> None:
    train, new = offers(draw, 2100).split(2000)
    asking = customers_of(new.inputs)
    given(offers=train.inputs, accepted=train.outcome)
    past, accepted, later = (submission.keep(item) for item in (train.inputs, train.outcome, asking))
    submission.fit(past, accepted).price(later)
    unchanged(past, train.inputs, "the table of offers")
    unchanged(accepted, train.outcome, "accepted")
    unchanged(later, asking, "the table of customers")


@check("is right about prices that were never asked", teaches="price-decision")
def intervention(submission: Module, draw: Draw) -> None:
    train, new = offers(draw, 18_000).split(15_000)
    asking = customers_of(new.inputs)
    given(offers=train.inputs, accepted=train.outcome, customers=asking)
    price = np.round(asking["risk"] * draw.child("asked").uniform(asking.rows, 1.05, 1.5), 2)
    said = chances(submission.fit(train.inputs, train.outcome), asking, price)
    true = chance_of_accepting(asking, price)
    dear = asking["risk"] > 300
    gap = float(np.abs(said - true).mean())
    expect(
        gap <= WIDEST_GAP,
        f"At margins drawn by lot it is {gap:.3f} off on average. Of risks above 300 euros it expects "
        f"{said[dear].mean():.2f} to accept, and {true[dear].mean():.2f} do; of the others {said[~dear].mean():.2f}, "
        f"and {true[~dear].mean():.2f} do. Who was offered a high price in the past, and why?",
        expected=f"a mean distance of at most {WIDEST_GAP:g}",
        got=f"{gap:.3f}",
    )


@score(
    "expected profit, between one margin for all and the best prices",
    bar=0.977,
    floor=0.9,
    draws=4,
    teaches="price-decision",
)
def profit(submission: Module, draw: Draw) -> Placed:
    train, new = offers(draw, 22_000).split(20_000)
    asking = customers_of(new.inputs)
    given(offers=train.inputs, accepted=train.outcome, customers=asking)
    earned = expected_profit(asking, prices(submission.fit(train.inputs, train.outcome), asking))
    flat = expected_profit(asking, asking["risk"] * (1 + ONE_MARGIN))
    return Placed(value=earned, baseline=flat, best=expected_profit(asking, best_prices(asking)))
