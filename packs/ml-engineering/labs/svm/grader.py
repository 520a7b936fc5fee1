"""Judges `svm`: the objective and a slope of it, then optimality by its own conditions, then vans that come in time."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, classification, reach
from hillclimb.grading.labkit import (
    Module,
    Placed,
    check,
    expect,
    given,
    near,
    numbers,
    refuses,
    sample,
    score,
    unchanged,
)

SLACK = 1e-3
STEP = 1e-6


def hinge_objective(w: np.ndarray, b: float, X: np.ndarray, y: np.ndarray, C: float) -> float:
    """Return |w|²/2 + C times the summed hinge."""
    return float(w @ w / 2 + C * np.maximum(0.0, 1.0 - (2.0 * y - 1.0) * (X @ w + b)).sum())


def kernel(A: np.ndarray, B: np.ndarray, gamma: float | None) -> np.ndarray:
    """Return the kernel of the ticket, shape (m, n)."""
    if gamma is None:
        return A @ B.T
    return np.exp(-gamma * ((A[:, None, :] - B) ** 2).sum(axis=2))


def least_objective(X: np.ndarray, y: np.ndarray, C: float) -> float:
    """Return the least objective of a plane: that of the dual, climbed in pairs until nothing violates by 1e-4."""
    s, K = 2.0 * y - 1.0, X @ X.T
    alpha, pull = np.zeros(len(s)), s.copy()
    for _ in range(20_000):
        i = np.where(np.where(s > 0, alpha < C, alpha > 0), pull, -np.inf).argmax()
        j = np.where(np.where(s > 0, alpha > 0, alpha < C), pull, np.inf).argmin()
        if pull[i] - pull[j] < 1e-4:
            break
        room = (C - alpha[i] if s[i] > 0 else alpha[i], alpha[j] if s[j] > 0 else C - alpha[j])
        step = min((pull[i] - pull[j]) / max(K[i, i] + K[j, j] - 2 * K[i, j], 1e-12), *room)
        alpha[[i, j]] = np.clip(alpha[[i, j]] + step * np.array([s[i], -s[j]]), 0.0, C)
        pull = pull - step * (K[:, i] - K[:, j])
    w = X.T @ (alpha * s)
    return float(alpha.sum() - w @ w / 2)


def table_for(draw: Draw, rows: int, columns: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return a table whose labels overlap and lie off the origin; both labels occur."""
    task = classification(draw, rows, columns=columns)
    y = task.outcome.copy()
    y[:2] = [0, 1]
    return np.round(task.inputs.matrix() + np.arange(columns), 3), y


def planted(draw: Draw) -> tuple[np.ndarray, np.ndarray, float]:
    """Return points that a line separates, and half the width of the widest street between them, known by planting.

    Two points of one side stand on the kerb, and one of the other between them; no other street is as wide.
    """
    angle, half = 6.28 * draw.uniform(1)[0], 0.5 + draw.uniform(1)[0]
    across = np.array([np.cos(angle), np.sin(angle)])
    along = np.array([-across[1], across[0]])
    far = half + 0.3 + 2.0 * draw.child("far").uniform(17)
    side = np.where(np.arange(20) % 2 == 0, 1.0, -1.0)
    depth = np.concatenate([[half, half, half], far])
    place = np.concatenate([[1.5, 0.0, -1.5], 4.0 * draw.child("place").uniform(17) - 2.0])
    X = (side * depth)[:, None] * across + place[:, None] * along + np.array([2.0, -1.0])
    return X, (side > 0).astype(np.int64), float(half)


def conditions(model: Any, X: np.ndarray, y: np.ndarray, C: float, gamma: float | None) -> np.ndarray:
    """Fail unless a fitted KernelSVM satisfies the conditions of optimality; return its multipliers times signs."""
    s, n = 2.0 * y - 1.0, len(y)
    alpha = numbers(model.alpha, "alpha", shape=(n,), low=-1e-9 * C, high=C * (1 + 1e-9))
    b = float(numbers(model.intercept, "intercept", shape=()))
    total = float(alpha @ s)
    message = f"alpha times the signs adds up to {total:.4g}; it must be 0 where the intercept is free."
    expect(abs(total) <= 1e-6 * C * n, message)
    f = kernel(X, X, gamma) @ (alpha * s) + b
    why = "It is the sum of alpha times sign times kernel over the training rows, plus the intercept."
    near(model.decision(X), f, "decision(X)", rtol=1e-6, atol=1e-6, why=why)
    margin, between = s * f, (alpha >= C * 1e-6) & (alpha <= C * (1 - 1e-6))
    for rows, off, what in (
        (alpha < C * 1e-6, 1 - margin, "with alpha 0 must have sign times score of 1 or more"),
        (alpha > C * (1 - 1e-6), margin - 1, "with alpha C must have sign times score of 1 or less"),
        (between, np.abs(margin - 1), "with alpha between must have sign times score of 1"),
    ):
        worst = float(np.where(rows, off, -np.inf).max())
        expect(worst <= SLACK, f"A row {what}; one of yours is off by {worst:.3g}, where {SLACK:g} is allowed.")
    return alpha * s


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    task = reach(draw, 400)
    return {"breakdowns": task.inputs.having(in_time=task.outcome)}


@check("adds half the squared length and C times the hinges", teaches="svm", sizes=(2, 30))
def value(submission: Module, draw: Draw, size: int) -> None:
    X, y = table_for(draw, size)
    w, b = np.round(draw.child("w").normal(2), 2), 5.0
    for C in (0.0, 1.0, 3.0):
        given(w=w, b=b, X=X, y=y, C=C)
        why = (
            "Hinge: how much sign times score falls short of 1, summed over rows; label 0 has sign -1. The intercept "
            "costs nothing."
        )
        near(submission.objective(w, b, X, y, C), hinge_objective(w, b, X, y, C), "objective(…)", rtol=1e-9, why=why)


@check("gives a slope of that objective", teaches="optimisation-theory", sizes=(2, 30))
def slope(submission: Module, draw: Draw, size: int) -> None:
    X, y = table_for(draw, size)
    at = draw.child("at").normal(3)
    given(w=at[1:], b=at[0], X=X, y=y, C=2.0)
    measured = [
        (hinge_objective(up[1:], up[0], X, y, 2.0) - hinge_objective(low[1:], low[0], X, y, 2.0)) / (2 * STEP)
        for up, low in ((at + nudge, at - nudge) for nudge in STEP * np.eye(3))
    ]
    why = f"The objective, measured {STEP:g} to either side, says otherwise; the intercept comes first."
    near(submission.subgradient(at[1:], at[0], X, y, 2.0), measured, "subgradient(…)", rtol=1e-4, atol=1e-4, why=why)


@check("brings a plane within three per cent of the least objective", teaches="optimisation-theory", sizes=(10, 50))
def plane(submission: Module, draw: Draw, size: int) -> None:
    X, y = table_for(draw, size, columns=3)
    for C in (0.1, 2.0):
        given(X=X, y=y, C=C)
        model = submission.LinearSVM(C=C).fit(X, y)
        w = numbers(model.coef, "coef", shape=(3,))
        b = float(numbers(model.intercept, "intercept", shape=()))
        got, least = hinge_objective(w, b, X, y, C), least_objective(X, y, C)
        why = f"Your plane has {got / least:.4g} times the least objective (C = {C:g}). A step can lead uphill: shrink "
        expect(got <= 1.03 * least, why + "them, and keep the best place so far.", expected="at most 1.03 times")
        near(model.decision(X), X @ w + b, "decision(X)", rtol=1e-9, atol=1e-9)
    right = submission.LinearSVM(C=1.0).fit(X, y).decision(X)
    near(submission.LinearSVM().fit(X, y).decision(X), right, "decision(X) with C left out, which is 1,", atol=1e-9)


@check("satisfies the conditions of optimality with plain products", teaches="svm", sizes=(6, 60))
def plain_kernel(submission: Module, draw: Draw, size: int) -> None:
    X, y = table_for(draw, size)
    for C in (0.1, 1.0):
        given(X=X, y=y, C=C, gamma=None)
        conditions(submission.KernelSVM(C=C, gamma=None).fit(X, y), X, y, C, None)


@check("finds the widest street", teaches="svm", tries=3)
def street(submission: Module, draw: Draw) -> None:
    X, y, half = planted(draw)
    given(X=X, y=y, C=100.0, gamma=None)
    model = submission.KernelSVM(C=100.0, gamma=None).fit(X, y)
    w = X.T @ conditions(model, X, y, 100.0, None)
    why = "Half the width of the street is 1 / |w|, and it is known for these points."
    near(1 / (np.linalg.norm(w) + 1e-300), half, "half the width of the street", rtol=0.01, why=why)


@check("satisfies the conditions of optimality with the curved kernel", teaches="svm", sizes=(6, 60))
def curved_kernel(submission: Module, draw: Draw, size: int) -> None:
    X, y = table_for(draw, size)
    for C, gamma in ((1.0, 1.0), (10.0, 0.3)):
        given(X=X, y=y, C=C, gamma=gamma)
        model = submission.KernelSVM(C=C, gamma=gamma).fit(X, y)
        coefficients = conditions(model, X, y, C, gamma)
        X_new = np.round(draw.child("new").normal(10), 3).reshape(5, 2)
        b = float(numbers(model.intercept, "intercept", shape=()))
        near(model.decision(X_new), kernel(X_new, X, gamma) @ coefficients + b, "decision(X_new)", rtol=1e-6, atol=1e-6)


@check("ends where rows repeat and contradict each other", teaches="optimisation-theory")
def repeated(submission: Module, draw: Draw) -> None:
    X, y = table_for(draw, 8)
    X, y = np.vstack([X, X, X]), np.concatenate([y, 1 - y, y])
    for gamma in (1.0, None):
        given(X=X, y=y, C=1.0, gamma=gamma)
        model = submission.KernelSVM() if gamma == 1.0 else submission.KernelSVM(C=1.0, gamma=gamma)
        conditions(model.fit(X, y), X, y, 1.0, gamma)


@check("refuses labels that it cannot learn from", teaches="svm")
def refused(submission: Module, draw: Draw) -> None:
    X, y = table_for(draw, 8)
    for name in ("LinearSVM", "KernelSVM"):
        for labels, what in ((np.ones(8, dtype=np.int64), "only one label"), (2 * y - 1, "labels -1 and 1")):
            given(model=name, X=X, y=labels)
            refuses(lambda name=name, y=labels: getattr(submission, name)().fit(X, y), f"{name}.fit with {what}")


@check("leaves the caller's arrays alone", teaches="svm")
def no_mutation(submission: Module, draw: Draw) -> None:
    X, y = table_for(draw, 12)
    for name in ("LinearSVM", "KernelSVM"):
        given(model=name, X=X, y=y)
        X_kept, y_kept = submission.keep(X), submission.keep(y)
        getattr(submission, name)().fit(X_kept, y_kept).decision(X_kept)
        unchanged(X_kept, X, "X")
        unchanged(y_kept, y, "y")


@score("share of the breakdowns told right that can be", bar=0.95, floor=0.90, draws=4, teaches="svm")
def told_right(submission: Module, draw: Draw) -> Placed:
    train, new = reach(draw, 1_300).split(300)
    X, y = train.inputs.matrix(), train.outcome
    given(X=X, y=y)
    said = numbers(submission.reach_model(X, y).decision(new.inputs.matrix()), "decision(X_new)", shape=(1_000,)) > 0
    truth = new.truth.expected
    right, best = np.where(said, truth, 1 - truth).mean(), np.maximum(truth, 1 - truth).mean()
    return Placed(value=float(right), baseline=0.5, best=float(best))
