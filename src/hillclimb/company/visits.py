"""Contacts with the call centre: rows that belong to customers and days, with rare classes, in no order."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, expit
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

TOPICS = ("question", "claim", "complaint", "fraud tip")
TOPIC_SHARES = (0.62, 0.28, 0.10)
DAYS = 730


def visits(draw: Draw, rows: int, *, customers: int | None = None, rare: int = 3, days: int = DAYS) -> Task:
    """Return contacts of policyholders, in random order, and whether each was followed by a cancellation.

    Columns: visit_id, customer_id (about four contacts each unless `customers` is given), day (whole days since
    2023-01-01, in [0, days), several contacts on most days, busy and quiet weeks), topic; exactly `rare` rows (as far
    as there are rows) have topic `fraud tip`. logit p = -1.5 + 1.2 u_customer + {question 0, claim .3, complaint .9,
    fraud tip 0}, u standard normal: rows of one customer resemble each other, so a split by rows reports too much.
    """
    count = max(1, rows // 4) if customers is None else customers
    if count < 1 or days < 1:
        raise ValueError("there is at least one customer and one day")
    chosen = _uneven(draw.child("customer"), rows, count)
    topic = _topics(draw.child("topic"), rows, rare)
    inputs = Table(
        {
            "visit_id": draw.child("visit_id").identifiers(rows, 9_000_000),
            "customer_id": draw.child("customer_id").identifiers(count, 100_000)[chosen],
            "day": _uneven(draw.child("day"), rows, days),
            "topic": np.array(TOPICS)[topic],
        }
    )
    leaning = draw.child("leaning").normal(count)[chosen]
    p = expit(-1.5 + 1.2 * leaning + np.array([0.0, 0.3, 0.9, 0.0])[topic])
    truth = Truth(expected=p, intercept=-1.5, coefficients={"claim": 0.3, "complaint": 0.9}, aside={"leaning": leaning})
    return Task(inputs=inputs, outcome=draw.child("cancelled").bernoulli(p), truth=truth)


def _uneven(draw: Draw, rows: int, count: int) -> Column:
    """Return positions below `count`, some drawn more often than others (weights are gamma with shape 1.5)."""
    weights = draw.gamma(1.5, count)
    return draw.codes([float(weight) for weight in weights], rows)


def _topics(draw: Draw, rows: int, rare: int) -> Column:
    topic = draw.codes(TOPIC_SHARES, rows)
    topic[draw.permutation(rows)[:rare]] = len(TOPICS) - 1
    return topic
