"""The same four checks as `grader.py`, as anyone would write them for pytest."""

import numpy as np
from chances import chances, train


def table(rows):
    rng = np.random.default_rng()
    X = rng.normal(size=(rows, 3))
    y = rng.uniform(size=rows) < 1 / (1 + np.exp(-(2 * X[:, 0] - X[:, 1])))
    return X * [1.0, 100.0, 0.01], y.astype(np.int64)


def test_shape():
    X, y = table(300)
    p = chances(train(X, y), X)
    assert p.shape == (300,)
    assert p.min() >= 0
    assert p.max() <= 1


def test_apart():
    X, y = table(1500)
    p = chances(train(X[:500], y[:500]), X[500:])
    assert p[y[500:] == 1].mean() - p[y[500:] == 0].mean() > 0.25


def test_base_rate():
    X, y = table(1500)
    p = np.clip(chances(train(X[:500], y[:500]), X[500:]), 1e-9, 1 - 1e-9)
    base = np.full(1000, y[:500].mean())
    loss = [-np.mean(np.where(y[500:] == 1, np.log(q), np.log(1 - q))) for q in (p, base)]
    assert loss[0] < loss[1] - 0.05


def test_alone():
    X, y = table(300)
    model = train(X, y)
    np.testing.assert_allclose(chances(model, X[:1]), chances(model, X)[:1], rtol=1e-9)
