"""Who cancels: policyholders of Fernhill, and whether they leave at renewal."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw, whole
from hillclimb.company.exact import Column, Floats, expit, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

COVERS = ("basic", "plus", "premium")
COVER_SHARES = (0.4, 0.35, 0.25)
# Centre and width of each number, fixed for the population: nothing is standardised with a sample.
SCALES = {"calls": (2.0, 1.4), "tenure_months": (36.0, 24.0), "monthly_premium": (48.0, 20.0)}
INTERCEPT = -1.2
COEFFICIENTS = {
    "calls": 0.9,
    "tenure_months": -0.7,
    "monthly_premium": 0.5,
    "cover=plus": 0.6,
    "cover=premium": -0.5,
    "calls*monthly_premium": 0.3,
}


def cancellations(draw: Draw, rows: int) -> Task:
    """Return policyholders and whether each cancelled within a year.

    logit p = -1.2 + .9 z(calls) - .7 z(tenure) + .5 z(premium) + {basic 0, plus .6, premium -.5}
    + .3 z(calls) z(premium), where z subtracts the centre and divides by the width in `SCALES`.
    The premium has 2 decimals; the outcome is 1 for a cancellation.
    """
    inputs = Table(
        {
            "policyholder_id": draw.child("policyholder_id").identifiers(rows, 100_000),
            "calls": calls_of(draw.child("calls"), rows),
            "tenure_months": tenure_of(draw.child("tenure"), rows),
            "monthly_premium": premium_of(draw.child("premium"), rows),
            "cover": draw.child("cover").choice(COVERS, rows, COVER_SHARES),
        }
    )
    p = chance_of_cancelling(inputs)
    truth = Truth(expected=p, intercept=INTERCEPT, coefficients=COEFFICIENTS)
    return Task(inputs=inputs, outcome=draw.child("cancelled").bernoulli(p), truth=truth)


def chance_of_cancelling(policyholders: Table) -> Floats:
    """Return the true chance that each policyholder cancels."""
    calls, tenure, premium = (standard(policyholders[name], name) for name in SCALES)
    plus = (policyholders["cover"] == "plus").astype(np.float64)
    top = (policyholders["cover"] == "premium").astype(np.float64)
    columns = (calls, tenure, premium, plus, top, calls * premium)
    return expit(weighted_sum(columns, tuple(COEFFICIENTS.values()), INTERCEPT))


def standard(values: Column, name: str) -> Floats:
    """Return a column in units of its population: (value - centre) / width."""
    centre, width = SCALES[name]
    return (values.astype(np.float64) - centre) / width


def calls_of(draw: Draw, rows: int) -> Column:
    """Return contacts with customer service in the last year, Poisson with mean 2."""
    return draw.poisson(np.full(rows, SCALES["calls"][0]))


def tenure_of(draw: Draw, rows: int) -> Column:
    """Return whole months since the first policy: gamma with shape 2 and mean 36, held within 1 and 180."""
    return whole(draw.gamma(2.0, rows, 18.0), 1, 180)


def premium_of(draw: Draw, rows: int) -> Floats:
    """Return the monthly premium in euros: 8 plus a gamma number with shape 4 and mean 40."""
    return rounded(8.0 + draw.gamma(4.0, rows, 10.0), 2)
