"""A tree in nested dicts with counts per distinct value, pruned by cutting the weakest link again and again."""

import numpy as np


def impurity(ones, rows):
    return 2 * (ones / rows) * (1 - ones / rows)


def best_split(X, y, min_leaf=1):
    best = None
    for j in range(X.shape[1]):
        values, where = np.unique(X[:, j], return_inverse=True)
        rows = np.cumsum(np.bincount(where))[:-1]
        ones = np.cumsum(np.bincount(where, weights=y))[:-1]
        n, total = len(y), y.sum()
        keep = np.flatnonzero((rows >= min_leaf) & (n - rows >= min_leaf))
        if len(keep) == 0:
            continue
        r, o = rows[keep], ones[keep]
        gain = impurity(total, n) - r / n * impurity(o, r) - (n - r) / n * impurity(total - o, n - r)
        k = int(np.argmax(gain))
        if best is None or gain[k] > best[2]:
            a, b = values[keep[k]], values[keep[k] + 1]
            t = a + (b - a) / 2
            best = (j, a if t >= b else t, gain[k])
    return best


class DecisionTree:
    def __init__(self, max_depth=None, min_leaf=1, ccp=0.0):
        self.max_depth, self.min_leaf, self.ccp = max_depth, min_leaf, ccp

    def fit(self, X, y):
        if not len(y) or set(np.unique(y)) - {0, 1}:
            raise ValueError("labels")
        if np.isnan(X).any() or np.isinf(X).any():
            raise ValueError("missing values")
        self.n = len(y)
        self.tree = self._grow(X, y, 0)
        while self.ccp > 0:
            links = [(self._link(node), k) for k, node in enumerate(self._inner(self.tree))]
            if not links or min(links)[0] > self.ccp:
                break
            list(self._inner(self.tree))[min(links)[1]].pop("split")
        return self

    def _grow(self, X, y, depth):
        node = {"share": len(y) / self.n, "p": y.mean()}
        if (self.max_depth is None or depth < self.max_depth) and 0 < node["p"] < 1:
            found = best_split(X, y, self.min_leaf)
            if found is not None:
                low = X[:, found[0]] <= found[1]
                node["split"] = found[:2]
                node["sides"] = self._grow(X[low], y[low], depth + 1), self._grow(X[~low], y[~low], depth + 1)
        return node

    def _inner(self, node):
        if "split" in node:
            yield node
            for side in node["sides"]:
                yield from self._inner(side)

    def _ends(self, node):
        if "split" not in node:
            return [node["share"] * impurity(node["p"], 1)]
        return self._ends(node["sides"][0]) + self._ends(node["sides"][1])

    def _link(self, node):
        ends = self._ends(node)
        return (node["share"] * impurity(node["p"], 1) - sum(ends)) / (len(ends) - 1)

    def _paths(self, X):
        for x in X:
            node, path = self.tree, 1
            while "split" in node:
                column, threshold = node["split"]
                right = int(x[column] > threshold)
                node, path = node["sides"][right], 2 * path + right
            yield node, path

    def apply(self, X):
        paths = [path for _, path in self._paths(X)]
        return np.array([sorted(set(paths)).index(path) for path in paths])

    def predict_proba(self, X):
        return np.array([node["p"] for node, _ in self._paths(X)])

    def splits(self):
        return [node["split"] for node in self._inner(self.tree)]


def rules(X, y):
    return DecisionTree(max_depth=2, min_leaf=60, ccp=0.004).fit(X, y)
