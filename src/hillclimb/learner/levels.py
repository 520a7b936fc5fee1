"""Levels that add up to what an answer shows, each a Gaussian: of the learner, of a skill, of a question.

This is the whole of Bayesian Elo. The product and the measurement in bench/ both run it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from hillclimb.learner.gauss import Outcome, moved

_LEAST_VAR = 0.01


@dataclass(slots=True)
class Level:
    """A running Gaussian."""

    mean: float
    var: float


Part: TypeAlias = tuple[Level, float]


def summed(parts: Iterable[Part], offset: float = 0.0) -> tuple[float, float]:
    """Return mean and variance of the weighted sum of independent levels."""
    mean, var = offset, 0.0
    for level, share in parts:
        mean += share * level.mean
        var += share * share * level.var
    return mean, var


def learn(moving: Sequence[Part], outcome: Outcome, *, resting: Iterable[Part] = (), offset: float = 0.0) -> float:
    """Move levels by an outcome of their sum and return how far the sum went.

    Each takes the part of the step that its share of the variance explains: the exact posterior of a sum of
    Gaussians, one level at a time. `resting` levels count in the sum and stay as they are.
    """
    mean, var = summed(moving, offset)
    still, doubt = summed(resting)
    mean, var = mean + still, var + doubt
    after, left = moved(mean, var, outcome)
    pull, shrink = (after - mean) / var, (var - left) / (var * var)
    step = 0.0
    for level, share in moving:
        gain = share * level.var
        level.mean += gain * pull
        level.var = max(level.var - gain * gain * shrink, _LEAST_VAR)
        step += share * gain * pull
    return step
