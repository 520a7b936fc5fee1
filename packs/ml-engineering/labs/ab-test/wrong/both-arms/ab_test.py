"""How many policyholders a trial needs, what it found, and when it may be stopped."""

import numpy as np
from scipy.stats import norm

PATHS = 40_000


def sample_size(p: float, lift: float, power: float = 0.8, alpha: float = 0.05) -> int:
    """Return how many policyholders each arm needs to find a lift from p to p + lift."""
    q = p + lift
    if not (0 < p < 1 and 0 < q < 1 and lift):
        raise ValueError("both rates must lie between 0 and 1, and differ")
    # The difference must stand so many standard errors from 0 that it is beyond the limit (at alpha / 2 on each side)
    # with probability power.
    errors = norm.ppf(1 - alpha / 2) + norm.ppf(power)
    variance = p * (1 - p) + q * (1 - q)                     # of the difference, for one policyholder in each arm
    return int(np.ceil(2 * errors**2 * variance / lift**2))


def analyse(
    person: np.ndarray, minutes: np.ndarray, arm: np.ndarray, before: np.ndarray
) -> tuple[float, float, float]:
    """Return the effect of arm 1 on the mean minutes of a policyholder, and its 95 % interval."""
    calls = np.bincount(person, minlength=len(arm))          # (n,)
    called = calls > 0                                       # (n,): without a call there is no mean
    total = np.bincount(person, minutes, minlength=len(arm))
    mean = total[called] / calls[called]                     # (m,): one number for each that the coin was tossed for
    arm, before = arm[called], before[called]                # (m,) each

    # `before` was fixed before the coin fell, so taking it out, with one slope and one centre for both arms, moves the
    # expected difference by nothing and leaves 1 - correlation**2 of the variance.
    spread = before.var()
    slope = np.mean((before - before.mean()) * (mean - mean.mean())) / spread if spread else 0.0
    mean = mean - slope * (before - before.mean())

    a, b = mean[arm == 0], mean[arm == 1]
    effect = b.mean() - a.mean()
    margin = norm.ppf(0.975) * np.sqrt(a.var(ddof=1) / len(a) + b.var(ddof=1) / len(b))
    return float(effect), float(effect - margin), float(effect + margin)


def boundary(looks: int, alpha: float = 0.05) -> np.ndarray:
    """Return the size of z at which a trial is stopped, for each look, shape (looks,)."""
    if looks == 1:
        return np.array([norm.ppf(1 - alpha / 2)])
    # Without an effect, the sum over batches is a random walk. Stop where its size reaches one height (O'Brien and
    # Fleming): the height that only a share alpha of all walks ever reaches. At look k, z is the walk divided by the
    # square root of the share of the data, so in terms of z the limit falls from look to look.
    steps = np.random.default_rng(0).standard_normal((PATHS, looks))
    walk = steps.cumsum(axis=1) / np.sqrt(looks)             # (paths, looks)
    height = np.quantile(np.abs(walk).max(axis=1), 1 - alpha)
    return height * np.sqrt(looks / np.arange(1, looks + 1))
