"""When requests come: a Poisson stream whose rate follows a day and jumps in bursts, fixed by a draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from hillclimb.company import Draw


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """A stretch in which the rate is `times` as high."""

    at: float
    seconds: float
    times: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many requests come in a number of seconds: `rate` a second on average over a day without bursts.

    `daily` (0 to 1) is how far the rate swings over one day, which the whole stretch stands for: lowest at both ends,
    highest in the middle.
    """

    seconds: float
    rate: float
    daily: float = 0.0
    bursts: tuple[Burst, ...] = ()

    def __post_init__(self) -> None:
        fine = 0 < self.seconds <= 600 and 0 < self.rate <= 10_000 and 0 <= self.daily <= 1
        if not (fine and all(burst.times >= 1 for burst in self.bursts)):
            raise ValueError(f"no load that can be sent: {self}")


def rate_at(load: Load, at: float) -> float:
    """Return the rate at an instant, in requests a second."""
    rate = load.rate * (1.0 - load.daily * math.cos(2.0 * math.pi * at / load.seconds))
    for burst in load.bursts:
        if burst.at <= at < burst.at + burst.seconds:
            rate *= burst.times
    return rate


def arrivals(load: Load, draw: Draw) -> tuple[float, ...]:
    """Return the seconds at which requests come, in order: a Poisson stream thinned to the rate of each instant."""
    peak = load.rate * (1.0 + load.daily) * math.prod(burst.times for burst in load.bursts)
    most = peak * load.seconds
    count = int(most + 8.0 * math.sqrt(most) + 32)
    instants = np.cumsum(draw.child("gaps").exponential(count, 1.0 / peak))
    kept = draw.child("kept").uniform(count)
    return tuple(
        float(at)
        for at, luck in zip(instants, kept, strict=True)
        if at < load.seconds and luck * peak < rate_at(load, float(at))
    )
