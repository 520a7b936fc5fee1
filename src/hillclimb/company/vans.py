"""Delivery vans in their first year with us: a book whose effects multiply, and one in which they do not."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, exp, weighted_sum
from hillclimb.company.motor import AREAS, rating_columns
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

PLAIN_INTERCEPT = -0.8
PLAIN = {
    "(driver_age-50)/15": -0.25,
    "(vehicle_power-6)/2": 0.25,
    "(vehicle_age-8)/6": -0.2,
    "(bonus_malus-70)/30": 0.3,
    "area/5": 0.5,
}
TANGLED_INTERCEPT = -0.9
TANGLED = {"(bonus_malus-70)/30": 0.3, "area/5": 0.3, "age*power": 0.9, "newer*country": -0.9, "older*town": 0.9}
YOUNG_BELOW = 41
POWERFUL_FROM = 7
NEWER_BELOW = 7
TOWN_FROM = 3


def van_book(draw: Draw, rows: int, *, tangled: bool) -> Task:
    """Return vans that were covered for a whole year, and the number of small damages of each.

    damages ~ Poisson(rate), in the plain book log rate = -.8 - .25 a + .25 p - .2 v + .3 b + .5 area, with
    a = (driver_age-50)/15, p = (vehicle_power-6)/2, v = (vehicle_age-8)/6, b = (bonus_malus-70)/30, and area from 0
    (A) to 1 (F) in fifths. In the tangled book log rate = -.9 + .3 b + .3 area + .9 [younger = powerful]
    - .9 [newer and country] + .9 [older and town]: younger is below 41, powerful from 7 on, newer below 7 years, town
    from area D on. Both rise with bonus_malus.
    """
    inputs = Table({"policy_id": draw.child("policy_id").identifiers(rows, 300_000), **rating_columns(draw, rows)})
    rate = _tangled_rate(inputs) if tangled else _plain_rate(inputs)
    truth = Truth(
        expected=rate,
        intercept=TANGLED_INTERCEPT if tangled else PLAIN_INTERCEPT,
        coefficients=TANGLED if tangled else PLAIN,
        aside={"rate": rate},
    )
    return Task(inputs=inputs, outcome=draw.child("damages").poisson(rate), truth=truth)


def _plain_rate(vans: Table) -> Floats:
    columns = (
        (vans["driver_age"] - 50.0) / 15.0,
        (vans["vehicle_power"] - 6.0) / 2.0,
        (vans["vehicle_age"] - 8.0) / 6.0,
        (vans["bonus_malus"] - 70.0) / 30.0,
        _area(vans) / 5.0,
    )
    return exp(weighted_sum(columns, tuple(PLAIN.values()), PLAIN_INTERCEPT))


def _tangled_rate(vans: Table) -> Floats:
    area = _area(vans)
    newer, town = vans["vehicle_age"] < NEWER_BELOW, area >= TOWN_FROM
    columns = (
        (vans["bonus_malus"] - 70.0) / 30.0,
        area / 5.0,
        ((vans["driver_age"] < YOUNG_BELOW) == (vans["vehicle_power"] >= POWERFUL_FROM)).astype(np.float64),
        (newer & ~town).astype(np.float64),
        (~newer & town).astype(np.float64),
    )
    return exp(weighted_sum(columns, tuple(TANGLED.values()), TANGLED_INTERCEPT))


def _area(vans: Table) -> Floats:
    return np.searchsorted(np.array(AREAS), vans["area"]).astype(np.float64)
