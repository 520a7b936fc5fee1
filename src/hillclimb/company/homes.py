"""Home policies: what describes a dwelling, and how often it has a claim."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw, whole
from hillclimb.company.exact import Column, Floats, exp, weighted_sum
from hillclimb.company.table import Table

INTERCEPT = -2.9
COEFFICIENTS = {"(floor_area_m2-95)/35": 0.25, "(age_years-40)/25": 0.20, "basement": 0.35}


def dwelling_columns(draw: Draw, rows: int) -> dict[str, Column]:
    """Return what describes a dwelling: floor_area_m2 (gamma, mean 95), age_years (0 to 120), basement (0 or 1)."""
    return {
        "floor_area_m2": whole(draw.child("floor_area").gamma(6.0, rows, 95.0 / 6.0), 18, 400),
        "age_years": draw.child("age_years").integers(0, 121, rows),
        "basement": draw.child("basement").bernoulli(np.full(rows, 0.4)),
    }


def home_rate(dwellings: Table) -> Floats:
    """Return the true mean number of claims per year.

    log rate = -2.9 + .25 (floor_area_m2-95)/35 + .20 (age_years-40)/25 + .35 basement.
    """
    columns = (
        (dwellings["floor_area_m2"] - 95.0) / 35.0,
        (dwellings["age_years"] - 40.0) / 25.0,
        dwellings["basement"].astype(np.float64),
    )
    return exp(weighted_sum(columns, tuple(COEFFICIENTS.values()), INTERCEPT))
