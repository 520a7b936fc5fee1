"""Distances by differences, far points first, eigenvectors of the smaller product with a QR to finish."""

import numpy as np


class Neighbours:
    def __init__(self, k):
        self.k = k

    def fit(self, X, y):
        if self.k < 1 or self.k > len(X):
            raise ValueError("k")
        self.low = X.mean(0)
        self.unit = X.std(0)
        self.unit[self.unit == 0] = 1
        self.X, self.y = (X - self.low) / self.unit, y
        return self

    def predict_proba(self, X):
        out = []
        for x in (X - self.low) / self.unit:
            order = np.argsort(((self.X - x) ** 2).sum(1), kind="stable")
            out.append(self.y[order[: self.k]].mean())
        return np.array(out)


def quote_model(X, y):
    return Neighbours(35).fit(X, y)


def kmeans(X, k, seed=0, starts=10):
    distinct = np.unique(X, axis=0)
    if k > len(distinct):
        raise ValueError("rows")
    rng = np.random.RandomState(seed)
    best = None
    for _ in range(starts):
        C = distinct[[rng.randint(len(distinct))]]
        while len(C) < k:
            d = ((distinct[:, None] - C) ** 2).sum(2).min(1)
            C = np.vstack([C, distinct[d.argmax() if rng.rand() < 0.8 else rng.choice(len(d), p=d / d.sum())]])
        for _ in range(300):
            d = ((X[:, None] - C) ** 2).sum(2)
            label = d.argmin(1)
            for c in range(k):
                if not (label == c).any():
                    label[d.min(1).argmax()] = c
            new = np.stack([X[label == c].mean(0) for c in range(k)])
            if np.allclose(new, C, rtol=0, atol=1e-12):
                break
            C = new
        label = ((X[:, None] - C) ** 2).sum(2).argmin(1)
        inertia = ((X - C[label]) ** 2).sum()
        if best is None or inertia < best[2]:
            best = C, label, inertia
    return best


class PCA:
    def __init__(self, components):
        self.components = components

    def fit(self, X):
        if not 0 < self.components <= min(X.shape):
            raise ValueError("components")
        self.centre = X.sum(0) / len(X)
        U, s, _ = np.linalg.svd((X - self.centre).T, full_matrices=False)
        self.axes = U.T[: self.components].copy()
        self.variance = (s[: self.components] / np.sqrt(len(X) - 1)) ** 2
        return self

    def transform(self, X):
        return X @ self.axes.T - self.centre @ self.axes.T

    def inverse(self, Z):
        return self.centre + Z @ self.axes
