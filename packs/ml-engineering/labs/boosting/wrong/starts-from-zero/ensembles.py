"""Two ways from one tree to many for the workshop desk: a forest that averages, and boosting that corrects."""

from __future__ import annotations

import numpy as np
from sklearn.tree import DecisionTreeRegressor


class Forest:
    """Trees that each saw another sample of the rows, and at each split another sample of the columns."""

    def __init__(self, trees: int = 100, columns: int | None = None, min_leaf: int = 1, seed: int = 0) -> None:
        self.trees = trees
        self.columns = columns
        self.min_leaf = min_leaf
        self.seed = seed

    def fit(self, X: np.ndarray, y: np.ndarray) -> Forest:
        """Grow on X (n, p) and y (n,), set `bags` (trees, n) and `oob` (n,), and return self."""
        n, chance = len(y), np.random.default_rng(self.seed)
        self.bags = chance.integers(0, n, size=(self.trees, n))        # with replacement: a row may come twice or never
        states = chance.integers(0, 2**31, size=self.trees)            # each tree draws columns of its own
        self.grown = [
            DecisionTreeRegressor(
                max_features=self.columns, min_samples_leaf=self.min_leaf, random_state=int(state)
            ).fit(X[bag], y[bag])
            for bag, state in zip(self.bags, states, strict=True)
        ]
        unseen = np.ones((self.trees, n), dtype=bool)
        unseen[np.arange(self.trees)[:, None], self.bags] = False      # (trees, n): the tree never saw the row
        votes = unseen.sum(axis=0)                                     # (n,)
        total = np.where(unseen, self.predict_each(X), 0.0).sum(axis=0)
        self.oob = np.where(votes > 0, total / np.maximum(votes, 1), np.nan)
        return self

    def predict_each(self, X: np.ndarray) -> np.ndarray:
        """Return what each tree says of X (m, p), shape (trees, m)."""
        return np.array([tree.predict(X) for tree in self.grown])

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the mean of the trees for X (m, p), shape (m,)."""
        return self.predict_each(X).mean(axis=0)


def chance_of(score: np.ndarray) -> np.ndarray:
    """Return the probability of log-odds of any size."""
    return np.exp(-np.logaddexp(0, -score))


class Boosting:
    """Gradient boosting: each tree is fitted to the slope of the loss at what the trees before it say."""

    def __init__(self, loss: str = "squared", rounds: int = 100, rate: float = 0.1, depth: int = 3) -> None:
        self.loss = loss
        self.rounds = rounds
        self.rate = rate
        self.depth = depth

    def fit(self, X: np.ndarray, y: np.ndarray, valid: tuple[np.ndarray, np.ndarray] | None = None) -> Boosting:
        """Fit to X (n, p), y (n,); with `valid` keep as many rounds as have the least loss there. Return self."""
        if self.loss == "logistic" and set(np.unique(y)) != {0, 1}:
            raise ValueError("labels must be 0 and 1, and both must occur: the best constant is infinite")
        mean = y.mean()
        self.start = 0.0
        self.steps: list[tuple[DecisionTreeRegressor, np.ndarray]] = []
        score = np.full(len(y), self.start)                            # (n,): what is said so far
        for _ in range(self.rounds):
            slope, curve = self.derivatives(y, score)
            tree = DecisionTreeRegressor(max_depth=self.depth, random_state=0).fit(X, slope)
            leaf = tree.apply(X)                                       # (n,): the tree says what goes together,
            size = tree.tree_.node_count                               # Newton's step says by how much they move
            down = np.bincount(leaf, weights=curve, minlength=size)
            up = np.bincount(leaf, weights=slope, minlength=size)
            value = up / np.maximum(down, 1e-12)                       # (nodes,)
            self.steps.append((tree, value))
            score = score + self.rate * value[leaf]
        self.rounds_kept = self.rounds
        if valid is not None:
            losses = [self.mean_loss(valid[1], said) for said in self.staged(valid[0])]
            self.rounds_kept = int(np.argmin(losses))                   # 0 keeps the start alone
        return self

    def derivatives(self, y: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return minus the first and the second derivative of the loss in the score, row by row."""
        if self.loss == "squared":
            return y - score, np.ones(len(y))
        p = chance_of(score)
        return y - p, p * (1 - p)

    def mean_loss(self, y: np.ndarray, score: np.ndarray) -> float:
        """Return the mean squared error, or the mean log loss of log-odds."""
        if self.loss == "squared":
            return float(np.mean((y - score) ** 2))
        return float(np.mean(np.logaddexp(0, score) - y * score))

    def staged(self, X: np.ndarray) -> np.ndarray:
        """Return the score of X (m, p) after 0, 1, … kept rounds, shape (kept + 1, m)."""
        moves = [self.rate * value[tree.apply(X)] for tree, value in self.steps[: self.rounds_kept]]
        return np.cumsum([np.full(len(X), self.start), *moves], axis=0)

    def predict(self, X: np.ndarray) -> np.ndarray:
        """Return the number, or for the logistic loss the probability of 1, for X (m, p), shape (m,)."""
        score = self.staged(X)[-1]
        return score if self.loss == "squared" else chance_of(score)


def hours_model(X: np.ndarray, y: np.ndarray) -> Boosting:
    """Return the model that the workshops book with: small steps, and many of them."""
    return Boosting(rounds=100, rate=0.15, depth=3).fit(X, y)
