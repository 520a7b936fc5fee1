"""Two-class tables whose columns are independent within each class: trips of a car, and letters as counts of words."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, expit, log, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

OTHERS_DRIVE = 0.15
# The units of each column (centre, width), then mean and sd in those units when somebody else drives.
TRIPS = {
    "brake_force": (2.0, 0.5, 1.0, 1.6),
    "corner_speed": (31.0, 6.0, 1.1, 0.6),
    "night_minutes": (14.0, 4.0, -0.6, 1.3),
    "radio_volume": (20.0, 5.0, 0.0, 2.4),
}
COMPLAINTS = 0.3
LEANS = (0.25, 0.5, 1.0, 2.0, 4.0)


def trips(draw: Draw, rows: int) -> Task:
    """Return trips of a car and whether somebody other than the named driver drove (15 in 100).

    Within each class the columns are independent normal numbers (`TRIPS`), published with 3 decimals; the chance that
    somebody else drove is exact but for that rounding.
    """
    other = draw.child("driver").bernoulli(np.full(rows, OTHERS_DRIVE))
    columns: dict[str, Floats] = {}
    terms = []
    for name, (centre, width, mean, sd) in TRIPS.items():
        z = draw.child(name).normal(rows)
        columns[name] = rounded(centre + width * np.where(other == 1, mean + sd * z, z), 3)
        x = (columns[name] - centre) / width
        terms.append(0.5 * x * x - 0.5 * ((x - mean) / sd) * ((x - mean) / sd) - float(log(np.array([sd]))[0]))
    prior = float(log(np.array([OTHERS_DRIVE / (1.0 - OTHERS_DRIVE)]))[0])
    p = expit(weighted_sum(tuple(terms), (1.0,) * len(terms), prior))
    return Task(inputs=Table(columns), outcome=other, truth=Truth(expected=p, intercept=prior))


def letters(draw: Draw, rows: int, *, words: int = 40, length: float = 60.0) -> Task:
    """Return letters as counts of words, and whether each is a complaint (30 in 100).

    Word k has weight 1 / k in other letters, and in complaints that times one of `LEANS`, drawn word by word; weights
    are scaled to `length` words on average. Counts are Poisson, so given its length a letter is multinomial.
    """
    complaint = draw.child("complaint").bernoulli(np.full(rows, COMPLAINTS))
    plain = 1.0 / np.arange(1, words + 1)
    angry = plain * np.array(LEANS)[draw.child("lean").codes([1.0] * len(LEANS), words)]
    plain, angry = (length * weights / sum(weights.tolist()) for weights in (plain, angry))
    columns = {
        f"w{k + 1}": draw.child("w", k).poisson(np.where(complaint == 1, angry[k], plain[k])) for k in range(words)
    }
    lean = log(angry) - log(plain)
    prior = float(log(np.array([COMPLAINTS / (1.0 - COMPLAINTS)]))[0])
    counts = tuple(column.astype(np.float64) for column in columns.values())
    p = expit(weighted_sum(counts, tuple(float(value) for value in lean), prior))
    truth = Truth(
        expected=p,
        intercept=prior,
        coefficients=dict(zip(columns, (float(value) for value in lean), strict=True)),
    )
    return Task(inputs=Table(columns), outcome=complaint, truth=truth)
