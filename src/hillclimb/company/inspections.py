"""Estimates worth checking: on which damaged cars an inspection finds the repair estimate too high."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

WORTH_IT = 0.9
NOT_WORTH_IT = 0.1


def inspections(draw: Draw, rows: int) -> Task:
    """Return repair estimates and whether an inspection found each too high: two steps, and nothing between them.

    p = .9 where repair_share <= a and parts_share > b, else .1; a is uniform in [.55, .70), b in [.30, .45), 2 decimals
    (`truth.coefficients`). Shares are uniform in [0, 1), 3 decimals; `car_age`, uniform in [0, 20), says nothing.
    """
    a = float(rounded(draw.child("a").uniform(1, 0.55, 0.70), 2)[0])
    b = float(rounded(draw.child("b").uniform(1, 0.30, 0.45), 2)[0])
    inputs = Table(
        {
            "repair_share": rounded(draw.child("repair_share").uniform(rows), 3),
            "parts_share": rounded(draw.child("parts_share").uniform(rows), 3),
            "car_age": rounded(draw.child("car_age").uniform(rows, 0.0, 20.0), 1),
        }
    )
    p = np.where((inputs["repair_share"] <= a) & (inputs["parts_share"] > b), WORTH_IT, NOT_WORTH_IT)
    truth = Truth(expected=p, coefficients={"repair_share": a, "parts_share": b})
    return Task(inputs=inputs, outcome=draw.child("found").bernoulli(p), truth=truth)
