"""Three ways to see the shape of a table: rows that are near, rows that belong together, directions that matter."""

from __future__ import annotations

import numpy as np


def squared_distances(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return the squared distance of each row of A (m, p) from each row of B (n, p), shape (m, n)."""
    middle = B.mean(axis=0)
    A, B = A - middle, B - middle                            # |a|² + |b|² - 2ab keeps its digits only near zero
    squares = (A**2).sum(axis=1)[:, None] + (B**2).sum(axis=1) - 2 * A @ B.T
    return np.maximum(squares, 0.0)                          # rounding can leave -1e-16


class Neighbours:
    """k nearest neighbours, each column measured in its own standard deviations."""

    def __init__(self, k: int) -> None:
        self.k = k

    def fit(self, X: np.ndarray, y: np.ndarray) -> Neighbours:
        """Remember X (n, p) and labels y (n,) of 0 and 1, and return self."""
        if not 1 <= self.k <= len(y):
            raise ValueError(f"k lies between 1 and the {len(y)} rows")
        self.mean, spread = X.mean(axis=0), X.std(axis=0)
        self.spread = np.where(spread > 0, spread, 1.0)      # a constant column tells nothing and divides nothing
        self.X, self.y = (X - self.mean) / self.spread, y
        return self

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the share of 1 among the k nearest training rows of each row of X (m, p), shape (m,)."""
        far = squared_distances((X - self.mean) / self.spread, self.X)    # (m, n): scaled as in training
        nearest = np.argpartition(far, self.k - 1, axis=1)[:, : self.k]   # (m, k): in any order
        return (self.y[nearest].mean(axis=1) > 0.5).astype(float)


def quote_model(X: np.ndarray, y: np.ndarray) -> Neighbours:
    """Return the neighbours that the quotes desk asks."""
    return Neighbours(k=25).fit(X, y)


def kmeans(X: np.ndarray, k: int, seed: int = 0, starts: int = 10) -> tuple[np.ndarray, np.ndarray, float]:
    """Return (centres (k, p), label of each row (n,), sum of squared distances) of the best of `starts` tries."""
    if len(np.unique(X, axis=0)) < k:
        raise ValueError(f"{k} clusters need {k} different rows")
    chance = np.random.default_rng(seed)
    return min((lloyd(X, spread_out(X, k, chance)) for _ in range(starts)), key=lambda found: found[2])


def spread_out(X: np.ndarray, k: int, chance: np.random.Generator) -> np.ndarray:
    """Return k rows to begin with (k-means++): each with a chance in proportion to its squared distance so far."""
    rows = [int(chance.integers(len(X)))]
    while len(rows) < k:
        far = squared_distances(X, X[rows]).min(axis=1)      # (n,): 0 for rows that are taken, and for their copies
        far[rows] = 0.0
        rows.append(int(chance.choice(len(X), p=far / far.sum())))
    return X[rows]


def lloyd(X: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Move centres to the means of their rows until no row changes sides."""
    label = np.full(len(X), -1)
    for _ in range(300):                                     # a few dozen are enough
        far = squared_distances(X, centres)                  # (n, k)
        new = far.argmin(axis=1)
        for empty in set(range(len(centres))) - set(new.tolist()):
            lost = far[np.arange(len(X)), new].argmax()      # the row that is worst off starts a cluster of its own
            new[lost], far[lost] = empty, 0.0
        if (new == label).all():
            break
        label = new
        centres = np.array([X[label == c].mean(axis=0) for c in range(len(centres))])
    return centres, label, float(((X - centres[label]) ** 2).sum())


class PCA:
    """Principal components: the orthogonal directions along which the training rows vary most."""

    def __init__(self, components: int) -> None:
        self.components = components

    def fit(self, X: np.ndarray) -> PCA:
        """Find `axes` (components, p) and `variance` (components,) of X (n, p), largest first, and return self."""
        if not 1 <= self.components <= min(X.shape):
            raise ValueError(f"components lie between 1 and {min(X.shape)}")
        self.mean = X.mean(axis=0)
        # Singular values of the centred table, not eigenvalues of its covariance: squaring loses half the digits.
        _, size, axes = np.linalg.svd(X - self.mean, full_matrices=False)
        self.axes = axes[: self.components]
        self.variance = size[: self.components] ** 2 / (len(X) - 1)
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """Return the coordinates of X (m, p) along the axes, shape (m, components)."""
        return (X - self.mean) @ self.axes.T                 # the mean of the training rows, whatever X is

    def inverse(self, Z: np.ndarray) -> np.ndarray:
        """Return the rows (m, p) that have coordinates Z (m, components)."""
        return Z @ self.axes + self.mean
