"""Where each task's scale begins and ends: the naive baseline and the best possible score on these very rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hillclimb.company import scores
from hillclimb.company.exact import Column, Floats
from hillclimb.company.task import Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """A score's name, its value for the naive answer and its best possible value; `share` places a score on it."""

    score: str
    baseline: float
    best: float

    def share(self, value: float) -> float:
        """Return 0 at the baseline, 1 at the best possible; below 0 is worse than naive."""
        return scores.share(value, baseline=self.baseline, best=self.best)


def auc_bars(truth: Truth) -> Bars:
    """Return chance (.5) and the expected AUC of the true probabilities, which no ranking exceeds."""
    p = truth.expected
    return Bars(score="auc", baseline=0.5, best=scores.auc_under_truth(p, p))


def cost_bars(truth: Truth, *, c_fp: float, c_fn: float) -> Bars:
    """Return the expected cost per row of never acting, and of acting where p >= c_fp / (c_fp + c_fn)."""
    p = truth.expected
    never = scores.expected_cost(np.zeros(len(p), dtype=np.int64), p, c_fp, c_fn)
    return Bars(
        score="cost per row", baseline=never, best=scores.expected_cost(best_decision(p, c_fp, c_fn), p, c_fp, c_fn)
    )


def log_loss_bars(truth: Truth) -> Bars:
    """Return the expected log loss of the mean probability, and of the true ones (their entropy)."""
    p = truth.expected
    constant = scores.log_loss_under_truth(np.full(len(p), float(np.mean(p))), p)
    return Bars(score="log loss", baseline=constant, best=scores.log_loss_under_truth(p, p))


def deviance_bars(truth: Truth) -> Bars:
    """Return the expected Poisson deviance of one rate for all, times each exposure, and of the true means.

    Needs `truth.aside["rate"]`, the mean count per year; the exposure is expected / rate.
    """
    constant = one_rate(truth)
    return Bars(
        score="Poisson deviance",
        baseline=scores.poisson_deviance(constant, truth.expected),
        best=scores.poisson_deviance(truth.expected, truth.expected),
    )


def squared_error_bars(truth: Truth) -> Bars:
    """Return the squared distance of the mean from the noiseless outcome, and 0, that of the outcome itself."""
    mean = np.full(len(truth.expected), float(np.mean(truth.expected)))
    return Bars(score="mean squared error", baseline=scores.mean_squared_error(mean, truth.expected), best=0.0)


def best_decision(p: Floats, c_fp: float, c_fn: float) -> Column:
    """Return whether to act, at the least expected cost: where p >= c_fp / (c_fp + c_fn)."""
    return (p * (c_fp + c_fn) >= c_fp).astype(np.int64)


def one_rate(truth: Truth) -> Floats:
    """Return the expected counts if every policy had the true mean rate of all: the baseline of a frequency model."""
    exposure = truth.expected / truth.aside["rate"]
    return exposure * (float(np.sum(truth.expected)) / float(np.sum(exposure)))
