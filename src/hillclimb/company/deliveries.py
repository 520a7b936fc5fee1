"""A broker's nightly batches of new policies: text as it was sent, of one broker, clean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column, Floats, exp
from hillclimb.company.table import Table

COVERS, COVER_SHARES = ("basic", "plus", "premium"), (0.4, 0.35, 0.25)
TOWNS = ("Bremen", "Dresden", "Erfurt", "Görlitz", "Hamburg", "Köln", "Münster", "Orléans", "Potsdam", "Würzburg")
FIRST_DAY = np.datetime64("2026-01-05", "D")
EMPTY_KM = 0.05
ROWS_DRIFT, DRIFT = 0.1, 0.07
SPREAD, ENDS = 0.25, 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One batch: the day on which it was received (ISO) and its rows, every cell as text."""

    received: str
    batch: Table


def deliveries(draw: Draw, count: int, *, rows: int = 200) -> tuple[Delivery, ...]:
    """Return the batches of `count` days in a row from one broker, of around `rows` rows each.

    What is usual differs from broker to broker (a seed is a broker): rows per batch, the level of premiums, of car
    values and of yearly kilometres. Each night has a drift of its own around these: up to a tenth in the rows, up to
    7 % in the levels.
    """
    usual = draw.child("broker").uniform(4)
    nights = draw.child("nights").uniform(count, 1.0 - ROWS_DRIFT, 1.0 + ROWS_DRIFT)
    sizes = np.rint(rows * (0.75 + 0.5 * usual[0]) * nights).astype(np.int64)
    night = np.repeat(np.arange(count), sizes)
    n, ends = len(night), np.cumsum(sizes)
    received = FIRST_DAY + np.arange(count).astype("timedelta64[D]")
    later = draw.child("age").integers(0, 3, n) * (np.arange(n) > (ends - sizes)[night])
    age = 1 + draw.child("newest").codes((0.8, 0.15, 0.05), count)[night] + later
    bound = received[night] - age.astype("timedelta64[D]")
    wait = draw.child("wait").integers(0, 91, n).astype("timedelta64[D]")

    def around(name: str, level: float) -> Floats:
        """Return values around the broker's level and the night's."""
        drift = draw.child(name, "drift").uniform(count, 1.0 - DRIFT, 1.0 + DRIFT)
        return level * drift[night] * exp(SPREAD * np.clip(draw.child(name).normal(n), -ENDS, ENDS))

    km = np.rint(around("km", 9_000 + 9_000 * usual[3])).astype(np.int64).astype(str)
    ages = np.clip(np.rint(draw.child("driver_age").normal(n, 45, 15)), 18, 90)
    every = {
        "policy_id": draw.child("policy_id").identifiers(n, 4_000_000).astype(str),
        "bound_on": bound.astype(str),
        "starts_on": (bound + wait).astype(str),
        "driver_age": ages.astype(np.int64).astype(str),
        "town": draw.child("town").choice(TOWNS, n),
        "cover": draw.child("cover").choice(COVERS, n, COVER_SHARES),
        "yearly_km": np.where(draw.child("empty").uniform(n) < EMPTY_KM, "", km),
        "car_value": decimals(around("value", 15_000 + 15_000 * usual[2])),
        "monthly_premium": decimals(around("premium", 35 + 35 * usual[1])),
    }
    return tuple(
        Delivery(received=str(day), batch=Table({name: cells[end - size : end] for name, cells in every.items()}))
        for day, size, end in zip(received, sizes, ends, strict=True)
    )


def decimals(values: Floats) -> Column:
    """Return numbers as text with two decimals."""
    return np.array([f"{value:.2f}" for value in values.tolist()])
