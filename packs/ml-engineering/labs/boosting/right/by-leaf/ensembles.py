"""Boosting leaf by leaf with the trees' own values rewritten, and a forest by loops; stops early on a part held out."""

import numpy as np
from sklearn.tree import DecisionTreeRegressor


class Forest:
    def __init__(self, trees=100, columns=None, min_leaf=1, seed=0):
        self.trees, self.columns, self.min_leaf, self.seed = trees, columns, min_leaf, seed

    def fit(self, X, y):
        rng = np.random.RandomState(self.seed)
        n = len(y)
        self.bags, self.models = [], []
        votes = [[] for _ in range(n)]
        for _ in range(self.trees):
            bag = rng.choice(n, n)
            model = DecisionTreeRegressor(
                max_features=self.columns, min_samples_leaf=self.min_leaf, random_state=rng.randint(1 << 30)
            )
            model.fit(X[bag], y[bag])
            left_out = sorted(set(range(n)) - set(bag.tolist()))
            for i, said in zip(left_out, model.predict(X[left_out]) if left_out else [], strict=True):
                votes[i].append(said)
            self.bags.append(bag)
            self.models.append(model)
        self.bags = np.array(self.bags)
        self.oob = np.array([np.mean(v) if v else np.nan for v in votes])
        return self

    def predict_each(self, X):
        return np.stack([m.predict(X) for m in self.models])

    def predict(self, X):
        return np.mean(self.predict_each(X), axis=0)


class Boosting:
    def __init__(self, loss="squared", rounds=100, rate=0.1, depth=3):
        self.loss, self.rounds, self.rate, self.depth = loss, rounds, rate, depth

    def fit(self, X, y, valid=None):
        if self.loss == "logistic":
            if sorted(set(y.tolist())) != [0, 1]:
                raise ValueError("two labels")
            self.base = np.log(np.sum(y == 1) / np.sum(y == 0))
        else:
            self.base = np.mean(y)
        self.trees, F = [], np.repeat(self.base, len(y)).astype(float)
        G = None if valid is None else np.repeat(self.base, len(valid[1])).astype(float)
        best, self.rounds_kept = (np.inf, 0) if valid is None else (self._loss(valid[1], G), 0)
        for k in range(self.rounds):
            p = 1 / (1 + np.exp(-np.clip(F, -500, 500)))
            r = y - (F if self.loss == "squared" else p)
            tree = DecisionTreeRegressor(max_depth=self.depth, random_state=1).fit(X, r)
            if self.loss == "logistic":
                where = tree.apply(X)
                for leaf in np.unique(where):
                    rows = where == leaf
                    h = (p[rows] * (1 - p[rows])).sum()
                    tree.tree_.value[leaf, 0, 0] = r[rows].sum() / h if h > 1e-12 else 0.0
            F = F + self.rate * tree.predict(X)
            self.trees.append(tree)
            if valid is not None:
                G = G + self.rate * tree.predict(valid[0])
                if self._loss(valid[1], G) < best:
                    best, self.rounds_kept = self._loss(valid[1], G), k + 1
        if valid is None:
            self.rounds_kept = self.rounds
        return self

    def _loss(self, y, F):
        return np.mean((y - F) ** 2) if self.loss == "squared" else np.mean(np.logaddexp(0, F) - y * F)

    def staged(self, X):
        F = np.repeat(float(self.base), len(X))
        out = [F]
        for tree in self.trees[: self.rounds_kept]:
            F = F + self.rate * tree.predict(X)
            out.append(F)
        return np.array(out)

    def predict(self, X):
        F = self.staged(X)[-1]
        return F if self.loss == "squared" else 1 / (1 + np.exp(-np.clip(F, -500, 500)))


def hours_model(X, y):
    cut = len(y) * 4 // 5
    found = Boosting(rounds=150, rate=0.15, depth=3).fit(X[:cut], y[:cut], valid=(X[cut:], y[cut:]))
    return Boosting(rounds=max(found.rounds_kept, 50), rate=0.15, depth=3).fit(X, y)
