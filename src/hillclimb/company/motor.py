"""Motor policies: what describes a risk, and how often it has a claim."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw, whole
from hillclimb.company.exact import Column, Floats, Ints, exp, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

AREAS = ("A", "B", "C", "D", "E", "F")
AREA_SHARES = (0.15, 0.12, 0.28, 0.23, 0.17, 0.05)
AREA_EFFECTS = (0.0, 0.05, 0.12, 0.22, 0.32, 0.45)
YOUNG_BELOW = 26
POWERFUL_FROM = 8
FULL_YEARS = 0.2
INTERCEPT = -1.95
COEFFICIENTS = {
    "((driver_age-50)/15)^2": 0.31,
    "(driver_age-50)/15": 0.07,
    "young*powerful": 0.95,
    "(vehicle_power-6)/2": 0.04,
    "(vehicle_age-8)/6": -0.05,
    "(bonus_malus-70)/30": 0.06,
}


def motor_book(draw: Draw, rows: int) -> Task:
    """Return motor policies and the number of claims of each in its exposure.

    claims ~ Poisson(exposure * rate), log rate = -1.95 + .31 a^2 + .07 a + .95 young powerful
    + .04 (vehicle_power-6)/2 - .05 (vehicle_age-8)/6 + .06 (bonus_malus-70)/30
    + {A 0, B .05, C .12, D .22, E .32, F .45},
    a = (driver_age-50)/15, young = driver_age < 26, powerful = vehicle_power >= 8. Exposure is in years, 2 decimals.
    `truth.expected` is the mean count in the exposure, `truth.aside["rate"]` the mean count per year.
    """
    risks = rating_columns(draw, rows)
    inputs = Table({"policy_id": draw.child("policy_id").identifiers(rows, 700_000), **risks, **_exposure(draw, rows)})
    rate = claim_rate(inputs)
    expected = inputs["exposure"] * rate
    coefficients = COEFFICIENTS | {f"area={area}": e for area, e in zip(AREAS, AREA_EFFECTS, strict=True)}
    truth = Truth(expected=expected, intercept=INTERCEPT, coefficients=coefficients, aside={"rate": rate})
    return Task(inputs=inputs, outcome=draw.child("claims").poisson(expected), truth=truth)


def rating_columns(draw: Draw, rows: int) -> dict[str, Column]:
    """Return what describes a motor risk: driver_age, vehicle_power, vehicle_age, area, bonus_malus.

    Ages are normal (45, 16) folded back at 18 and held below 90; bonus_malus falls by 5 % per year of driving from
    100 to 50 and rises by a quarter per past claim (Poisson .15, .35 for the young).
    """
    age = whole(18.0 + np.abs(draw.child("driver_age").normal(rows, 27.0, 16.0)), 18, 90)
    return {
        "driver_age": age,
        "vehicle_power": np.minimum(4 + draw.child("vehicle_power").poisson(np.full(rows, 2.5)), 15),
        "vehicle_age": np.minimum(draw.child("vehicle_age").gamma(1.6, rows, 5.0), 30.0).astype(np.int64),
        "area": draw.child("area").choice(AREAS, rows, AREA_SHARES),
        "bonus_malus": _bonus_malus(draw.child("bonus_malus"), age),
    }


def claim_rate(policies: Table) -> Floats:
    """Return the true mean number of claims per year of each policy."""
    age, power = policies["driver_age"], policies["vehicle_power"]
    a = (age - 50.0) / 15.0
    columns = (
        a * a,
        a,
        ((age < YOUNG_BELOW) & (power >= POWERFUL_FROM)).astype(np.float64),
        (power - 6.0) / 2.0,
        (policies["vehicle_age"] - 8.0) / 6.0,
        (policies["bonus_malus"] - 70.0) / 30.0,
    )
    by_area = np.array(AREA_EFFECTS)[np.searchsorted(np.array(AREAS), policies["area"])]
    return exp(weighted_sum(columns, tuple(COEFFICIENTS.values()), INTERCEPT) + by_area)


def _exposure(draw: Draw, rows: int) -> dict[str, Column]:
    """Return years under cover: a full year for one policy in five, else uniform in [.05, 1)."""
    part = rounded(draw.child("exposure").uniform(rows, 0.05, 1.0), 2)
    return {"exposure": np.where(draw.child("full year").uniform(rows) < FULL_YEARS, 1.0, part)}


def _bonus_malus(draw: Draw, age: Ints) -> Ints:
    past = draw.poisson(np.where(age < YOUNG_BELOW, 0.35, 0.15))
    earned = 100.0 * np.cumprod(np.full(80, 0.95))[age - 18]
    raised = np.cumprod(np.full(40, 1.25))[past] / 1.25
    return whole(np.maximum(earned, 50.0) * raised, 50, 230)
