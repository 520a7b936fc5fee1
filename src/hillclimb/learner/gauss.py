"""One Gaussian on the logit scale, how an outcome moves it, and how time loosens it; all in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass

# The logistic curve is written as a normal one stretched by this (Camilli 1994): they differ by less than 0.01, and
# averages over a Gaussian need no sum.
STRETCH = 1.702
_LEAST_VAR = 0.03
_FARTHEST = 16.0
_Z80 = 1.2815515655446004
_ROOT2 = math.sqrt(2.0)
_BELL = 1.0 / math.sqrt(2.0 * math.pi)
_TINY = 1e-300


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

    def weakened(self, power: float) -> Outcome:
        """Return the same outcome, counting as so many answers."""
        return Outcome(right=self.right, difficulty=self.difficulty, power=power, guess=self.guess, slip=self.slip)


def sigmoid(x: float) -> float:
    """Return the probability of a logit."""
    if x >= 0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def logit(p: float) -> float:
    """Return the logit of a probability strictly between 0 and 1."""
    return math.log(p / (1.0 - p))


def curve(x: float) -> float:
    """Return the probability of a logit by the stretched normal curve that all updates use."""
    return 0.5 * math.erfc(-x / (STRETCH * _ROOT2))


def flattened(mean: float, var: float) -> float:
    """Return the logit whose probability is the average over the Gaussian."""
    return mean / math.sqrt(1.0 + var / (STRETCH * STRETCH))


def chance_right(mean: float, var: float, outcome: Outcome) -> float:
    """Return the probability of a right answer, averaged over the Gaussian."""
    span = 1.0 - outcome.guess - outcome.slip
    return outcome.guess + span * curve(flattened(mean - outcome.difficulty, var))


def entropy(p: float) -> float:
    """Return the entropy in bits of something that is so with probability `p`."""
    if p <= 0.0 or p >= 1.0:
        return 0.0
    return -(p * math.log2(p) + (1.0 - p) * math.log2(1.0 - p))


def information(mean: float, var: float, outcome: Outcome) -> float:
    """Return the bits that one answer of this shape is expected to tell about the logit (`right` is not used)."""
    sd, span = math.sqrt(var), 1.0 - outcome.guess - outcome.slip
    total = average = within = 0.0
    for i in range(-11, 12):
        z = 0.45 * i
        bell = math.exp(-0.5 * z * z)
        p = outcome.guess + span * curve(mean + z * sd - outcome.difficulty)
        total += bell
        average += bell * p
        within += bell * entropy(p)
    return max(0.0, entropy(average / total) - within / total)


def moved(mean: float, var: float, outcome: Outcome) -> tuple[float, float]:
    """Return mean and variance after an outcome: the Gaussian with the moments of the exact posterior.

    Assumed-density filtering (Opper 1998). Whole answers are taken one after another; of a part of an answer, that
    part of the step is taken.
    """
    sign, floor = (1.0, outcome.guess) if outcome.right else (-1.0, outcome.slip)
    span, left = 1.0 - outcome.guess - outcome.slip, outcome.power
    while left > 0.0:
        part = min(left, 1.0)
        width = math.sqrt(STRETCH * STRETCH + var)
        u = sign * (mean - outcome.difficulty) / width
        seen = floor + span * 0.5 * math.erfc(-u / _ROOT2)
        # Far out without a floor the ratio tends to -u; the limit keeps the division sound.
        ratio = span * _BELL * math.exp(-0.5 * u * u) / seen if seen > _TINY else -u
        mean += part * sign * var / width * ratio
        var -= part * (var / width) ** 2 * ratio * (ratio + u)
        var = max(var, _LEAST_VAR)
        left -= 1.0
    return min(max(mean, -_FARTHEST), _FARTHEST), var


def mastery(mean: float, var: float) -> tuple[float, float, float]:
    """Return the probability averaged over the Gaussian, and the ends of its 80 % interval."""
    sd = math.sqrt(var)
    low, high = sigmoid(mean - _Z80 * sd), sigmoid(mean + _Z80 * sd)
    return min(max(curve(flattened(mean, var)), low), high), low, high


def loosened(var: float, rest_var: float, kept: float) -> float:
    """Return the variance once only the share `kept` of what was learnt about the mean still holds.

    The Ornstein-Uhlenbeck law: with time everything returns to where it was before any evidence.
    """
    return rest_var + (var - rest_var) * kept * kept
