"""Moments at which a model is asked, and premiums that were corrected later: the stuff of point-in-time features."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.table import Table

FIRST_DAY, LAST_DAY = 30, 365
CORRECTED = 0.3
CHANGES = 1.2


def asks(draw: Draw, policyholders: Table, count: int) -> Table:
    """Return `count` moments of prediction (ask_id, policyholder_id, day), some for one policyholder, in random order.

    Days are uniform in [30, 365) of the insurer's year, whoever is asked about.
    """
    who = draw.child("who").integers(0, policyholders.rows, count)
    return Table(
        {
            "ask_id": draw.child("ask_id").identifiers(count, 30_000_000),
            "policyholder_id": policyholders["policyholder_id"][who],
            "day": draw.child("day").integers(FIRST_DAY, LAST_DAY, count),
        }
    )


def premium_history(draw: Draw, policyholders: Table) -> Table:
    """Return every premium that was ever on file (policyholder_id, valid_from_day, recorded_day, premium_cents).

    Each policyholder has a first premium, valid and recorded at the start of the policy or before the year, and
    1.2 changes on average (Poisson), valid from any day of the year. A change is recorded up to 40 days before it is
    valid; three in ten are recorded up to 60 days after it instead (backdated), and three in ten are recorded a second
    time with another amount, up to 30 days later (a correction: the same valid_from_day, the later record counts).
    """
    n = policyholders.rows
    changes = draw.child("changes").poisson(np.full(n, CHANGES))
    of = np.concatenate([np.arange(n), np.repeat(np.arange(n), changes)])
    later = np.arange(len(of)) >= n
    start = draw.child("start").integers(-300, 60, len(of))
    valid = np.where(later, draw.child("valid").integers(0, LAST_DAY, len(of)), start)
    back = draw.child("back").uniform(len(of)) < 0.3
    early, late = draw.child("early").integers(-40, 1, len(of)), draw.child("late").integers(1, 61, len(of))
    recorded = valid + np.where(later, np.where(back, late, early), 0)
    price = np.rint(policyholders["monthly_premium"][of] * 100 * draw.child("price").uniform(len(of), 0.85, 1.2))
    again = np.flatnonzero(draw.child("again").uniform(len(of)) < CORRECTED)
    fixed = np.rint(price[again] * draw.child("fixed").uniform(len(again), 0.9, 1.1))
    wait = draw.child("wait").integers(1, 31, len(again))
    table = Table(
        {
            "policyholder_id": policyholders["policyholder_id"][np.concatenate([of, of[again]])],
            "valid_from_day": np.concatenate([valid, valid[again]]),
            "recorded_day": np.concatenate([recorded, recorded[again] + wait]),
            "premium_cents": np.concatenate([price, fixed]).astype(np.int64),
        }
    )
    return table.take(draw.child("order").permutation(table.rows))
