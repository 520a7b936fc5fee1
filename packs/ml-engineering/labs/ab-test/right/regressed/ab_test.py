"""How many a trial needs, what it found by regression on arm and past, and Haybittle and Peto's limits."""

import numpy as np
from scipy.stats import norm, t


def sample_size(p, lift, power=0.8, alpha=0.05):
    """Return how many policyholders each arm needs, through Cohen's h."""
    if not 0 < p < 1 or not 0 < p + lift < 1 or lift == 0:
        raise ValueError("rates lie between 0 and 1 and differ")
    h = 2 * np.arcsin(np.sqrt(p + lift)) - 2 * np.arcsin(np.sqrt(p))
    return int(np.ceil(2 * ((norm.ppf(1 - alpha / 2) + norm.ppf(power)) / h) ** 2))


def analyse(person, minutes, arm, before):
    """Return the effect and its interval by least squares."""
    known, index, calls = np.unique(person, return_inverse=True, return_counts=True)
    mean = np.bincount(index, minutes) / calls
    X = np.column_stack([np.ones(len(known)), arm[known], before[known] - before[known].mean()])
    X = X if X[:, 2].any() else X[:, :2]
    coef = np.linalg.lstsq(X, mean, rcond=None)[0]
    free = len(known) - X.shape[1]
    variance = np.sum((mean - X @ coef) ** 2) / free * np.linalg.inv(X.T @ X)[1, 1]
    margin = t.ppf(0.975, free) * np.sqrt(variance)
    return coef[1], coef[1] - margin, coef[1] + margin


def boundary(looks, alpha=0.05):
    """Return a limit that is hardly ever reached before the end, and what is left of alpha at the end."""
    early = norm.isf(alpha / 100)
    z = np.random.default_rng(1).standard_normal((40_000, looks)).cumsum(axis=1) / np.sqrt(np.arange(1, looks + 1))
    stopped = (np.abs(z[:, :-1]) >= early).any(axis=1)
    last = np.sort(np.abs(z[~stopped, -1]))[::-1][max(int(alpha * len(z)) - stopped.sum() - 1, 0)]
    return np.append(np.full(looks - 1, early), last)
