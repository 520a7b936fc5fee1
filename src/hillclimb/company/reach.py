"""Which breakdown the van reached in time: those near the depot, in whatever direction."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

IN_TIME = 0.95
EDGE_KM = 6.75
DEPOT_KM = (40.0, 55.0)


def reach(draw: Draw, rows: int) -> Task:
    """Return where cars broke down and whether the van came in time: a disc and a ring around the depot.

    Half of the distances are uniform in [0, 6) km, half in [7.5, 14); every direction is alike. p = .95 below 6.75 km,
    else .05. `east_km` has 3 decimals, `north_m` is in whole metres.
    """
    near = draw.child("near").bernoulli(np.full(rows, 0.5))
    share = draw.child("distance").uniform(rows)
    distance = np.where(near == 1, 6.0 * share, 7.5 + 6.5 * share)
    x, y = draw.child("x").normal(rows), draw.child("y").normal(rows)
    length = np.sqrt(x * x + y * y)
    east = rounded(DEPOT_KM[0] + distance * x / length, 3)
    north = rounded((DEPOT_KM[1] + distance * y / length) * 1000.0, 0)
    a, b = east - DEPOT_KM[0], north / 1000.0 - DEPOT_KM[1]
    p = np.where(a * a + b * b < EDGE_KM * EDGE_KM, IN_TIME, 1.0 - IN_TIME)
    inputs = Table({"east_km": east, "north_m": north})
    return Task(inputs=inputs, outcome=draw.child("in_time").bernoulli(p), truth=Truth(expected=p))
