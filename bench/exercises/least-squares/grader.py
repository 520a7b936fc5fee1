"""Judges `least_squares`: the eight checks of `test_least_squares.py`, on data drawn for each judgement."""

import numpy as np

from hillclimb.company import Draw
from hillclimb.grading.labkit import Module, check, expect, given, near, numbers


def table(draw: Draw, rows: int, columns: int, noise: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return X, y and the weights behind them."""
    X = draw.normal(rows * columns).reshape(rows, columns)
    weights = draw.normal(columns)
    return X, X @ weights + noise * draw.normal(rows), weights


@check("finds exact weights")
def exact(submission: Module, draw: Draw) -> None:
    X, y, weights = table(draw, 60, 3, 0.0)
    given(X=X, y=y)
    near(submission.fit(X, y), weights, "fit(X, y)", rtol=1e-6)


@check("agrees with least squares on noisy data")
def noisy(submission: Module, draw: Draw) -> None:
    X, y, _ = table(draw, 200, 5, 0.5)
    given(X=X, y=y)
    near(submission.fit(X, y), np.linalg.lstsq(X, y, rcond=None)[0], "fit(X, y)", rtol=1e-6)


@check("takes the smallest weights where there are many")
def smallest(submission: Module, draw: Draw) -> None:
    X, y, _ = table(draw, 4, 6, 0.0)
    given(X=X, y=y)
    near(submission.fit(X, y), np.linalg.pinv(X) @ y, "fit(X, y)", rtol=1e-6, atol=1e-9)


@check("predicts")
def predicts(submission: Module, draw: Draw) -> None:
    X, _, weights = table(draw, 50, 4, 0.0)
    given(X=X, weights=weights)
    near(submission.predict(X, weights), X @ weights, "predict(X, weights)", rtol=1e-9, atol=1e-12)


@check("measures the error")
def error(submission: Module, draw: Draw) -> None:
    y, predicted = draw.normal(40), draw.normal(40)
    given(y=y, predicted=predicted)
    near(submission.error(y, predicted), np.mean((y - predicted) ** 2), "error(y, predicted)", rtol=1e-9)


@check("solves the ridge problem")
def ridge(submission: Module, draw: Draw) -> None:
    X, y, _ = table(draw, 80, 4, 0.5)
    for alpha in (0.1, 30.0):
        given(X=X, y=y, alpha=alpha)
        right = np.linalg.solve(X.T @ X + alpha * np.eye(4), X.T @ y)
        near(submission.ridge(X, y, alpha), right, "ridge(X, y, alpha)", rtol=1e-6)


@check("shrinks more with a larger penalty")
def shrinks(submission: Module, draw: Draw) -> None:
    X, y, _ = table(draw, 80, 4, 0.5)
    sizes = [np.linalg.norm(numbers(submission.ridge(X, y, alpha), "ridge", shape=(4,))) for alpha in (0.0, 1e2, 1e4)]
    expect(sizes[0] > sizes[1] > sizes[2], "Larger penalties give smaller weights.", got=sizes)


@check("predicts rows that it has not seen")
def unseen(submission: Module, draw: Draw) -> None:
    X, y, weights = table(draw, 1200, 5, 0.5)
    found = submission.fit(X[:200], y[:200])
    predicted = numbers(submission.predict(X[200:], found), "predict(X, weights)", shape=(1000,))
    expect(np.mean((predicted - X[200:] @ weights) ** 2) < 0.05, "The predictions are off.")
