"""Customers as points: quotes that look alike are taken alike, and segments that lie apart."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import expit, rounded, weighted_sum
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

APART = 0.9
MOST_SEGMENTS = 9


def quotes(draw: Draw, rows: int) -> Task:
    """Return quotes and whether each was taken (half of them): two columns that tell, one in other units that does not.

    In units of their own, `discount_points` and `service_score` are normal with sd 1 and mean .9 where the quote was
    taken, -.9 where not; `yearly_km` is normal(14000, 4000) either way. logit p = 1.8 (x1 + x2).
    """
    taken = draw.child("taken").bernoulli(np.full(rows, 0.5))
    side = np.where(taken == 1, APART, -APART)
    x1, x2 = (rounded(side + draw.child(name).normal(rows), 3) for name in ("discount", "service"))
    inputs = Table(
        {
            "discount_points": rounded(x1 * 2.0 + 10.0, 3),
            "service_score": rounded(x2 * 0.5 + 3.0, 4),
            "yearly_km": rounded(draw.child("km").normal(rows, 14_000.0, 4_000.0), 0),
        }
    )
    p = expit(weighted_sum((x1, x2), (2.0 * APART, 2.0 * APART)))
    return Task(inputs=inputs, outcome=taken, truth=Truth(expected=p))


def segments(draw: Draw, rows: int, *, clusters: int = 8) -> Task:
    """Return customers in up to nine segments that lie apart; the outcome is the number of the segment.

    Centres lie on a grid of three by three with steps of 10, each moved by up to 1.5 either way; around them `spending`
    and `loyalty` are normal with sd 1 (3 decimals). `truth.aside` holds the centre of each row.
    """
    if not 1 <= clusters <= MOST_SEGMENTS:
        raise ValueError(f"between 1 and {MOST_SEGMENTS} segments, got {clusters}")
    kind = draw.child("kind").codes([1.0] * clusters, rows)
    columns, aside = {}, {}
    for name, cell in (("spending", np.arange(clusters) % 3), ("loyalty", np.arange(clusters) // 3)):
        centres = rounded(10.0 * cell + draw.child(name, "centre").uniform(clusters, -1.5, 1.5), 3)
        aside[name] = centres[kind]
        columns[name] = rounded(centres[kind] + draw.child(name).normal(rows), 3)
    truth = Truth(expected=kind.astype(np.float64), aside=aside)
    return Task(inputs=Table(columns), outcome=kind, truth=truth)
