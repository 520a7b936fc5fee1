"""The same eight checks as `grader.py`, as anyone would write them for pytest."""

import numpy as np
from least_squares import error, fit, predict, ridge


def table(rows, columns, noise):
    rng = np.random.default_rng()
    X = rng.normal(size=(rows, columns))
    weights = rng.normal(size=columns)
    return X, X @ weights + noise * rng.normal(size=rows), weights


def test_exact():
    X, y, weights = table(60, 3, 0.0)
    np.testing.assert_allclose(fit(X, y), weights, rtol=1e-6)


def test_noisy():
    X, y, _ = table(200, 5, 0.5)
    np.testing.assert_allclose(fit(X, y), np.linalg.lstsq(X, y, rcond=None)[0], rtol=1e-6)


def test_smallest():
    X, y, _ = table(4, 6, 0.0)
    np.testing.assert_allclose(fit(X, y), np.linalg.pinv(X) @ y, rtol=1e-6, atol=1e-9)


def test_predicts():
    X, _, weights = table(50, 4, 0.0)
    np.testing.assert_allclose(predict(X, weights), X @ weights, rtol=1e-9, atol=1e-12)


def test_error():
    rng = np.random.default_rng()
    y, predicted = rng.normal(size=40), rng.normal(size=40)
    np.testing.assert_allclose(error(y, predicted), np.mean((y - predicted) ** 2), rtol=1e-9)


def test_ridge():
    X, y, _ = table(80, 4, 0.5)
    for alpha in (0.1, 30.0):
        right = np.linalg.solve(X.T @ X + alpha * np.eye(4), X.T @ y)
        np.testing.assert_allclose(ridge(X, y, alpha), right, rtol=1e-6)


def test_shrinks():
    X, y, _ = table(80, 4, 0.5)
    sizes = [np.linalg.norm(ridge(X, y, alpha)) for alpha in (0.0, 1e2, 1e4)]
    assert sizes[0] > sizes[1] > sizes[2]


def test_unseen():
    X, y, weights = table(1200, 5, 0.5)
    predicted = predict(X[200:], fit(X[:200], y[:200]))
    assert predicted.shape == (1000,)
    assert np.mean((predicted - X[200:] @ weights) ** 2) < 0.05
