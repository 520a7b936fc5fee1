"""How many a trial needs (pooled variance), what it found, and limits that spend alpha look by look."""

import numpy as np
from scipy.stats import norm


def sample_size(p, lift, power=0.8, alpha=0.05):
    """Return how many policyholders each arm needs."""
    q = p + lift
    if min(p, q) <= 0 or max(p, q) >= 1 or lift == 0:
        raise ValueError(f"no test can tell {p} from {q}")
    pooled = (p + q) / 2
    far = norm.isf(alpha / 2) * np.sqrt(2 * pooled * (1 - pooled))
    far -= norm.isf(power) * np.sqrt(p * (1 - p) + q * (1 - q))
    return int(np.ceil((far / lift) ** 2))


def analyse(person, minutes, arm, before):
    """Return the effect and its interval, with a slope of its own in each arm."""
    calls = np.bincount(person, minlength=len(arm))
    mean = np.bincount(person, minutes, len(arm)) / np.maximum(calls, 1)
    centre = before[calls > 0].mean()
    middles, errors = [], []
    for side in (0, 1):
        rows = (calls > 0) & (arm == side)
        x, y = before[rows] - centre, mean[rows]
        slope = np.cov(x, y)[0, 1] / x.var(ddof=1) if x.any() else 0.0
        left = y - slope * x
        middles.append(left.mean())
        errors.append(left.var(ddof=2) / rows.sum())
    effect, error = middles[1] - middles[0], np.sqrt(sum(errors))
    return effect, effect - 1.96 * error, effect + 1.96 * error


def boundary(looks, alpha=0.05):
    """Return limits of which each look uses up its part of alpha (Lan and DeMets)."""
    share = np.arange(1, looks + 1) / looks
    spent = 2 * norm.sf(norm.isf(alpha / 2) / np.sqrt(share))
    steps = np.random.default_rng(7).standard_normal((40_000, looks))
    z = np.abs(steps.cumsum(axis=1)) / np.sqrt(np.arange(1, looks + 1))
    alive, limits = np.ones(len(z), dtype=bool), []
    for k in range(looks):
        many = round(spent[k] * len(z)) - int((~alive).sum())
        values = np.sort(z[alive, k])
        limits.append(values[-many] if many > 0 else 8.0)
        alive &= z[:, k] < limits[-1]
    return np.array(limits)
