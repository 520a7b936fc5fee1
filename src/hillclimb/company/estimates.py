"""Large repairs: two estimates of one bill, of which one is missing for a reason and the other at times in cents."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import expit, rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

USUAL, SPREAD = 4000.0, 800.0
SLOPE = 300.0
ALIKE = 0.8
CENTS = 100.0


def repair_estimates(draw: Draw, rows: int, *, cents: float = 0.01, gaps: bool = True, noise: float = 300.0) -> Task:
    """Return repairs with a workshop's and an assessor's estimate in euros, and the bill that came.

    x1, x2 are standard normal with correlation .8; the estimates are 4000 + 800 x (2 decimals, at least 1). The
    bill is 4000 + 300 x1 + 600 x2 + `noise` e. With `gaps` the assessor's estimate is missing (NaN) with chance
    1 / (1 + exp(-2 x1)): the worse it looks, the sooner the wreck is towed away. A share `cents` of the workshop's
    estimates is in cents. `truth.expected` is the mean of the bill given what is seen, 4000 + 780 x1 where the
    assessor's is missing; `truth.aside["cents"]` marks the rows in cents, `aside["euros"]` is the estimate in euros.
    """
    workshop = draw.child("workshop").normal(rows)
    assessor = ALIKE * workshop + float(np.sqrt(1.0 - ALIKE**2)) * draw.child("assessor").normal(rows)
    euros = rounded(np.maximum(USUAL + SPREAD * workshop, 1.0), 2)
    seen = rounded(np.maximum(USUAL + SPREAD * assessor, 1.0), 2)
    first, second = (euros - USUAL) / SPREAD, (seen - USUAL) / SPREAD
    missing = (draw.child("missing").uniform(rows) < expit(2.0 * first)) & gaps
    in_cents = draw.child("cents").uniform(rows) < cents
    inputs = Table(
        {
            "repair_id": draw.child("repair_id").identifiers(rows, 400_000),
            "workshop_estimate": np.where(in_cents, rounded(euros * CENTS, 0), euros),
            "assessor_estimate": np.where(missing, np.nan, seen),
        }
    )
    full = USUAL + SLOPE * (first + 2.0 * second)
    expected = np.where(missing, USUAL + SLOPE * (1.0 + 2.0 * ALIKE) * first, full)
    truth = Truth(expected=expected, aside={"cents": in_cents, "euros": euros, "missing": missing})
    return Task(inputs=inputs, outcome=rounded(full + noise * draw.child("noise").normal(rows), 2), truth=truth)
