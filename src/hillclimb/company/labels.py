"""Two-class tables: known coefficients, and the cases that break a careless logistic regression."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, Ints, expit, rounded, weighted_sum
from hillclimb.company.repairs import coefficients
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

IMBALANCED_INTERCEPT = -5.0
LARGEST_LOGIT = 1e4


def classification(draw: Draw, rows: int, *, columns: int = 4, intercept: float = -0.5, size: float = 0.6) -> Task:
    """Return labels 0 and 1 with logit p = intercept + sum of b_j f_j.

    f_j are standard normal (6 decimals), |b_j| = size times a number uniform in [.5, 2.5), with a random sign.
    """
    features = _features(draw, rows, columns)
    weights = tuple(size * b for b in coefficients(draw.child("b"), columns))
    p = expit(weighted_sum(features, weights, intercept))
    return _task(features, weights, intercept, expected=p, outcome=draw.child("label").bernoulli(p))


def imbalanced(draw: Draw, rows: int, *, columns: int = 4) -> Task:
    """Return a classification in which few labels are 1: one to five in 100, with the coefficients (intercept -5)."""
    return classification(draw, rows, columns=columns, intercept=IMBALANCED_INTERCEPT)


def separable(draw: Draw, rows: int, *, columns: int = 3, margin: float = 0.5) -> Task:
    """Return labels that a plane separates: every row is moved at least `margin` away from it along f1.

    No finite coefficients maximise the likelihood; only a penalty holds them. `truth.coefficients` is the plane's
    direction, `truth.expected` the label itself. Both labels occur when there are at least two rows.
    """
    features = list(_features(draw, rows, columns))
    weights = coefficients(draw.child("b"), columns)
    side = np.where(weighted_sum(tuple(features), weights) >= 0.0, 1.0, -1.0)
    if rows > 1 and abs(float(side.sum())) == rows:
        side[0] = -side[0]
        features = [np.concatenate([-column[:1], column[1:]]) for column in features]
    pushed = features[0] + side * (margin * np.sign(weights[0]))
    table = (rounded(pushed, 6), *features[1:])
    label = (side > 0.0).astype(np.int64)
    return _task(table, weights, 0.0, expected=label.astype(np.float64), outcome=label)


def huge_logits(draw: Draw, rows: int, *, columns: int = 3) -> Task:
    """Return a classification whose features are so large that logits reach 10,000 in size.

    The first row has logit +10,000 and the second -10,000 but for rounding (where there are that many).
    """
    weights = coefficients(draw.child("b"), columns)
    features = list(_features(draw, rows, columns))
    scale = LARGEST_LOGIT / 8.0 / sum(abs(b) for b in weights)
    features = [rounded(column * scale, 3) for column in features]
    norm = sum(b * b for b in weights)
    for row, sign in zip(range(min(rows, 2)), (1.0, -1.0), strict=False):
        for column, b in zip(features, weights, strict=True):
            column[row] = rounded(np.array([sign * LARGEST_LOGIT * b / norm]), 3)[0]
    p = expit(weighted_sum(tuple(features), weights))
    return _task(tuple(features), weights, 0.0, expected=p, outcome=draw.child("label").bernoulli(p))


def _features(draw: Draw, rows: int, columns: int) -> tuple[Floats, ...]:
    return tuple(rounded(draw.child("f", j).normal(rows), 6) for j in range(columns))


def _task(
    features: tuple[Floats, ...], weights: tuple[float, ...], intercept: float, *, expected: Floats, outcome: Ints
) -> Task:
    names = tuple(f"f{j + 1}" for j in range(len(features)))
    return Task(
        inputs=Table(dict(zip(names, features, strict=True))),
        outcome=outcome,
        truth=Truth(expected=expected, intercept=intercept, coefficients=dict(zip(names, weights, strict=True))),
    )
