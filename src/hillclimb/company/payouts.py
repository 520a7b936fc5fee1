"""What a claims office pays out day by day: a line, a week that repeats, and a remainder with a memory."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Floats, rounded
from hillclimb.company.table import Table
from hillclimb.company.task import Task, Truth

MEMORY = 0.7
WEEK = np.array([0.0, 1.0, 2.0, 2.5, 3.0, -2.0, -4.0])  # Monday first
FIRST_DAY = np.datetime64("2023-01-02")  # a Monday
SPREAD = 1.0 / (1.0 - MEMORY * MEMORY)  # the variance of the remainder


def daily_payouts(draw: Draw, days: int, *, noise: float = 1.0) -> Task:
    """Return the consecutive days of one office and what it paid on each, in thousand euros; rows are in order of time.

    paid(t) = level + slope t + size x week[weekday] + x(t), x(t) = .7 x(t - 1) + noise x e(t), e standard normal, 2
    decimals; week = (0, 1, 2, 2.5, 3, -2, -4) from Monday on. The level is uniform in [40, 60), the slope in
    +-[.008, .016), the size in [.7, 1.3). `truth.expected` is the pattern without x, `aside["remainder"]` is x.
    """
    level = float(rounded(draw.child("level").uniform(1, 40.0, 60.0), 1)[0])
    slope = float(rounded(draw.child("slope").uniform(1, 0.008, 0.016), 4)[0])
    slope = slope if draw.child("direction").uniform(1)[0] < 0.5 else -slope
    size = float(rounded(draw.child("size").uniform(1, 0.7, 1.3), 2)[0])
    first = int(draw.child("first_day").integers(0, 364, 1)[0])
    t = np.arange(days)
    expected = level + slope * t + size * WEEK[(first + t) % len(WEEK)]
    remainder = noise * remembered(draw.child("remainder").normal(days))
    return Task(
        inputs=Table({"date": np.datetime_as_string(FIRST_DAY + first + t, unit="D")}),
        outcome=rounded(expected + remainder, 2),
        truth=Truth(
            expected=expected,
            intercept=level,
            coefficients={"slope": slope, "size": size},
            aside={"remainder": remainder},
        ),
    )


def remembered(shocks: Floats) -> Floats:
    """Return the remainder that these standard normal shocks make; it is stationary from the first day on."""
    values = np.empty(len(shocks))
    x = 0.0
    for i, shock in enumerate(shocks.tolist()):
        x = MEMORY * x + shock if i else float(np.sqrt(SPREAD)) * shock
        values[i] = x
    return values


def best_outlook(task: Task, known: int, ahead: int) -> float:
    """Return the mean of a day, given all before: the first `known` rows are the past, `ahead` counts from the last."""
    remainder = float(task.truth.aside["remainder"][known - 1])
    return float(task.truth.expected[known - 1 + ahead]) + MEMORY**ahead * remainder


def least_error(ahead: int) -> float:
    """Return the root mean squared error of `best_outlook` (noise 1), which no forecast undercuts."""
    return float(np.sqrt(SPREAD * (1.0 - MEMORY ** (2 * ahead))))


def last_week_error(task: Task, ahead: int = 7) -> float:
    """Return the root mean squared error of saying what was paid a week before (noise 1, `ahead` up to 7)."""
    if not 1 <= ahead <= len(WEEK):
        raise ValueError("a week before is known for 1 to 7 days ahead")
    change = len(WEEK) * task.truth.coefficients["slope"]
    return float(np.sqrt(2.0 * SPREAD * (1.0 - MEMORY ** len(WEEK)) + change * change))
