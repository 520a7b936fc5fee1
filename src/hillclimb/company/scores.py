"""Scores against the truth rather than against sampled outcomes: the same submission scores four times as steadily.

Where a formula needs outcomes, their expectation under the true parameters takes their place. Sums run over rows.
"""

from __future__ import annotations

import math

import numpy as np

from hillclimb.company.exact import Column, Floats

_TINY = 1e-300


def auc_under_truth(scores: Floats, p: Floats) -> float:
    """Return the expected area under the ROC curve when label i is 1 with chance p_i; ties count one half.

    sum_{i != j} p_i (1 - p_j) ([s_i > s_j] + [s_i = s_j] / 2) / sum_{i != j} p_i (1 - p_j): the Mann-Whitney statistic
    (Hanley and McNeil, Radiology 143 (1982) 29-36) with expectations for labels, in O(n log n). NaN-free scores only;
    raises ValueError where no pair of a positive and a negative is possible.
    """
    _same_length(scores, p)
    _, group = np.unique(scores, return_inverse=True)
    positive = np.bincount(group, weights=p)
    negative = np.bincount(group, weights=1.0 - p)
    below = np.cumsum(negative) - negative
    self_pairs = float(np.sum(p * (1.0 - p)))
    pairs = float(np.sum(p)) * float(np.sum(1.0 - p)) - self_pairs
    if pairs <= 0.0:
        raise ValueError("no pair of a positive and a negative row is possible")
    won = float(np.sum(positive * (below + 0.5 * negative))) - 0.5 * self_pairs
    return won / pairs


def average_precision_under_truth(scores: Floats, p: Floats) -> float:
    """Return the average precision to expect when label i is 1 with chance p_i; rows of one score come together.

    sum over scores g, from the highest, of E[y_g (y_g + y_before)] / rows so far, over sum p: with labels in the place
    of chances it is scikit-learn's average_precision_score. The number of positives, a divisor, is set to its mean.
    """
    _same_length(scores, p)
    _, group = np.unique(-scores, return_inverse=True)
    positive, rows = np.bincount(group, weights=p), np.cumsum(np.bincount(group))
    before = np.cumsum(positive) - positive
    hits = positive * (positive + before) + np.bincount(group, weights=p * (1.0 - p))
    return float(np.sum(hits / rows)) / float(np.sum(p))


def precision_under_truth(scores: Floats, p: Floats, budget: int) -> float:
    """Return the expected share of positives among the `budget` highest scores; rows tied at the cut count alike."""
    _same_length(scores, p)
    cut = np.partition(scores, -budget)[-budget]
    above, tied = scores > cut, scores == cut
    rest = budget - int(np.sum(above))
    return (float(np.sum(p[above])) + rest * float(np.mean(p[tied]))) / budget


def expected_cost(decision: Column, p: Floats, c_fp: float, c_fn: float) -> float:
    """Return the expected cost per row of acting where `decision` is true.

    mean of d_i (1 - p_i) c_fp + (1 - d_i) p_i c_fn. The least possible acts where p >= c_fp / (c_fp + c_fn)
    (Elkan, The foundations of cost-sensitive learning, IJCAI 2001).
    """
    _same_length(decision, p)
    acts = decision.astype(bool)
    return float(np.mean(np.where(acts, (1.0 - p) * c_fp, p * c_fn)))


def log_loss_under_truth(q: Floats, p: Floats) -> float:
    """Return the expected log loss of probabilities q when the truth is p, in nats.

    -mean of p_i log q_i + (1 - p_i) log(1 - q_i), 0 log 0 = 0; infinite where q rules out what can happen. Least at
    q = p (Gneiting and Raftery, JASA 102 (2007) 359-378).
    """
    _same_length(q, p)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(p > 0.0, p * np.log(q), 0.0)
        no = np.where(p < 1.0, (1.0 - p) * np.log1p(-q), 0.0)
    return float(-np.mean(yes + no))


def brier_under_truth(q: Floats, p: Floats) -> float:
    """Return the expected Brier score: mean of (q_i - p_i)**2 + p_i (1 - p_i)."""
    _same_length(q, p)
    return float(np.mean((q - p) ** 2 + p * (1.0 - p)))


def expected_calibration_error(q: Floats, outcome: Column, *, bins: int = 10) -> float:
    """Return how far probabilities are from what happens, averaged over bins of equal numbers of rows.

    sum over bins of (rows in bin / n) |mean q - mean outcome|, rows sorted by q (Naeini, Cooper, Hauskrecht, AAAI
    2015, with equal counts). Give the true p as `outcome` for the error without sampling noise; rows with equal q stay
    in one bin, so the order of the rows does not matter.
    """
    _same_length(q, outcome)
    values, group = np.unique(q, return_inverse=True)
    counts = np.bincount(group)
    middle = (np.cumsum(counts) - 0.5 * counts) / len(q)
    bin_of = np.minimum((middle * bins).astype(np.int64), bins - 1)
    gap = np.bincount(bin_of, weights=values * counts - np.bincount(group, weights=outcome), minlength=bins)
    return float(np.sum(np.abs(gap))) / len(q)


def poisson_deviance(mean: Floats, truth: Floats) -> float:
    """Return the expected mean Poisson deviance of predicted means when counts are Poisson with mean `truth`.

    mean of 2 (E[y log y] - mu_i log m_i - mu_i + m_i) (McCullagh and Nelder, Generalized Linear Models, 1989, p. 34);
    E[y log y] is summed until its terms vanish. Infinite where m_i = 0 < mu_i; negative means raise ValueError.
    """
    return 2.0 * (float(np.mean(_mean_y_log_y(truth))) + _deviance_part(mean, truth))


def explained_share(mean: Floats, truth: Floats, baseline: Floats) -> float:
    """Return the share of the explainable Poisson deviance: 0 for the baseline, 1 for the truth.

    (D(baseline) - D(mean)) / (D(baseline) - D(truth)); E[y log y] cancels. Below 0 is worse than the baseline.
    """
    worst, best = _deviance_part(baseline, truth), _deviance_part(truth, truth)
    return share(_deviance_part(mean, truth), baseline=worst, best=best)


def mean_squared_error(prediction: Floats, truth: Floats) -> float:
    """Return the mean squared distance from the true mean (the noise, which nobody can predict, is left out)."""
    _same_length(prediction, truth)
    return float(np.mean((prediction - truth) ** 2))


def share(score: float, *, baseline: float, best: float) -> float:
    """Return where a score stands between the naive baseline (0) and the best possible (1); works for costs too."""
    if baseline == best:
        raise ValueError("the best possible score equals the baseline")
    if not math.isfinite(score):
        return -math.inf
    return (score - baseline) / (best - baseline)


def _deviance_part(mean: Floats, truth: Floats) -> float:
    _same_length(mean, truth)
    if bool(np.any(mean < 0.0)):
        raise ValueError("a predicted mean count is negative")
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = np.where(truth > 0.0, truth * np.log(mean), 0.0)
    return float(np.mean(mean - truth - fit))


def _mean_y_log_y(mu: Floats) -> Floats:
    total = np.zeros_like(mu)
    term = np.exp(-mu)
    last = int(np.ceil(float(np.max(mu, initial=0.0)) * 1.5 + 12.0 * math.sqrt(float(np.max(mu, initial=0.0))) + 40.0))
    for k in range(1, last + 1):
        term = term * (mu / k)
        total += term * (k * math.log(k))
        if k > float(np.max(mu, initial=0.0)) and float(np.max(term, initial=0.0)) < _TINY:
            break
    return total


def _same_length(left: Column, right: Column) -> None:
    if left.shape != right.shape or left.ndim != 1 or left.size == 0:
        raise ValueError(f"two arrays of one length are needed, got shapes {left.shape} and {right.shape}")
