"""How many hours a repair takes: a smooth surface with one interaction, and five columns that say nothing."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, polynomial, rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

COLUMNS = (
    "dent_depth",
    "dent_area",
    "paint_tone",
    "parts",
    "access",
    "weekday",
    "season",
    "bay",
    "postcode",
    "owner_age",
)
# sin(pi t) / t in powers of t**2, highest first: Taylor, exact to 1e-16 for t in [0, .5].
_SINE = (
    5.392664662608129e-10,
    -2.2948428997269873e-08,
    7.952054001475513e-07,
    -2.1915353447830217e-05,
    0.00046630280576761255,
    -0.0073704309457143504,
    0.08214588661112823,
    -0.5992645293207921,
    2.5501640398773455,
    -5.16771278004997,
    3.141592653589793,
)


def repair_hours(draw: Draw, rows: int, *, noise: float = 1.0) -> Task:
    """Return repairs and the hours that each took.

    hours = 10 sin(pi x1 x2) + 20 (x3 - .5)**2 + 10 x4 + 5 x5 + noise * e, all columns uniform in [0, 1), 3 decimals,
    e standard normal (Friedman #1, Annals of Statistics 19 (1991) 1-67). The variance of the mean is 23.8.
    """
    columns = {name: rounded(draw.child(name).uniform(rows), 3) for name in COLUMNS}
    x1, x2, x3, x4, x5 = (columns[name] for name in COLUMNS[:5])
    expected = 10.0 * sine(x1 * x2) + 20.0 * (x3 - 0.5) * (x3 - 0.5) + 10.0 * x4 + 5.0 * x5
    hours = rounded(expected + noise * draw.child("noise").normal(rows), 2)
    return Task(inputs=Table(columns), outcome=hours, truth=Truth(expected=expected))


def sine(t: Floats) -> Floats:
    """Return sin(pi t) for t in [0, 1], the same on every machine."""
    half = np.where(t > 0.5, 1.0 - t, t)
    return half * polynomial(_SINE, half * half)
