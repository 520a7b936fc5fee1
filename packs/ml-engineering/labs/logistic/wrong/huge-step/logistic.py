"""Logistic regression for the renewals desk: a loss that cannot overflow, its gradient, and two ways down."""

import numpy as np


def loss(w: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float) -> float:
    """Return the summed log loss of X (n, p), y (n,) plus l2/2 |coefficients|²; w (p + 1,), the intercept first."""
    z = w[0] + X @ w[1:]                                     # (n,): log-odds
    # -log P(y) = log(1 + e^z) - y z. No probability is formed, so nothing rounds to 0 before its logarithm is taken.
    return float(np.sum(np.logaddexp(0, z) - y * z) + l2 / 2 * w[1:] @ w[1:])


def gradient(w: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float) -> np.ndarray:
    """Return the slope of the loss in each entry of w, shape (p + 1,)."""
    error = probability(w[0] + X @ w[1:]) - y                # (n,): what we said minus what happened
    return np.concatenate([[error.sum()], X.T @ error + l2 * w[1:]])  # the penalty does not see the intercept


def probability(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + e^-z) for log-odds z of any size."""
    return np.exp(-np.logaddexp(0, -z))                      # log p = -log(1 + e^-z) never overflows, exp of it neither


class Logistic:
    """Logistic regression with an intercept and an L2 penalty, by Newton's method or by gradient descent."""

    def __init__(self, l2: float = 1.0, solver: str = "newton") -> None:
        self.l2 = l2
        self.solver = solver

    def fit(self, X: np.ndarray, y: np.ndarray) -> "Logistic":
        """Fit to X (n, p) and labels y (n,) of 0 and 1, set `coef` (p,) and `intercept`, and return self."""
        if set(np.unique(y)) != {0, 1}:                      # with one label the best intercept would be infinite
            raise ValueError("labels must be 0 and 1, and both must occur")
        w = {"newton": newton, "descent": descend}[self.solver](X, y, self.l2)
        self.intercept, self.coef = float(w[0]), w[1:]
        return self

    def decision(self, X: np.ndarray) -> np.ndarray:
        """Return the log-odds of label 1 for X (m, p), shape (m,)."""
        return self.intercept + X @ self.coef

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the probability of label 1 for X (m, p), shape (m,)."""
        return probability(self.decision(X))


def newton(X: np.ndarray, y: np.ndarray, l2: float, most: int = 100) -> np.ndarray:
    """Return the w of least loss; each step jumps to the lowest point of the parabola that fits the loss here."""
    A = np.column_stack([np.ones(len(X)), X])                # (n, p + 1)
    penalty = l2 * np.diag(np.arange(A.shape[1]) > 0)        # (p + 1, p + 1): 0 for the intercept
    w = np.zeros(A.shape[1])
    for _ in range(most):
        slope = gradient(w, X, y, l2)
        if arrived(slope, len(X)):
            return w
        p = probability(A @ w)
        curvature = (A * (p * (1 - p))[:, None]).T @ A + penalty
        step = np.linalg.solve(curvature, slope)
        while loss(w - step, X, y, l2) > loss(w, X, y, l2):  # far from the minimum the parabola can overshoot
            step = step / 2
        w = w - step
    raise RuntimeError(f"no minimum after {most} Newton steps")


def descend(X: np.ndarray, y: np.ndarray, l2: float, most: int = 2_000) -> np.ndarray:
    """Return the w of least loss by gradient descent with momentum, using first derivatives only."""
    A = np.column_stack([np.ones(len(X)), X])
    w = ahead = np.zeros(A.shape[1])
    run = 0
    for _ in range(most):
        slope = gradient(ahead, X, y, l2)
        if arrived(slope, len(X)):
            return ahead
        new = ahead - 0.5 * slope
        run = 0 if slope @ (new - w) > 0 else run + 1        # momentum that carries uphill is dropped
        ahead = new + run / (run + 3) * (new - w)
        w = new
    return w


def arrived(slope: np.ndarray, rows: int) -> bool:
    """Return whether the gradient is zero up to rounding; the loss is a sum, so it grows with the rows."""
    return bool(np.abs(slope).max() < 1e-8 * rows)
