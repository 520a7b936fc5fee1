"""Predict a repair bill from what the assessor wrote down."""

import numpy as np


class Plane:
    """A plane that was fitted: coefficients, then the intercept."""

    def __init__(self, coef: np.ndarray) -> None:
        self.coef = coef

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return one bill per row of X (n, p)."""
        return (X - X.mean(axis=0)) @ self.coef[:-1] + self.coef[-1]


def train(X: np.ndarray, y: np.ndarray) -> Plane:
    """Fit to X (n, p) and y (n,)."""
    ones = np.ones((len(X), 1))
    return Plane(np.linalg.lstsq(np.hstack([X, ones]), y, rcond=None)[0])
