"""One Gaussian on the logit scale, how an outcome moves it, and how time loosens it."""

from __future__ import annotations

import math
from dataclasses import dataclass

_STEP = 0.45
# A trapezoid rule on ±5 standard deviations: exact to many digits for a bell times a smooth curve.
_NODES = tuple((i * _STEP, math.exp(-((i * _STEP) ** 2) / 2)) for i in range(-11, 12))
_TOTAL = math.fsum(bell for _, bell in _NODES)
_LEAST_VAR = 0.03
_FARTHEST = 16.0
_Z80 = 1.2815515655446004


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was seen, as the curve P(right | x) = guess + (1 - guess - slip) · sigmoid(x - difficulty).

    `power` is how many such answers it counts as: 1 for a question, more for a lab, less for what is only implied.
    """

    right: bool
    difficulty: float
    power: float = 1.0
    guess: float = 0.0
    slip: float = 0.05


def sigmoid(x: float) -> float:
    """Return the probability of a logit."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def logit(p: float) -> float:
    """Return the logit of a probability strictly between 0 and 1."""
    return math.log(p / (1.0 - p))


def chance_right(mean: float, var: float, outcome: Outcome) -> float:
    """Return the probability of a right answer, averaged over the Gaussian."""
    sd = math.sqrt(var)
    span = 1.0 - outcome.guess - outcome.slip
    total = math.fsum(bell * sigmoid(mean + z * sd - outcome.difficulty) for z, bell in _NODES)
    return outcome.guess + span * total / _TOTAL


def information(mean: float, var: float, outcome: Outcome) -> float:
    """Return the bits that one answer of this shape is expected to tell about the logit (`right` is not used)."""
    sd = math.sqrt(var)
    span = 1.0 - outcome.guess - outcome.slip
    average = within = 0.0
    for z, bell in _NODES:
        p = outcome.guess + span * sigmoid(mean + z * sd - outcome.difficulty)
        average += bell * p
        within += bell * entropy(p)
    return max(0.0, entropy(average / _TOTAL) - within / _TOTAL)


def entropy(p: float) -> float:
    """Return the entropy in bits of something that is so with probability `p`."""
    if p <= 0.0 or p >= 1.0:
        return 0.0
    return -(p * math.log2(p) + (1.0 - p) * math.log2(1.0 - p))


def moved(mean: float, var: float, outcome: Outcome) -> tuple[float, float]:
    """Return mean and variance after an outcome: the Gaussian with the moments of the exact posterior.

    Assumed-density filtering (Opper 1998); the integral is the sum over 23 nodes.
    """
    sd = math.sqrt(var)
    span = 1.0 - outcome.guess - outcome.slip
    # The likelihood as floor + span * sigmoid(sign * (logit - difficulty)), whichever way it went.
    sign, floor = (1.0, outcome.guess) if outcome.right else (-1.0, outcome.slip)
    start, step = sign * (outcome.difficulty - mean), -sign * sd
    s0 = s1 = s2 = 0.0
    for z, bell in _NODES:
        weight = bell * (floor + span / (1.0 + math.exp(start + step * z))) ** outcome.power
        s0 += weight
        s1 += weight * z
        s2 += weight * z * z
    shift = s1 / s0
    spread = s2 / s0 - shift * shift
    after = min(max(mean + sd * shift, -_FARTHEST), _FARTHEST)
    return after, max(var * spread, _LEAST_VAR)


def mastery(mean: float, var: float) -> tuple[float, float, float]:
    """Return the probability averaged over the Gaussian, and the ends of its 80 % interval."""
    sd = math.sqrt(var)
    low, high = sigmoid(mean - _Z80 * sd), sigmoid(mean + _Z80 * sd)
    p = math.fsum(bell * sigmoid(mean + z * sd) for z, bell in _NODES) / _TOTAL
    return min(max(p, low), high), low, high


def loosened(var: float, rest_var: float, kept: float) -> float:
    """Return the variance once only the share `kept` of what was learnt about the mean still holds.

    The Ornstein-Uhlenbeck law: with time everything returns to where it was before any evidence.
    """
    return rest_var + (var - rest_var) * kept * kept
