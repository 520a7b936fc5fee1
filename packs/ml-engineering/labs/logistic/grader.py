"""Judges `logistic`: the loss and its slope first, then two solvers against an exact minimum, then the true chances."""

import numpy as np

from hillclimb.company import (
    Draw,
    Task,
    classification,
    huge_logits,
    imbalanced,
    log_loss_bars,
    log_loss_under_truth,
    separable,
)
from hillclimb.grading.labkit import Module, Placed, check, given, near, numbers, refuses, score, unchanged

STEP = 1e-5


def log_odds(w: np.ndarray, X: np.ndarray) -> np.ndarray:
    """Return the log-odds for an intercept-first w."""
    return w[0] + X @ w[1:]


def chance(z: np.ndarray) -> np.ndarray:
    """Return the probability of log-odds of any size."""
    return np.exp(-np.logaddexp(0, -z))


def right_loss(w: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float = 0.0) -> float:
    """Return the summed log loss and the penalty."""
    z = log_odds(w, X)
    return float(np.sum(np.logaddexp(0, z) - y * z) + l2 / 2 * w[1:] @ w[1:])


def right_gradient(w: np.ndarray, X: np.ndarray, y: np.ndarray, l2: float) -> np.ndarray:
    """Return the slope of the loss."""
    error = chance(log_odds(w, X)) - y
    return np.concatenate([[error.sum()], X.T @ error + l2 * w[1:]])


def minimum(X: np.ndarray, y: np.ndarray, l2: float) -> np.ndarray:
    """Return the intercept-first w of least loss, by Newton's method with step halving."""
    A = np.column_stack([np.ones(len(X)), X])
    free = np.full(A.shape[1], l2)
    free[0] = 0.0
    w = np.zeros(A.shape[1])
    for _ in range(200):
        slope = right_gradient(w, X, y, l2)
        p = chance(A @ w)
        step = np.linalg.solve((A * (p * (1 - p))[:, None]).T @ A + np.diag(free), slope)
        while right_loss(w - step, X, y, l2) > right_loss(w, X, y, l2) and np.abs(step).max() > 1e-12:
            step = step / 2
        w = w - step
        if np.abs(step).max() < 1e-10:
            return w
    raise ArithmeticError("the grader's own solver did not arrive")


def rows_of(task: Task) -> tuple[np.ndarray, np.ndarray]:
    """Return X and y; the first two labels are 0 and 1, so that both occur however small the table."""
    y = task.outcome.copy()
    y[:2] = [0, 1][: len(y)]
    return task.inputs.matrix(), y


def fitted(submission: Module, X: np.ndarray, y: np.ndarray, l2: float, solver: str) -> np.ndarray:
    """Fit the submission and return its intercept and coefficients in one array."""
    given(X=X, y=y, l2=l2, solver=solver)
    model = submission.Logistic(l2=l2, solver=solver).fit(X, y)
    coef = numbers(model.coef, "coef", shape=(X.shape[1],))
    return np.concatenate([numbers(model.intercept, "intercept", shape=()).reshape(1), coef])


@check("adds up the loss of the rows", teaches="likelihood", sizes=(1, 40))
def plain_loss(submission: Module, draw: Draw, size: int) -> None:
    task = classification(draw, size, columns=2)
    w = np.round(draw.child("w").normal(3), 2)
    X = task.inputs.matrix()
    for y in (np.zeros(size, dtype=np.int64), np.ones(size, dtype=np.int64), task.outcome):
        given(w=w, X=X, y=y, l2=0.0)
        why = "It is the sum over rows of -log P(the label that happened)."
        near(submission.loss(w, X, y, 0.0), right_loss(w, X, y), "loss(w, X, y, 0)", rtol=1e-9, why=why)


@check("penalises the coefficients and leaves the intercept free", teaches="logistic-regression", sizes=(1, 40))
def penalty(submission: Module, draw: Draw, size: int) -> None:
    task = classification(draw, size, columns=2)
    w = np.array([4.0, -1.0, 2.0])
    X, y = task.inputs.matrix(), task.outcome
    given(w=w, X=X, y=y, l2=3.0)
    added = numbers(submission.loss(w, X, y, 3.0), "loss", shape=()) - right_loss(w, X, y)
    why = "l2/2 times the squares of the coefficients, without the intercept, once and not per row."
    near(added, 3.0 / 2 * 5.0, "what l2 = 3 adds to the loss", rtol=1e-8, why=why)


@check("keeps the loss exact at log-odds of 10,000", teaches="floating-point")
def huge_loss(submission: Module, draw: Draw) -> None:
    task = huge_logits(draw, 6)
    X, w = task.inputs.matrix(), np.array([0.0, *task.truth.coefficients.values()])
    for y in (task.outcome, 1 - task.outcome):
        given(w=w, X=X, y=y, l2=0.0)
        why = "A probability that rounds to 0 or 1 has no logarithm left: stay with the log-odds."
        near(submission.loss(w, X, y, 0.0), right_loss(w, X, y), "the loss", rtol=1e-9, atol=1e-9, why=why)


@check("gives the slope of that loss", teaches="calculus-gradients", sizes=(1, 40))
def slope(submission: Module, draw: Draw, size: int) -> None:
    task = classification(draw, size, columns=2)
    w = np.round(draw.child("w").normal(3), 2)
    X, y, l2 = task.inputs.matrix(), task.outcome, 0.7
    given(w=w, X=X, y=y, l2=l2)
    measured = [
        (submission.loss(w + nudge, X, y, l2) - submission.loss(w - nudge, X, y, l2)) / (2 * STEP)
        for nudge in STEP * np.eye(3)
    ]
    why = f"Your own loss, measured {STEP:g} to either side, says otherwise."
    near(submission.gradient(w, X, y, l2), measured, "gradient(w, X, y, l2)", rtol=1e-6, atol=1e-6, why=why)


@check("keeps the gradient finite at log-odds of 10,000", teaches="floating-point")
def huge_gradient(submission: Module, draw: Draw) -> None:
    task = huge_logits(draw, 6)
    X, w = task.inputs.matrix(), np.array([0.0, *task.truth.coefficients.values()])
    for y in (task.outcome, 1 - task.outcome):
        given(w=w, X=X, y=y, l2=0.0)
        why = "e to the 10,000 is infinite in floating point, and infinity over infinity is not a number."
        got = submission.gradient(w, X, y, 0.0)
        near(got, right_gradient(w, X, y, 0.0), "the gradient", rtol=1e-6, atol=1e-6, why=why)


@check("finds the minimum with Newton's steps", teaches="logistic-regression", sizes=(12, 300))
def by_newton(submission: Module, draw: Draw, size: int) -> None:
    X, y = rows_of(classification(draw, size, columns=3))
    got = fitted(submission, X, y, 1.0, "newton")
    near(got, minimum(X, y, 1.0), "(intercept, *coef)", rtol=1e-4, atol=1e-5)


@check("predicts log-odds and probabilities, however large", teaches="floating-point")
def predictions(submission: Module, draw: Draw) -> None:
    task = classification(draw, 60, columns=3)
    X, y = rows_of(task)
    X_new = np.vstack([X[:4], X[:4] * 1e4])
    given(X=X, y=y, X_new=X_new, l2=1.0, solver="newton")
    model = submission.Logistic(l2=1.0, solver="newton").fit(X, y)
    z = log_odds(minimum(X, y, 1.0), X_new)
    near(model.decision(X_new), z, "decision(X_new)", rtol=1e-3, atol=1e-4)
    p = numbers(model.predict_proba(X_new), "predict_proba(X_new)", shape=(8,), low=0.0, high=1.0)
    why = "It is the probability of label 1, one per row."
    near(p, chance(z), "predict_proba(X_new)", rtol=1e-3, atol=1e-4, why=why)


@check("finds the minimum with first derivatives alone", teaches="calculus-gradients", sizes=(12, 300))
def by_descent(submission: Module, draw: Draw, size: int) -> None:
    X, y = rows_of(classification(draw, size, columns=3))
    got = fitted(submission, X, y, 1.0, "descent")
    why = "No curvature exceeds a quarter of the largest eigenvalue of AᵀA, plus l2; a step of one over that is safe."
    near(got, minimum(X, y, 1.0), "(intercept, *coef)", rtol=1e-4, atol=1e-4, why=why)


@check("goes on until the gradient is zero", teaches="logistic-regression")
def until_flat(submission: Module, draw: Draw) -> None:
    X, y = rows_of(imbalanced(draw, 400, columns=3))
    X = X * [1.0, 0.7, 0.5]
    for solver in ("newton", "descent"):
        got = fitted(submission, X, y, 0.1, solver)
        left = np.abs(right_gradient(got, X, y, 0.1)).max() / len(y)
        why = (
            f"The largest slope per row is still {left:.0e}: few labels are 1, so the loss is flat and the way is "
            "long. Stop when the gradient is zero, not after a count of steps."
        )
        near(got, minimum(X, y, 0.1), f"(intercept, *coef) by {solver}", rtol=1e-4, atol=1e-4, why=why)


@check("is held by the penalty where a plane separates the labels", teaches="likelihood", sizes=(6, 60))
def held(submission: Module, draw: Draw, size: int) -> None:
    task = separable(draw, size)
    X, y = task.inputs.matrix(), task.outcome
    for l2 in (1.0, 0.01):
        got = fitted(submission, X, y, l2, "newton")
        why = "Without a penalty larger coefficients always fit better; with it there is one minimum."
        near(got, minimum(X, y, l2), "(intercept, *coef)", rtol=1e-4, atol=1e-4, why=why)


@check("refuses labels that it cannot learn from", teaches="likelihood")
def refused(submission: Module, draw: Draw) -> None:
    task = classification(draw, 20, columns=2)
    X = task.inputs.matrix()
    for solver in ("newton", "descent"):
        model = submission.Logistic(solver=solver)
        for y, what in (
            (np.zeros(20, dtype=np.int64), "fit with only one label, whose best intercept is infinite,"),
            (np.where(np.arange(20) % 2, 1, -1), "fit with labels -1 and 1, which this loss misreads,"),
        ):
            given(X=X, y=y, solver=solver)
            refuses(lambda y=y, model=model: model.fit(X, y), what)


@check("leaves the caller's arrays alone", teaches="logistic-regression")
def no_mutation(submission: Module, draw: Draw) -> None:
    X, y = rows_of(classification(draw, 20, columns=2))
    for solver in ("newton", "descent"):
        given(X=X, y=y, solver=solver)
        X_kept, y_kept = submission.keep(X), submission.keep(y)
        submission.Logistic(solver=solver).fit(X_kept, y_kept).predict_proba(X_kept)
        unchanged(X_kept, X, "X")
        unchanged(y_kept, y, "y")


@score(
    "share of the true log-odds found from 400 renewals",
    bar=0.93,
    floor=0.87,
    draws=4,
    teaches="logistic-regression",
)
def true_chances(submission: Module, draw: Draw) -> Placed:
    train, new = classification(draw, 1400, columns=4, size=1.0).split(400)
    model = submission.Logistic(l2=1.0, solver="newton").fit(train.inputs.matrix(), train.outcome)
    p = numbers(model.predict_proba(new.inputs.matrix()), "predict_proba(X_new)", shape=(1000,), low=0.0, high=1.0)
    bars = log_loss_bars(new.truth)
    value = log_loss_under_truth(np.clip(p, 1e-9, 1 - 1e-9), new.truth.expected)
    return Placed(value=value, baseline=bars.baseline, best=bars.best)
