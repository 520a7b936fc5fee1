"""A decision tree for the inspection desk: exact splits, growth to the end, and pruning back by cost and complexity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


def gini(p: np.ndarray) -> np.ndarray:
    """Return the chance that two rows drawn from a part differ in label, when a share p of the part is 1."""
    return 2 * p * (1 - p)


def best_split(X: np.ndarray, y: np.ndarray, min_leaf: int = 1) -> tuple[int, float, float] | None:
    """Return (column, threshold, gain) of the split that leaves the purest parts, or None where no split is allowed."""
    n, best = len(y), None
    left = np.arange(1, n)                                   # (n - 1,): rows on the left of each possible cut
    for column in range(X.shape[1]):
        order = np.argsort(X[:, column])
        x, ones = X[order, column], np.cumsum(y[order])      # (n,): sorted values; how many 1s among the first i
        # One pass over running counts judges every cut: no row is looked at again for the next threshold.
        inside = (left * gini(ones[:-1] / left) + (n - left) * gini((ones[-1] - ones[:-1]) / (n - left))) / n
        allowed = (x[:-1] < x[1:]) & (left >= min_leaf) & (n - left >= min_leaf)  # equal values stay together
        if not allowed.any():
            continue
        cut = np.argmin(np.where(allowed, inside, np.inf))
        gain = gini(ones[-1] / n) - inside[cut]
        if best is None or gain > best[2]:
            best = (column, between(x[cut], x[cut + 1]), float(gain))
    return best


def between(low: float, high: float) -> float:
    """Return a threshold t with low <= t < high: the middle, unless there is no number between the two."""
    middle = (low + high) / 2
    return float(middle if middle < high else low)


@dataclass
class Node:
    """One part of the table; a leaf while `left` is None."""

    rows: int                        # how many training rows are here
    p: float                         # the share of them with label 1
    column: int = 0
    threshold: float = 0.0
    left: Node | None = None         # rows with value <= threshold
    right: Node | None = None


class DecisionTree:
    """A binary classification tree (CART), grown greedily and pruned by `ccp` per leaf."""

    def __init__(self, max_depth: int | None = None, min_leaf: int = 1, ccp: float = 0.0) -> None:
        self.max_depth = max_depth
        self.min_leaf = min_leaf
        self.ccp = ccp

    def fit(self, X: np.ndarray, y: np.ndarray) -> DecisionTree:
        """Grow on X (n, p) and labels y (n,) of 0 and 1, prune, and return self."""
        if len(y) == 0 or not np.isin(y, [0, 1]).all():
            raise ValueError("labels must be 0 and 1, and there must be some")
        if not np.isfinite(X).all():
            raise ValueError("X has missing or infinite values: NaN is on neither side of a threshold")
        self.root = self.grow(X, y, 0)
        if self.ccp > 0:
            self.prune(self.root, len(y))
        return self

    def grow(self, X: np.ndarray, y: np.ndarray, depth: int) -> Node:
        """Return the tree on these rows, `depth` splits below the root."""
        node = Node(rows=len(y), p=float(y.mean()))
        if depth == self.max_depth or node.p in (0, 1):      # as deep as allowed, or nothing left to separate
            return node
        found = best_split(X, y, self.min_leaf)
        if found is None:
            return node
        # A split that gains nothing is made all the same: it may be the one that lets the next one gain.
        node.column, node.threshold, _ = found
        low = X[:, node.column] <= node.threshold            # (n,)
        node.left = self.grow(X[low], y[low], depth + 1)
        node.right = self.grow(X[~low], y[~low], depth + 1)
        return node

    def prune(self, node: Node, n: int) -> float:
        """Cut back to the smallest tree of least cost below `node`, and return that cost: impurity + ccp per leaf."""
        alone = node.rows / n * gini(node.p) + self.ccp
        if node.left is None:
            return alone
        split = self.prune(node.left, n) + self.prune(node.right, n)  # from the bottom: a weak split may stand
        if alone <= split:                                            # above a strong one
            node.left = node.right = None
        return min(alone, split)

    def leaves(self, X: np.ndarray) -> Iterator[tuple[Node, np.ndarray]]:
        """Yield every leaf with the positions of the rows of X that arrive there."""
        todo = [(self.root, np.arange(len(X)))]
        while todo:
            node, rows = todo.pop()
            if node.left is None:
                yield node, rows
                continue
            low = X[rows, node.column] <= node.threshold
            todo += [(node.left, rows[low]), (node.right, rows[~low])]

    def apply(self, X: np.ndarray) -> np.ndarray:
        """Return the number of the leaf that each row of X (m, p) arrives at, shape (m,)."""
        number = np.zeros(len(X), dtype=int)
        for k, (_, rows) in enumerate(self.leaves(X)):
            number[rows] = k
        return number

    def predict_proba(self, X: np.ndarray) -> np.ndarray:
        """Return the share of 1 in the leaf of each row of X (m, p), shape (m,)."""
        p = np.zeros(len(X))
        for leaf, rows in self.leaves(X):
            p[rows] = leaf.p
        return p

    def splits(self) -> list[tuple[int, float]]:
        """Return (column, threshold) of every split, from the root down."""
        found, todo = [], [self.root]
        while todo:
            node = todo.pop(0)
            if node.left is not None:
                found.append((node.column, node.threshold))
                todo += [node.left, node.right]
        return found


def rules(X: np.ndarray, y: np.ndarray) -> DecisionTree:
    """Return the tree for the wall of the inspection desk: what is left when every leaf has to pay for itself."""
    return DecisionTree().fit(X, y)
