"""Repair bills: numeric regression tables on which ways of solving least squares agree, differ or break."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

INTERCEPT = 5.0


def regression(draw: Draw, rows: int, *, columns: int = 5, noise: float = 1.5) -> Task:
    """Return a well-posed table: y = 5 + sum of b_j f_j + noise * e, e standard normal.

    f_j are standard normal (6 decimals), |b_j| uniform in [.5, 2.5) with a random sign; `noise` 0 gives an exact y.
    """
    features = _normal_columns(draw, rows, columns)
    return _linear(draw, features, coefficients(draw.child("b"), columns), noise=noise)


def rank_deficient(draw: Draw, rows: int, *, columns: int = 4, copies: int = 2, noise: float = 0.5) -> Task:
    """Return a table in which the last `copies` columns are sums of two of the first `columns`.

    Its rank is `columns`. `truth.coefficients` is one of infinitely many solutions (the copies have coefficient 0);
    the one of minimum norm is for the judge to compute. `truth.expected` is the same for all of them. Features lie
    on a grid of 2**-20, so each sum is exact and the deficiency is exact too.
    """
    if columns < 2:
        raise ValueError("a sum of two columns needs at least 2 of them")
    features = [np.rint(draw.child("f", j).normal(rows) * 2.0**20) / 2.0**20 for j in range(columns)]
    features += [features[j % columns] + features[(j + 1) % columns] for j in range(copies)]
    weights = coefficients(draw.child("b"), columns) + (0.0,) * copies
    return _linear(draw, features, weights, noise=noise)


def ill_conditioned(draw: Draw, rows: int, *, degree: int = 13, noise: float = 0.0) -> Task:
    """Return the powers t, t**2, .. t**degree of rows points spread over [0, 1), one in each of `rows` equal steps.

    With the column of ones this is a Vandermonde matrix; at degree 13 its condition number is about 4e9, so that
    the normal equations, which square it, lose every digit while QR keeps seven.
    """
    t = (np.arange(rows) + draw.child("t").uniform(rows)) / rows
    powers = [t]
    for _ in range(degree - 1):
        powers.append(powers[-1] * t)
    return _linear(draw, powers, coefficients(draw.child("b"), degree), noise=noise)


def coefficients(draw: Draw, n: int) -> tuple[float, ...]:
    """Return n coefficients of either sign, their size uniform in [.5, 2.5), 3 decimals."""
    size = rounded(draw.uniform(n, 0.5, 2.5), 3)
    return tuple(float(value) for value in np.where(draw.uniform(n) < 0.5, -size, size))


def _normal_columns(draw: Draw, rows: int, columns: int) -> list[Floats]:
    return [rounded(draw.child("f", j).normal(rows), 6) for j in range(columns)]


def _linear(draw: Draw, features: list[Floats], weights: tuple[float, ...], *, noise: float) -> Task:
    expected = weighted_sum(tuple(features), weights, INTERCEPT)
    names = tuple(f"f{j + 1}" for j in range(len(features)))
    return Task(
        inputs=Table(dict(zip(names, features, strict=True))),
        outcome=expected + noise * draw.child("noise").normal(len(expected)) if noise else expected,
        truth=Truth(expected=expected, intercept=INTERCEPT, coefficients=dict(zip(names, weights, strict=True))),
    )
