"""What a claim costs: gamma around a mean that depends on the risk."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, Ints, exp, weighted_sum
from hillclimb.company.table import Table

SHAPE = 1.6
MOTOR_INTERCEPT = 7.35
MOTOR_COEFFICIENTS = {"((driver_age-50)/15)^2": 0.20, "(vehicle_power-6)/2": 0.12, "(vehicle_age-8)/6": -0.15}
HOME_INTERCEPT = 7.6
HOME_COEFFICIENTS = {"(floor_area_m2-95)/35": 0.30, "basement": 0.25}


def motor_cost(policies: Table) -> Floats:
    """Return the true mean cost in euros of an honest motor claim.

    log mean = 7.35 + .20 ((driver_age-50)/15)^2 + .12 (vehicle_power-6)/2 - .15 (vehicle_age-8)/6.
    """
    a = (policies["driver_age"] - 50.0) / 15.0
    columns = (a * a, (policies["vehicle_power"] - 6.0) / 2.0, (policies["vehicle_age"] - 8.0) / 6.0)
    return exp(weighted_sum(columns, tuple(MOTOR_COEFFICIENTS.values()), MOTOR_INTERCEPT))


def home_cost(dwellings: Table) -> Floats:
    """Return the true mean cost in euros of an honest home claim.

    log mean = 7.6 + .30 (floor_area_m2-95)/35 + .25 basement.
    """
    columns = ((dwellings["floor_area_m2"] - 95.0) / 35.0, dwellings["basement"].astype(np.float64))
    return exp(weighted_sum(columns, tuple(HOME_COEFFICIENTS.values()), HOME_INTERCEPT))


def amounts_cents(draw: Draw, mean: Floats) -> Ints:
    """Return what each claim costs in cents, gamma with shape 1.6 around its mean in euros; at least one cent."""
    cents = np.rint(100.0 * mean * draw.gamma(SHAPE, len(mean), 1.0 / SHAPE))
    return np.maximum(cents, 1.0).astype(np.int64)
