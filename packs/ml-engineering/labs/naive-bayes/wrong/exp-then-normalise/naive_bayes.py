"""Naive Bayes for the telematics and the letters desk: Gaussian columns and word counts, all of it in logarithms."""

from __future__ import annotations

import numpy as np


def log_sum_exp(a: np.ndarray) -> np.ndarray:
    """Return log of the sum of e^a over the last axis, kept as an axis of length 1; nothing over- or underflows."""
    most = a.max(axis=-1, keepdims=True)                     # (m, 1): the largest term becomes e^0 = 1
    return most + np.log(np.exp(a - most).sum(axis=-1, keepdims=True))


class Bayes:
    """What both models share: P(class | row) is proportional to P(class) times the product of P(column | class)."""

    def learn_prior(self, y: np.ndarray) -> None:
        """Set `classes` (k,), sorted, and `log_prior` (k,) from the labels y (n,)."""
        self.classes, counts = np.unique(y, return_counts=True)
        self.log_prior = np.log(counts / len(y))

    def predict_log_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the log-probability of each class for X (m, p), shape (m, k), in the order of `classes`."""
        joint = self.log_prior + self.log_likelihood(X)      # (m, k): log P(class and row)
        return np.log(np.exp(joint) / np.exp(joint).sum(axis=1, keepdims=True))                    # divided by P(row), the sum over classes

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable label for X (m, p), shape (m,)."""
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


class GaussianBayes(Bayes):
    """Columns are independent and normal within each class, with a mean and a variance of their own."""

    def __init__(self, least_variance: float = 1e-9) -> None:
        self.least_variance = least_variance

    def fit(self, X: np.ndarray, y: np.ndarray) -> GaussianBayes:
        """Fit to X (n, p) and labels y (n,), and return self."""
        if not np.isfinite(X).all():
            raise ValueError("X has missing or infinite values")
        self.learn_prior(y)
        rows = [X[y == label] for label in self.classes]
        self.mean = np.array([part.mean(axis=0) for part in rows])            # (k, p)
        # np.var subtracts the mean first: E[x²] - E[x]² would lose every digit of a column far from zero.
        variance = np.array([part.var(axis=0) for part in rows])              # (k, p)
        self.variance = np.maximum(variance, self.least_variance)
        return self

    def log_likelihood(self, X: np.ndarray) -> np.ndarray:
        """Return the log density of each row of X (m, p) in each class, shape (m, k)."""
        squares = (X[:, None, :] - self.mean) ** 2 / self.variance            # (m, k, p)
        return -0.5 * (squares + np.log(2 * np.pi * self.variance)).sum(axis=2)


class MultinomialBayes(Bayes):
    """Rows count words; each class draws its words one by one from shares of its own."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha

    def fit(self, X: np.ndarray, y: np.ndarray) -> MultinomialBayes:
        """Fit to counts X (n, words) and labels y (n,), and return self."""
        if not np.isfinite(X).all() or (X < 0).any():
            raise ValueError("counts are finite and not negative")
        self.learn_prior(y)
        counts = np.array([X[y == label].sum(axis=0) for label in self.classes])  # (k, words)
        counts = counts + self.alpha                         # every word was seen alpha times before we began
        self.log_share = np.log(counts / counts.sum(axis=1, keepdims=True))
        return self

    def log_likelihood(self, X: np.ndarray) -> np.ndarray:
        """Return the log-probability of the words of each row of X (m, words) in each class, shape (m, k)."""
        return X @ self.log_share.T                          # the number of orders is the same in all classes
