"""Claims that go wrong: which open claim will be taken to the ombudsman."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, expit, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

COST_OF_A_MISS = 12.0
COST_OF_A_CALL = 1.0
# The units in which the three numbers are published: centre, width, least value.
SCALES = {"days_open": (45.0, 12.0, 0.1), "delay_index": (50.0, 10.0, 0.1), "offer_percent": (80.0, 8.0, 0.1)}
INTERCEPT = -5.6
COEFFICIENTS = {"days_open": 1.1, "delay_index": 0.9, "offer_percent": -0.8, "days_open*delay_index": 0.6}


def rare_events(draw: Draw, rows: int) -> Task:
    """Return open claims and whether each ended before the ombudsman (about 1.9 in 100 do).

    logit p = -5.6 + 1.1 x1 + .9 x2 - .8 x3 + .6 x1 x2 with x1 = (days_open - 45) / 12,
    x2 = (delay_index - 50) / 10, x3 = (offer_percent - 80) / 8, standard normal before rounding to 1 decimal.
    A claims handler's call, made in time, settles the claim: it costs 1, a missed escalation 12.
    """
    columns = {"claim_id": draw.child("claim_id").identifiers(rows, 4_000_000)}
    for name, (centre, width, least) in SCALES.items():
        values = rounded(draw.child(name).normal(rows, centre, width), 1)
        columns[name] = np.maximum(values, least)
    inputs = Table(columns)
    p = chance_of_escalating(inputs)
    truth = Truth(expected=p, intercept=INTERCEPT, coefficients=COEFFICIENTS)
    return Task(inputs=inputs, outcome=draw.child("escalated").bernoulli(p), truth=truth)


def chance_of_escalating(claims: Table) -> Floats:
    """Return the true chance that each claim escalates."""
    x1, x2, x3 = ((claims[name] - centre) / width for name, (centre, width, _) in SCALES.items())
    return expit(weighted_sum((x1, x2, x3, x1 * x2), tuple(COEFFICIENTS.values()), INTERCEPT))
