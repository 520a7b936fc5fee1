"""Judges `linear`: one model class, three solvers, against NumPy's own decompositions and the company's true plane."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, ill_conditioned, rank_deficient, regression
from hillclimb.grading.labkit import Module, Placed, Remote, check, expect, given, near, numbers, score, unchanged


def centred(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return X and y without their means."""
    return X - X.mean(axis=0), y - y.mean()


def least_squares(X: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the smallest least-squares coefficients and the intercept."""
    coef = np.linalg.lstsq(*centred(X, y), rcond=None)[0]
    return coef, float(y.mean() - X.mean(axis=0) @ coef)


def fitted(submission: Module, X: Any, y: Any, *, solver: str, alpha: float = 0.0) -> Remote:
    """Fit a model of the submission and return it, or say that `fit` does not."""
    made = submission.Linear(solver=solver, alpha=alpha) if alpha else submission.Linear(solver=solver)
    model = made.fit(X, y)
    expect(isinstance(model, Remote), "fit must return the model: end it with `return self`.", got=model)
    return model


@check("finds an exact plane", teaches="linear-regression", sizes=(6, 60))
def exact_plane(submission: Module, draw: Draw, size: int) -> None:
    task = regression(draw, size, columns=2, noise=0.0)
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y, solver="lstsq")
    model = fitted(submission, X, y, solver="lstsq")
    near(model.coef, list(task.truth.coefficients.values()), "coef", rtol=1e-6, why="The data lie on a plane exactly.")
    near(model.intercept, task.truth.intercept, "intercept", rtol=1e-6, why="The data lie on a plane exactly.")
    near(model.predict(X), y, "predict(X)", rtol=1e-6, atol=1e-6)


@check("agrees with least squares on noisy data", teaches="linear-regression", sizes=(8, 200))
def noisy(submission: Module, draw: Draw, size: int) -> None:
    task = regression(draw, size, columns=3, noise=1.5)
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y, solver="lstsq")
    model = fitted(submission, X, y, solver="lstsq")
    coef, intercept = least_squares(X, y)
    near(model.coef, coef, "coef", rtol=1e-6, atol=1e-8)
    near(model.intercept, intercept, "intercept", rtol=1e-6, atol=1e-8)


@check("predicts one number per row", teaches="linear-regression")
def predictions(submission: Module, draw: Draw) -> None:
    task = regression(draw, 30, columns=3)
    train, new = task.split(20)
    X, y, X_new = train.inputs.matrix(), train.outcome, new.inputs.matrix()
    given(X=X, y=y, X_new=X_new, solver="lstsq")
    got = numbers(fitted(submission, X, y, solver="lstsq").predict(X_new), "predict(X_new)", shape=(len(X_new),))
    coef, intercept = least_squares(X, y)
    near(got, intercept + X_new @ coef, "predict(X_new)", rtol=1e-6, atol=1e-8)


@check("keeps its digits on powers up to degree 13", teaches="linear-algebra")
def ill(submission: Module, draw: Draw) -> None:
    task = ill_conditioned(draw, 200, degree=13)
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y, solver="lstsq")
    model = fitted(submission, X, y, solver="lstsq")
    near(
        model.coef,
        list(task.truth.coefficients.values()),
        "coef",
        atol=1e-2,
        why=f"cond(X) is {np.linalg.cond(X):.0e}; forming X.T @ X squares it.",
    )


@check("returns the smallest solution when columns repeat each other", teaches="linear-algebra", sizes=(12, 100))
def deficient(submission: Module, draw: Draw, size: int) -> None:
    task = rank_deficient(draw, size, columns=3, copies=2)
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y, solver="lstsq")
    model = fitted(submission, X, y, solver="lstsq")
    why = "Columns 3 and 4, counted from 0, are sums of others: of all the solutions, return the one of smallest norm."
    near(model.coef, least_squares(X, y)[0], "coef", rtol=1e-5, atol=1e-6, why=why)


@check("leaves the intercept out of the ridge penalty", teaches="linear-regression", sizes=(5, 80))
def free_intercept(submission: Module, draw: Draw, size: int) -> None:
    task = regression(draw, size, columns=2)
    X, y = task.inputs.matrix(), task.outcome + 100.0
    given(X=X, y=y, solver="ridge", alpha=10.0)
    model = fitted(submission, X, y, solver="ridge", alpha=10.0)
    residuals = y - numbers(model.predict(X), "predict(X)", shape=(size,))
    near(
        residuals.mean(),
        0.0,
        "the mean of the residuals",
        atol=1e-6,
        why="With a free intercept the residuals average to 0 whatever the penalty.",
    )


@check("solves the ridge problem as stated", teaches="linear-regression", sizes=(6, 80))
def ridge(submission: Module, draw: Draw, size: int) -> None:
    task = regression(draw, size, columns=3)
    X, y = task.inputs.matrix(), task.outcome
    why = "Minimise the sum over rows, not the mean, plus alpha * (w @ w); the intercept is free."
    for alpha in (0.1, 30.0):
        given(X=X, y=y, solver="ridge", alpha=alpha)
        model = fitted(submission, X, y, solver="ridge", alpha=alpha)
        Xc, yc = centred(X, y)
        right = np.linalg.solve(Xc.T @ Xc + alpha * np.eye(X.shape[1]), Xc.T @ yc)
        near(model.coef, right, "coef", rtol=1e-6, atol=1e-8, why=why)
        near(model.intercept, y.mean() - X.mean(axis=0) @ right, "intercept", rtol=1e-6, atol=1e-8)


@check("descends to the solution", teaches="optimisation-theory", sizes=(20, 300))
def descent(submission: Module, draw: Draw, size: int) -> None:
    task = regression(draw, size, columns=3)
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y, solver="descent")
    model = fitted(submission, X, y, solver="descent")
    coef, intercept = least_squares(X, y)
    near(model.coef, coef, "coef", rtol=1e-3, atol=1e-3, why="A step above 2/L diverges, a tiny one never arrives.")
    near(model.intercept, intercept, "intercept", rtol=1e-3, atol=1e-3)


@check("descends to the solution on columns of very different scale", teaches="optimisation-theory")
def scaled_descent(submission: Module, draw: Draw) -> None:
    task = regression(draw, 200, columns=3)
    pence = np.array([1e3, 1.0, 1e-4])
    X, y = task.inputs.matrix() * pence + [500.0, 0.0, 0.003], task.outcome
    given(X=X, y=y, solver="descent")
    model = fitted(submission, X, y, solver="descent")
    coef, intercept = least_squares(X, y)
    near(
        numbers(model.coef, "coef", shape=(3,)) * pence,
        coef * pence,
        "coef (each times the scale of its column)",
        rtol=1e-3,
        atol=1e-3,
        why="The curvature differs by 10¹⁴ between columns: scale them before you descend.",
    )
    near(model.intercept, intercept, "intercept", rtol=1e-3, atol=1e-2)


@check("gives a column that never changes no weight", teaches="linear-algebra")
def constant_column(submission: Module, draw: Draw) -> None:
    task = regression(draw, 12, columns=1)
    x, y = task.inputs.matrix(), task.outcome
    ones = np.ones((12, 1))
    why = "Such a column is all zeros once it is centred: it explains nothing, and its spread is no divisor."
    for solver in ("lstsq", "ridge", "descent"):
        for X, column in ((np.hstack([x, ones]), 1), (ones, 0)):
            given(X=X, y=y, solver=solver, alpha=1.0)
            model = fitted(submission, X, y, solver=solver, alpha=1.0)
            coef = numbers(model.coef, "coef", shape=(X.shape[1],))
            near(coef[column], 0.0, "the coefficient of the column of ones", atol=1e-9, why=why)
        near(model.intercept, y.mean(), "intercept", rtol=1e-9, why="With nothing but ones, the mean is all there is.")


@check("leaves the caller's arrays alone", teaches="linear-regression")
def no_mutation(submission: Module, draw: Draw) -> None:
    task = regression(draw, 20, columns=2)
    X, y = task.inputs.matrix(), task.outcome
    for solver in ("lstsq", "ridge", "descent"):
        given(X=X, y=y, solver=solver)
        X_kept, y_kept = submission.keep(X), submission.keep(y)
        fitted(submission, X_kept, y_kept, solver=solver, alpha=1.0).predict(X_kept)
        unchanged(X_kept, X, "X")
        unchanged(y_kept, y, "y")


@score(
    "share of the true plane found from 200 repair bills", bar=0.97, floor=0.9, draws=4, teaches="linear-regression"
)
def true_plane(submission: Module, draw: Draw) -> Placed:
    train, new = regression(draw, 2200, columns=5).split(200)
    model = fitted(submission, train.inputs.matrix(), train.outcome, solver="lstsq")
    got = numbers(model.predict(new.inputs.matrix()), "predict(X_new)", shape=(2000,))
    error = float(np.mean((got - new.truth.expected) ** 2))
    naive = float(np.mean((train.outcome.mean() - new.truth.expected) ** 2))
    return Placed(value=error, baseline=naive, best=0.0)
