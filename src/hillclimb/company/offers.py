"""Offers that customers accept or not: how demand falls with the price, and what a price is expected to earn."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, Floats, Ints, expit, rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

CHANNELS = ("broker", "comparison", "own site")
CHANNEL_SHARES = (0.25, 0.4, 0.35)
AT_COST = (3.4, 2.6, 3.2)
FALL = (6.5, 14.0, 9.6)
PER_EURO_OF_RISK = 0.002
PAST_MARGIN = (0.3, 0.15, 0.25)
PAST_SPREAD = 0.08
CHEAPER_WHEN_DEAR = -0.0002
HIGHEST_MARGIN = 1.0


def offers(draw: Draw, rows: int) -> Task:
    """Return past offers (offer_id, risk, channel, price) and whether each was accepted.

    `risk` is the expected cost in euros of a year, 90 + gamma(shape 3, mean 150). Past prices were risk * (1 + margin),
    margin = {broker .3, comparison .15, own site .25} - .0002 (risk - 240) + .08 e, at least 0, e standard normal, to
    the cent: random given risk and channel. logit p = {3.4, 2.6, 3.2} - {6.5, 14, 9.6} (price/risk - 1)
    + .002 (risk - 240).
    """
    risk = rounded(90.0 + draw.child("risk").gamma(3.0, rows, 50.0), 2)
    channel = draw.child("channel").choice(CHANNELS, rows, CHANNEL_SHARES)
    usual = np.array(PAST_MARGIN)[_place(channel)] + CHEAPER_WHEN_DEAR * (risk - 240.0)
    margin = np.maximum(usual + PAST_SPREAD * draw.child("margin").normal(rows), 0.0)
    inputs = Table(
        {
            "offer_id": draw.child("offer_id").identifiers(rows, 6_000_000),
            "risk": risk,
            "channel": channel,
            "price": np.maximum(rounded(risk * (1.0 + margin), 2), risk),
        }
    )
    p = chance_of_accepting(inputs, inputs["price"])
    return Task(inputs=inputs, outcome=draw.child("accepted").bernoulli(p), truth=Truth(expected=p))


def chance_of_accepting(customers: Table, price: Column) -> Floats:
    """Return the true chance that each customer (risk, channel) accepts an offer at this price."""
    place, risk = _place(customers["channel"]), customers["risk"]
    at_cost = np.array(AT_COST)[place] + PER_EURO_OF_RISK * (risk - 240.0)
    return expit(at_cost - np.array(FALL)[place] * (price / risk - 1.0))


def expected_profit(customers: Table, price: Column) -> float:
    """Return the true expected profit in euros per customer: chance of accepting times (price - risk), averaged."""
    return float(np.mean(chance_of_accepting(customers, price) * (price - customers["risk"])))


def best_prices(customers: Table) -> Floats:
    """Return the price of the greatest expected profit for each customer, between risk and twice the risk.

    Profit has one peak, where fall * margin = 1 + e**logit(margin); found by bisection, to 1e-9 of the risk.
    """
    risk = customers["risk"]
    fall = np.array(FALL)[_place(customers["channel"])]
    low, high = np.zeros(customers.rows), np.full(customers.rows, HIGHEST_MARGIN)
    for _ in range(32):
        middle = (low + high) / 2.0
        chance = chance_of_accepting(customers, risk * (1.0 + middle))
        rising = fall * middle * (1.0 - chance) < 1.0
        low, high = np.where(rising, middle, low), np.where(rising, high, middle)
    best: Floats = risk * (1.0 + (low + high) / 2.0)
    return best


def _place(channel: Column) -> Ints:
    return np.searchsorted(np.array(CHANNELS), channel).astype(np.int64)
