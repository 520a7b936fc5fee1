"""Fraud: which claims are made up or blown up, what that leaves behind, and the best anyone can know from it.

Causes come first (the workshop, how new the policy is), then the fraud, then its traces (a late report, a higher
amount); so the best possible probability is the prior times the likelihood ratios of the traces.
"""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Bools, Column, Floats, Ints, exp, expit, log
from hillclimb.company.severity import SHAPE

WORKSHOPS = 80
RING = 5
INTERCEPT = -4.6
IN_RING = 2.2
NEW_POLICY = 0.9
NEW_DAYS = 60
REPORT_DAYS = 6.0
REPORT_DAYS_IN_FRAUD = 15.0
INFLATION = 1.6


def ring_of(draw: Draw) -> Ints:
    """Return the workshops (1 to 80) that work together; which five they are is part of the seed."""
    return np.sort(1 + draw.permutation(WORKSHOPS)[:RING])


def chance_before(workshop: Ints, days_since_start: Ints, ring: Ints) -> Floats:
    """Return the chance of fraud from its causes: logit = -4.6 + 2.2 in the ring + .9 in the first 60 days."""
    in_ring: Bools = np.isin(workshop, ring)
    return expit(INTERCEPT + IN_RING * in_ring + NEW_POLICY * (days_since_start < NEW_DAYS))


def report_delay(draw: Draw, fraud: Column) -> Ints:
    """Return whole days from the event to the report: exponential with mean 6, or 15 in a fraud, rounded down."""
    mean = np.where(fraud == 1, REPORT_DAYS_IN_FRAUD, REPORT_DAYS)
    return np.floor(draw.exponential(len(mean)) * mean).astype(np.int64)


def chance_after(before: Floats, delay: Ints, euros: Floats, honest_mean: Floats) -> Floats:
    """Return the best possible probability of fraud, once the report and the amount are known (Bayes' rule).

    Odds times geometric(delay; mean 15) / geometric(delay; mean 6) times the ratio of two gamma densities of shape
    1.6 at the amount, their means 1.6 * honest_mean and honest_mean.
    """
    slow, fast = 1.0 / REPORT_DAYS_IN_FRAUD, 1.0 / REPORT_DAYS
    ends = log(1.0 - exp(-np.array([slow, fast])))
    by_delay = (ends[0] - slow * delay) - (ends[1] - fast * delay)
    stretch = float(log(np.array([INFLATION]))[0])
    by_amount = SHAPE * (euros / honest_mean) * (1.0 - 1.0 / INFLATION) - SHAPE * stretch
    return expit(log(before) - log(1.0 - before) + by_delay + by_amount)
