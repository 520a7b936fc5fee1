"""Support vector machines for the recovery desk: a line by sub-gradients, a curve by pairs of multipliers."""

from __future__ import annotations

import numpy as np


def signs(y: np.ndarray) -> np.ndarray:
    """Return -1 and 1 for labels 0 and 1: the hinge needs a sign, and 0 would never push."""
    if set(np.unique(y)) != {0, 1}:
        raise ValueError("labels must be 0 and 1, and both must occur")
    return 2.0 * y - 1.0


def objective(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, C: float) -> float:
    """Return |w|²/2 + C times the summed hinge of X (n, p), y (n,) of 0 and 1; the intercept b is free."""
    margin = (2.0 * y - 1.0) * (X @ w + b)                   # (n,): 1 and more is far enough on the right side
    return float(w @ w / 2 + b * b / 2 + C * np.maximum(0.0, 1.0 - margin).sum())


def subgradient(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, C: float) -> np.ndarray:
    """Return a slope of the objective in (b, w), shape (p + 1,): rows beyond the margin do not push."""
    s = 2.0 * y - 1.0
    push = np.where(s * (X @ w + b) < 1.0, s, 0.0)           # (n,)
    return np.concatenate([[-C * push.sum()], w - C * X.T @ push])


class LinearSVM:
    """A separating plane by sub-gradient descent."""

    def __init__(self, C: float = 1.0) -> None:
        self.C = C

    def fit(self, X: np.ndarray, y: np.ndarray, steps: int = 3000) -> LinearSVM:
        """Fit to X (n, p) and labels y (n,) of 0 and 1, set `coef` (p,) and `intercept`, and return self."""
        signs(y)
        at = np.zeros(X.shape[1] + 1)                        # (p + 1,): the intercept, then the coefficients
        walked = np.full(len(at), 1e-12)
        best, least = at, objective(at[1:], at[0], X, y, self.C)
        for _ in range(steps):
            slope = subgradient(at[1:], at[0], X, y, self.C)
            walked = walked + slope**2                       # steps shrink, for each coordinate by what it has seen
            at = at - 0.5 * slope / np.sqrt(walked)
            value = objective(at[1:], at[0], X, y, self.C)
            if value < least:                                # a sub-gradient step may lead uphill: keep the best
                best, least = at, value
        self.intercept, self.coef = float(best[0]), best[1:]
        return self

    def decision(self, X: np.ndarray) -> np.ndarray:
        """Return the signed score of X (m, p), shape (m,); above 0 speaks for label 1."""
        return X @ self.coef + self.intercept


def kernel(A: np.ndarray, B: np.ndarray, gamma: float | None) -> np.ndarray:
    """Return exp(-gamma |a - b|²) for the rows of A (m, p) and B (n, p), or a·b where gamma is None: (m, n)."""
    if gamma is None:
        return A @ B.T
    squares = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1) - 2 * A @ B.T
    return np.exp(-gamma * np.maximum(squares, 0.0))


class KernelSVM:
    """A support vector machine in its dual form: one multiplier per row, and most of them 0."""

    def __init__(self, C: float = 1.0, gamma: float | None = 1.0) -> None:
        self.C = C
        self.gamma = gamma

    def fit(self, X: np.ndarray, y: np.ndarray) -> KernelSVM:
        """Fit to X (n, p) and labels y (n,) of 0 and 1, set `alpha` (n,) and `intercept`, and return self."""
        self.X, self.s = X.copy(), signs(y)
        self.alpha, self.intercept = ascend(kernel(X, X, self.gamma), self.s, self.C)
        return self

    def decision(self, X: np.ndarray) -> np.ndarray:
        """Return the signed score of X (m, p), shape (m,)."""
        return kernel(X, self.X, self.gamma) @ (self.alpha * self.s) + self.intercept


def ascend(K: np.ndarray, s: np.ndarray, C: float, most: int = 20_000) -> tuple[np.ndarray, float]:
    """Return the multipliers (n,) and the intercept that satisfy the optimality conditions to within 1e-4."""
    alpha, pull = np.zeros(len(s)), s.copy()                 # pull (n,): s less the score, before the intercept
    for _ in range(most):
        # sum(alpha s) must stay 0, so two multipliers move at once: the pair that violates the conditions most.
        up = np.where(s > 0, alpha < C, alpha > 0)           # alpha s may grow
        down = np.where(s > 0, alpha > 0, alpha < C)         # alpha s may shrink
        i = np.where(up, pull, -np.inf).argmax()
        j = np.where(down, pull, np.inf).argmin()
        if pull[i] - pull[j] < 1e-4:
            return alpha, float(pull[i] + pull[j]) / 2
        step = (pull[i] - pull[j]) / max(K[i, i] + K[j, j] - 2 * K[i, j], 1e-12)
        room_i = C - alpha[i] if s[i] > 0 else alpha[i]      # how far each can go before it meets 0 or C
        room_j = alpha[j] if s[j] > 0 else C - alpha[j]
        step = min(step, room_i, room_j)
        alpha[i] = C if step == C - alpha[i] and s[i] > 0 else alpha[i] + s[i] * step
        alpha[j] = alpha[j] - s[j] * step
        pull = pull - step * (K[:, i] - K[:, j])
    raise RuntimeError(f"no optimum after {most} pairs")


class Scaled:
    """A model on columns in standard deviations of the training rows."""

    def __init__(self, model: KernelSVM) -> None:
        self.model = model

    def fit(self, X: np.ndarray, y: np.ndarray) -> Scaled:
        """Fit the scale and the model to X (n, p) and y (n,), and return self."""
        self.mean, self.spread = X.mean(axis=0), X.std(axis=0)
        self.model.fit((X - self.mean) / self.spread, y)
        return self

    def decision(self, X: np.ndarray) -> np.ndarray:
        """Return the signed score of X (m, p), shape (m,)."""
        return self.model.decision((X - self.mean) / self.spread)


def reach_model(X: np.ndarray, y: np.ndarray) -> Scaled:
    """Return the model that the recovery desk asks."""
    return Scaled(KernelSVM(C=1.0, gamma=1.0)).fit(X, y)
