"""Judges `naive-bayes`: exact log-probabilities on tables that a hand can follow, then what breaks them, then trips."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, letters, trips
from hillclimb.grading.labkit import (
    Module,
    Placed,
    check,
    given,
    near,
    numbers,
    refuses,
    same,
    sample,
    score,
    unchanged,
)

NAMES = ("GaussianBayes", "MultinomialBayes")


def normalised(joint: np.ndarray) -> np.ndarray:
    """Return log-probabilities from log P(class and row), shape (m, k)."""
    return joint - np.logaddexp.reduce(joint, axis=1)[:, None]


def log_priors(y: np.ndarray) -> np.ndarray:
    """Return the log of the share of each label, in sorted order."""
    return np.log(np.unique(y, return_counts=True)[1] / len(y))


def gaussian(X: np.ndarray, y: np.ndarray, X_new: np.ndarray, floor: float = 1e-9) -> np.ndarray:
    """Return the log-probability of each class by the textbook formula, column by column."""
    joint = np.tile(log_priors(y), (len(X_new), 1))
    for c, label in enumerate(np.unique(y)):
        for j in range(X.shape[1]):
            x = X[y == label, j]
            variance = max(np.mean((x - x.mean()) ** 2), floor)
            joint[:, c] -= 0.5 * np.log(2 * np.pi * variance) + (X_new[:, j] - x.mean()) ** 2 / (2 * variance)
    return normalised(joint)


def multinomial(X: np.ndarray, y: np.ndarray, X_new: np.ndarray, alpha: float) -> np.ndarray:
    """Return the log-probability of each class for counts of words."""
    joint = np.tile(log_priors(y), (len(X_new), 1))
    for c, label in enumerate(np.unique(y)):
        seen = X[y == label].sum(axis=0) + alpha
        joint[:, c] += X_new @ np.log(seen / seen.sum())
    return normalised(joint)


def classes_for(draw: Draw, rows: int, k: int = 2) -> np.ndarray:
    """Return labels of unequal frequency; each occurs."""
    y = draw.codes([3.0, *[1.0] * (k - 1)], rows)
    y[: 2 * k] = np.arange(2 * k) % k
    return y


def numbers_for(draw: Draw, y: np.ndarray, columns: int) -> np.ndarray:
    """Return normal columns whose mean and spread depend on the label; two rows of each class lie well apart."""
    k = int(y.max()) + 1
    z = draw.normal(len(y) * columns).reshape(-1, columns)
    z[:k] = 1.0 + 0.3 * z[:k]
    z[k : 2 * k] = -1.0 + 0.3 * z[k : 2 * k]
    return np.round(1.5 * y[:, None] + z * (1.0 + y[:, None]), 3)


def words_for(draw: Draw, rows: int, words: int) -> np.ndarray:
    """Return small counts of words."""
    return draw.poisson(np.full(rows * words, 0.7)).reshape(rows, words)


def asked(model: Any, X: np.ndarray, y: np.ndarray, X_new: np.ndarray, **how: Any) -> Any:
    """Fit the model and ask it for log-probabilities."""
    given(X=X, y=y, X_new=X_new, **how)
    return model.fit(X, y).predict_log_proba(X_new)


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    drives, post = trips(draw.child("trips"), 2_000), letters(draw.child("letters"), 500)
    return {
        "trips": drives.inputs.having(other=drives.outcome),
        "letters": post.inputs.having(complaint=post.outcome),
    }


@check("gives the exact log-probabilities of normal columns", teaches="naive-bayes", sizes=(6, 60))
def normal_columns(submission: Module, draw: Draw, size: int) -> None:
    y = classes_for(draw.child("y"), size)
    X, X_new = numbers_for(draw.child("X"), y, 2), numbers_for(draw.child("new"), y[:4], 2)
    why = "Prior and variance of each class count: mean squared deviation within the class, divided by its rows."
    got = asked(submission.GaussianBayes(), X, y, X_new)
    near(got, gaussian(X, y, X_new), "predict_log_proba(X_new)", rtol=1e-6, atol=1e-6, why=why)


@check("gives the exact log-probabilities of counted words", teaches="naive-bayes", sizes=(6, 40))
def counted_words(submission: Module, draw: Draw, size: int) -> None:
    y = classes_for(draw.child("y"), size)
    X, X_new = words_for(draw.child("X"), size, 5), words_for(draw.child("new"), 4, 5)
    X[:2] += 1  # every class uses every word; words that a class never used have a check of their own
    for alpha in (1.0, 0.2):
        got = asked(submission.MultinomialBayes(alpha=alpha), X, y, X_new, alpha=alpha)
        why = "A word's share is (its count + alpha) / (all counts + alpha for each word of the table)."
        near(got, multinomial(X, y, X_new, alpha), "predict_log_proba(X_new)", rtol=1e-7, atol=1e-9, why=why)
    given(X=X, y=y, X_new=X_new)
    got = submission.MultinomialBayes().fit(X, y).predict_log_proba(X_new)
    near(got, multinomial(X, y, X_new, 1.0), "predict_log_proba(X_new) with alpha left out", rtol=1e-7, atol=1e-9)


@check("answers with labels, however many and whatever they are called", teaches="naive-bayes", sizes=(10, 60))
def labels(submission: Module, draw: Draw, size: int) -> None:
    names = np.array([7, -2, 40])
    kind = classes_for(draw.child("y"), size, k=3)
    y, X = names[kind], numbers_for(draw.child("X"), kind, 2)
    counts = words_for(draw.child("words"), size, 4) + 1 + 3 * (kind[:, None] == np.arange(4))
    for name, rows, right in (
        ("GaussianBayes", X, gaussian(X, y, X)),
        ("MultinomialBayes", counts, multinomial(counts, y, counts, 1.0)),
    ):
        given(model=name, X=rows, y=y)
        model = getattr(submission, name)().fit(rows, y)
        same(model.classes, np.unique(y), "classes", why="The labels that occur, sorted.")
        near(model.predict_log_proba(rows), right, "predict_log_proba(X)", rtol=1e-6, atol=1e-6)
        same(model.predict(rows), np.unique(y)[right.argmax(axis=1)], "predict(X)", why="It answers with labels.")


@check("learns from one class alone", teaches="probability")
def one_class(submission: Module, draw: Draw) -> None:
    X = words_for(draw, 5, 3) + np.round(draw.child("more").uniform(15), 2).reshape(5, 3)
    y = np.full(5, 4)
    for name in NAMES:
        got = asked(getattr(submission, name)(), X, y, X, of=name)
        near(got, np.zeros((5, 1)), "predict_log_proba(X_new)", atol=1e-9, why="What is certain has log-probability 0.")


@check("gives words that a class never used a chance", teaches="probability")
def unseen(submission: Module, draw: Draw) -> None:
    X = np.array([[3, 1, 0, 0], [1, 2, 0, 0], [0, 1, 4, 0]])
    y, X_new = np.array([0, 0, 1]), np.array([[0, 0, 1, 0], [2, 0, 0, 0], [0, 0, 0, 6], [0, 0, 0, 0]])
    got = asked(submission.MultinomialBayes(), X, y, X_new, alpha=1.0)
    why = "A word that a class never used is rare there, not impossible; a letter without words has the priors."
    near(got, multinomial(X, y, X_new, 1.0), "predict_log_proba(X_new)", rtol=1e-7, atol=1e-9, why=why)


@check("stays finite on letters of 500 words and on 400 columns", teaches="floating-point")
def long_rows(submission: Module, draw: Draw) -> None:
    task = letters(draw, 30, words=300, length=500.0)
    X, y = task.inputs.matrix(), task.outcome.copy()
    y[:2] = [0, 1]
    got = asked(submission.MultinomialBayes(), X, y, X[:6])
    why = "A product of 500 chances is smaller than any number a computer has: stay with sums of logarithms."
    numbers(got, "predict_log_proba(X_new) of long letters", shape=(6, 2))
    near(got, multinomial(X, y, X[:6], 1.0), "predict_log_proba(X_new)", rtol=1e-7, atol=1e-7, why=why)
    y = classes_for(draw.child("y"), 12)
    X = numbers_for(draw.child("X"), y, 400)
    got = asked(submission.GaussianBayes(), X, y, X[:6])
    near(got, gaussian(X, y, X[:6]), "predict_log_proba(X_new)", rtol=1e-7, atol=1e-7, why=why)


@check("keeps its digits on columns far from zero", teaches="floating-point")
def far_from_zero(submission: Module, draw: Draw) -> None:
    y = classes_for(draw.child("y"), 40)
    X = numbers_for(draw.child("X"), y, 2)
    moved = X + np.array([0.0, 1.7e9])
    got = asked(submission.GaussianBayes(), moved, y, moved[:5])
    why = "A column of times in seconds since 1970: subtract the mean before you square."
    near(got, gaussian(moved, y, moved[:5]), "predict_log_proba(X_new)", rtol=1e-5, atol=1e-5, why=why)


@check("is held by the least variance where a column is constant", teaches="naive-bayes")
def constant(submission: Module, draw: Draw) -> None:
    y = classes_for(draw.child("y"), 12)
    X = numbers_for(draw.child("X"), y, 2)
    X[:, 1] = 0.25
    for floor in (1e-9, 0.5):
        model = submission.GaussianBayes(least_variance=floor)
        got = asked(model, X, y, X[:4], least_variance=floor)
        why = "No variance is taken to be smaller than least_variance; larger ones stay as they are."
        near(got, gaussian(X, y, X[:4], floor), "predict_log_proba(X_new)", rtol=1e-6, atol=1e-7, why=why)
    alone = np.array([[0.0], [1.0], [1.0]])
    got = asked(submission.GaussianBayes(), alone, np.array([0, 1, 1]), alone)
    near(got, gaussian(alone, np.array([0, 1, 1]), alone), "predict_log_proba(X_new)", rtol=1e-6, atol=1e-7)


@check("refuses counts and numbers that are none", teaches="naive-bayes")
def refused(submission: Module, draw: Draw) -> None:
    y = np.array([0, 1, 1])
    for name, bad in (
        ("MultinomialBayes", np.array([[1.0, 2.0], [0.0, -1.0], [1.0, 1.0]])),
        ("MultinomialBayes", np.array([[1.0, 2.0], [0.0, np.nan], [1.0, 1.0]])),
        ("GaussianBayes", np.array([[1.0], [np.nan], [2.0]])),
    ):
        given(model=name, X=bad, y=y)
        refuses(lambda name=name, bad=bad: getattr(submission, name)().fit(bad, y), f"{name}.fit on such an X")


@check("leaves the caller's arrays alone", teaches="naive-bayes")
def no_mutation(submission: Module, draw: Draw) -> None:
    y = classes_for(draw.child("y"), 8)
    for name, X in zip(NAMES, (numbers_for(draw, y, 2), words_for(draw, 8, 3).astype(np.float64)), strict=True):
        given(model=name, X=X, y=y)
        X_kept, y_kept = submission.keep(X), submission.keep(y)
        getattr(submission, name)().fit(X_kept, y_kept).predict_log_proba(X_kept)
        unchanged(X_kept, X, "X")
        unchanged(y_kept, y, "y")


@score("share of the right calls about drivers that trips allow", bar=0.97, floor=0.93, draws=4, teaches="naive-bayes")
def drivers(submission: Module, draw: Draw) -> Placed:
    train, new = trips(draw, 6_000).split(2_000)
    model = submission.GaussianBayes().fit(train.inputs.matrix(), train.outcome)
    says = numbers(model.predict(new.inputs.matrix()), "predict(X_new)", shape=(4_000,), low=0.0, high=1.0) > 0.5
    truth = new.truth.expected
    return Placed(
        value=float(np.where(says, truth, 1 - truth).mean()),
        baseline=float(max(truth.mean(), 1 - truth.mean())),
        best=float(np.maximum(truth, 1 - truth).mean()),
    )
