"""The plane from its dual, and pairs chosen by what a step gains (second order)."""

import numpy as np


def objective(w, b, X, y, C):
    short = [max(0.0, 1.0 - (1 if label == 1 else -1) * (x @ w + b)) for x, label in zip(X, y, strict=True)]
    return 0.5 * np.dot(w, w) + C * sum(short)


def subgradient(w, b, X, y, C):
    g = np.concatenate([[0.0], w])
    for x, label in zip(X, np.where(y == 1, 1, -1), strict=True):
        if label * (x @ w + b) <= 1:
            g = g - C * label * np.concatenate([[1.0], x])
    return g


class KernelSVM:
    def __init__(self, C=1.0, gamma=1.0):
        self.C, self.gamma = C, gamma

    def _kernel(self, A):
        if self.gamma is None:
            return A @ self.rows.T
        return np.exp(-self.gamma * ((A[:, None] - self.rows) ** 2).sum(2))

    def fit(self, X, y):
        if set(y.tolist()) != {0, 1}:
            raise ValueError("labels")
        self.rows, s = np.array(X, dtype=float), np.where(y == 1, 1.0, -1.0)
        K, n, C = self._kernel(X), len(y), self.C
        self.c = np.zeros(n)                                  # alpha times sign
        low, high = np.minimum(0, C * s), np.maximum(0, C * s)
        error = s.copy()
        while True:
            i = max((k for k in range(n) if self.c[k] < high[k]), key=lambda k: error[k])
            curve = np.maximum(K[i, i] + np.diag(K) - 2 * K[i], 1e-9)
            gains = np.where((self.c > low) & (error < error[i] - 1e-5), (error[i] - error) ** 2 / curve, -1)
            j = int(gains.argmax())
            if gains[j] < 0 or error[i] - min(error[self.c > low]) < 5e-5:
                break
            d = min((error[i] - error[j]) / curve[j], high[i] - self.c[i], self.c[j] - low[j])
            self.c[i], self.c[j] = min(self.c[i] + d, high[i]), max(self.c[j] - d, low[j])
            error = error - d * (K[i] - K[j])
        self.alpha = np.clip(self.c * s, 0, C)
        inside = (self.alpha > 1e-9) & (self.alpha < C - 1e-9)
        ends = error[self.c < high].max(), error[self.c > low].min()
        self.intercept = error[inside].mean() if inside.any() else sum(ends) / 2
        return self

    def decision(self, X):
        return self._kernel(X) @ self.c + self.intercept


class LinearSVM:
    def __init__(self, C=1.0):
        self.C = C

    def fit(self, X, y):
        dual = KernelSVM(self.C, None).fit(X, y)
        self.coef, self.intercept = X.T @ dual.c, float(dual.intercept)
        return self

    def decision(self, X):
        return X @ self.coef + self.intercept


class Wrapped:
    def __init__(self, X, y):
        self.low, self.width = X.min(0), np.ptp(X, axis=0)
        self.model = KernelSVM(5.0, 8.0).fit((X - self.low) / self.width, y)

    def decision(self, X):
        return self.model.decision((X - self.low) / self.width)


def reach_model(X, y):
    return Wrapped(X, y)
