"""Judges `chances`: the four checks of `test_chances.py`, on data drawn for each judgement."""

import numpy as np

from hillclimb.company import Draw
from hillclimb.grading.labkit import Module, check, expect, given, near, numbers


def table(draw: Draw, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return X on three scales and y in {0, 1}."""
    X = draw.normal(rows * 3).reshape(rows, 3)
    y = draw.uniform(rows) < 1 / (1 + np.exp(-(2 * X[:, 0] - X[:, 1])))
    return X * [1.0, 100.0, 0.01], y.astype(np.int64)


def chances(submission: Module, model: object, X: np.ndarray) -> np.ndarray:
    """Return the chances that the submission gives for the rows of X."""
    return numbers(submission.chances(model, X), "chances(model, X)", shape=(len(X),), low=0.0, high=1.0)


@check("gives one chance per row")
def shape(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 300)
    given(X=X, y=y)
    chances(submission, submission.train(X, y), X)


@check("tells the labels apart")
def apart(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 1500)
    given(X=X, y=y)
    p = chances(submission, submission.train(X[:500], y[:500]), X[500:])
    expect(p[y[500:] == 1].mean() - p[y[500:] == 0].mean() > 0.25, "The chances do not follow the labels.")


@check("beats the base rate")
def base_rate(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 1500)
    given(X=X, y=y)
    p = np.clip(chances(submission, submission.train(X[:500], y[:500]), X[500:]), 1e-9, 1 - 1e-9)
    base = np.full(1000, y[:500].mean())
    loss = [-np.mean(np.where(y[500:] == 1, np.log(q), np.log(1 - q))) for q in (p, base)]
    expect(loss[0] < loss[1] - 0.05, "The base rate alone does as well.", got=loss)


@check("treats one row alone as among others")
def alone(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 300)
    model = submission.train(X, y)
    near(chances(submission, model, X[:1]), chances(submission, model, X)[:1], "chances(model, X)", rtol=1e-9)
