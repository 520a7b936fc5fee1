"""Judges `neighbours-clusters-pca`: three tools against brute force, then what breaks each, then quotes never seen."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, quotes, segments
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


def far_from(A: np.ndarray, B: np.ndarray) -> np.ndarray:
    """Return squared distances by differences, shape (m, n)."""
    return ((A[:, None, :] - B) ** 2).sum(axis=2)


def shares_near(X: np.ndarray, y: np.ndarray, X_new: np.ndarray, k: int) -> np.ndarray:
    """Return the share of 1 among the k nearest rows by a full sort of scaled distances."""
    spread = np.where(X.std(axis=0) > 0, X.std(axis=0), 1.0)
    order = far_from((X_new - X.mean(axis=0)) / spread, (X - X.mean(axis=0)) / spread).argsort(axis=1)
    return y[order[:, :k]].mean(axis=1)


def table(draw: Draw, rows: int, columns: int) -> np.ndarray:
    """Return standard normal numbers with 3 decimals."""
    return np.round(draw.normal(rows * columns), 3).reshape(rows, columns)


def clusters_of(submission: Module, X: np.ndarray, k: int, **how: Any) -> tuple[np.ndarray, np.ndarray, float]:
    """Call kmeans and return centres, labels and inertia, each checked for its shape."""
    given(X=X, k=k, **how)
    found = submission.kmeans(X, k, **how)
    expect(isinstance(found, tuple | list) and len(found) == 3, "kmeans returns (centres, labels, inertia).", got=found)
    centres = numbers(found[0], "the centres", shape=(k, X.shape[1]))
    labels = np.rint(numbers(found[1], "the labels", shape=(len(X),), low=0, high=k - 1)).astype(np.int64)
    return centres, labels, float(numbers(found[2], "the inertia", shape=()))


def least_inertia(X: np.ndarray, centres: np.ndarray) -> float:
    """Return the inertia that Lloyd's steps reach from the true centres."""
    for _ in range(100):
        label = far_from(X, centres).argmin(axis=1)
        centres = np.array([X[label == c].mean(axis=0) for c in range(len(centres))])
    return float(far_from(X, centres).min(axis=1).sum())


def fitted(submission: Module, X: np.ndarray, components: int) -> tuple[Any, np.ndarray, np.ndarray]:
    """Fit a PCA and return it with its axes and variances."""
    given(X=X, components=components)
    pca = submission.PCA(components).fit(X)
    axes = numbers(pca.axes, "axes", shape=(components, X.shape[1]))
    return pca, axes, numbers(pca.variance, "variance", shape=(components,))


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    task = quotes(draw.child("quotes"), 1_000)
    return {
        "quotes": task.inputs.having(taken=task.outcome),
        "customers": segments(draw.child("segments"), 300).inputs,
    }


@check("asks the k nearest rows, in standard deviations", teaches="neighbours-clusters", sizes=(6, 80))
def nearest(submission: Module, draw: Draw, size: int) -> None:
    X = table(draw.child("X"), size, 3) * [1.0, 1000.0, 0.01]
    X_new = table(draw.child("new"), 7, 3) * [1.0, 1000.0, 0.01]
    y = draw.child("y").bernoulli(np.full(size, 0.5))
    for k in (1, 3, size // 4, size):
        given(X=X, y=y, X_new=X_new, k=k)
        got = submission.Neighbours(k).fit(X, y).predict_proba(X_new)
        why = "Columns are divided by the standard deviation of the training rows; then the k nearest have a vote each."
        near(got, shares_near(X, y, X_new, k), "predict_proba(X_new)", atol=1e-9, why=why)


@check("measures new rows as it measured the old ones", teaches="neighbours-clusters")
def same_scale(submission: Module, draw: Draw) -> None:
    X, y = table(draw.child("X"), 30, 2), draw.child("y").bernoulli(np.full(30, 0.5))
    X_new = table(draw.child("new"), 6, 2) * 0.2 + 1.0
    X_new[:, 1] = X_new[0, 1]
    given(X=X, y=y, X_new=X_new, k=3)
    model = submission.Neighbours(3).fit(X, y)
    right = shares_near(X, y, X_new, 3)
    why = "Mean and spread come from training, whatever else is in the file of new rows."
    near(model.predict_proba(X_new), right, "predict_proba(X_new)", atol=1e-9, why=why)
    near(model.predict_proba(X_new[:1]), right[:1], "predict_proba of one row alone", atol=1e-9, why=why)


@check("bears constant columns and columns far from zero", teaches="neighbours-clusters")
def awkward_columns(submission: Module, draw: Draw) -> None:
    X = np.column_stack([table(draw, 40, 2) + np.array([0.0, 1.7e9]), np.full(40, 5.0)])
    y = draw.child("y").bernoulli(np.full(40, 0.5))
    X, y, X_new = X[:30], y[:30], X[30:]
    given(X=X, y=y, X_new=X_new, k=1)
    got = submission.Neighbours(1).fit(X, y).predict_proba(X_new)
    why = "A constant column has spread 0 and tells nothing; seconds since 1970 keep their digits once centred."
    near(got, shares_near(X, y, X_new, 1), "predict_proba(X_new)", atol=1e-9, why=why)


@check("ends with rows at their nearest centre, centres at their mean", teaches="neighbours-clusters", sizes=(6, 90))
def settled(submission: Module, draw: Draw, size: int) -> None:
    X = table(draw, size, 2)
    for k in (1, 3, 5):
        centres, labels, inertia = clusters_of(submission, X, k, seed=1)
        expect(len(set(labels.tolist())) == k, f"{len(set(labels.tolist()))} of {k} clusters have rows.")
        means = np.array([X[labels == c].mean(axis=0) for c in range(k)])
        near(centres, means, "the centres", rtol=1e-6, atol=1e-6, why="Each is the mean of the rows with its label.")
        far = far_from(X, centres)
        own = far[np.arange(size), labels]
        near(own, far.min(axis=1), "distances to the own centre", rtol=1e-6, atol=1e-6, why="Another one is nearer.")
        near(inertia, own.sum(), "the inertia", rtol=1e-6, atol=1e-9, why="It is the sum of those squared distances.")


@check("fills every cluster where rows repeat", teaches="neighbours-clusters", tries=3)
def repeated(submission: Module, draw: Draw) -> None:
    apart = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 4.0], [9.0, 9.0]]) + table(draw, 1, 2)
    X = apart[[0] * 20 + [1] * 3 + [2, 3]]
    X = X[draw.child("order").uniform(len(X)).argsort()]
    _, labels, inertia = clusters_of(submission, X, 4, seed=int(draw.integers(0, 1000, 1)[0]))
    why = "Four different rows, four clusters: copies of one row must not begin two of them, nor leave one empty."
    near(inertia, 0.0, "the inertia", atol=1e-9, why=why)
    expect(len(set(labels.tolist())) == 4, f"{len(set(labels.tolist()))} of 4 clusters have rows.")


@check("comes within one per cent of the least inertia", teaches="neighbours-clusters", tries=4)
def inertia_found(submission: Module, draw: Draw) -> None:
    task = segments(draw, 240)
    X = task.inputs.matrix()
    true = np.unique(np.column_stack([task.truth.aside["spending"], task.truth.aside["loyalty"]]), axis=0)
    _, _, inertia = clusters_of(submission, X, len(true), seed=int(draw.integers(0, 1000, 1)[0]))
    ratio = inertia / least_inertia(X, true)
    why = (
        f"Your clusters have {ratio:.2f} times the inertia of the best: two starts in one group stay there for ever. "
        "Begin with rows that lie apart, and more than once."
    )
    expect(ratio <= 1.01, why, expected="at most 1.01 times the least", got=f"{ratio:.3f} times")


@check("clusters far from zero as it does near it", teaches="numpy-arrays")
def far_clusters(submission: Module, draw: Draw) -> None:
    task = segments(draw, 120, clusters=4)
    X = task.inputs.matrix() + 1e9
    true = np.unique(np.column_stack([task.truth.aside["spending"], task.truth.aside["loyalty"]]), axis=0) + 1e9
    _, _, inertia = clusters_of(submission, X, 4, seed=2)
    why = "|a|² + |b|² - 2ab is a difference of numbers that share their digits: subtract before you square."
    near(inertia, least_inertia(X, true), "the inertia", rtol=1e-2, why=why)


@check("finds the directions of largest variance", teaches="pca", sizes=(5, 60))
def directions(submission: Module, draw: Draw, size: int) -> None:
    for columns in (3, 12):
        X = table(draw.child(columns), size, columns) * (0.6 ** np.arange(columns)) + 3.0
        k = min(2, size - 1)
        _, axes, variance = fitted(submission, X, k)
        centred = X - X.mean(axis=0)
        near(axes @ axes.T, np.eye(k), "axes @ axes.T", atol=1e-8, why="Axes have length 1 and right angles.")
        along = (centred @ axes.T).var(axis=0, ddof=1)
        near(variance, along, "variance", rtol=1e-7, why="It is that of the training rows along each axis, over n - 1.")
        most = np.linalg.svd(centred, compute_uv=False)[:k] ** 2 / (size - 1)
        near(along, most, "the variance along your axes", rtol=1e-7, why="Centred, another direction has more.")


@check("keeps directions that are nine digits smaller", teaches="eigen-svd")
def small_directions(submission: Module, draw: Draw) -> None:
    turn = np.linalg.qr(draw.child("turn").normal(9).reshape(3, 3))[0]
    X = (draw.child("X").normal(120).reshape(40, 3) * [1.0, 1e-4, 1e-9]) @ turn
    _, _, variance = fitted(submission, X, 3)
    right = np.linalg.svd(X - X.mean(axis=0), compute_uv=False) ** 2 / 39
    why = "The covariance squares the table, and with it loses what is 1e-8 times smaller. There is a way without."
    near(variance, right, "variance", rtol=1e-3, why=why)


@check("places new rows by what it learnt, and brings them back", teaches="pca")
def new_rows(submission: Module, draw: Draw) -> None:
    X = table(draw.child("X"), 30, 4) * [4.0, 2.0, 1.0, 0.5] + [1.0, 2.0, 3.0, 4.0]
    X_new = table(draw.child("new"), 5, 4) + 10.0
    pca, axes, _ = fitted(submission, X, 2)
    given(X=X, components=2, X_new=X_new)
    right = (X_new - X.mean(axis=0)) @ axes.T
    Z = numbers(pca.transform(X_new), "transform(X_new)", shape=(5, 2))
    why = "Subtract the mean of the training rows, then project."
    near(Z, right, "transform(X_new)", rtol=1e-8, atol=1e-8, why=why)
    near(pca.inverse(Z), right @ axes + X.mean(axis=0), "inverse(Z)", rtol=1e-8, atol=1e-8)
    pca, _, _ = fitted(submission, X, 4)
    near(pca.inverse(pca.transform(X_new)), X_new, "inverse(transform(X_new)) with all axes", rtol=1e-8)


@check("refuses what cannot be", teaches="neighbours-clusters")
def refused(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 5, 3), np.array([0, 1, 0, 1, 1])
    given(X=X, y=y)
    for k in (0, 6):
        refuses(lambda k=k: submission.Neighbours(k).fit(X, y), f"Neighbours({k}) on 5 rows")
    given(X=X[[0, 0, 1, 1, 0]], k=3)
    refuses(lambda: submission.kmeans(X[[0, 0, 1, 1, 0]], 3), "kmeans with 3 clusters and 2 different rows")
    given(X=X, components=4)
    for components in (0, 4):
        refuses(lambda components=components: submission.PCA(components).fit(X), f"PCA({components}) of 3 columns")


@check("repeats itself with a seed, and changes nobody's arrays", teaches="neighbours-clusters")
def steady(submission: Module, draw: Draw) -> None:
    X, y = table(draw, 30, 2), draw.child("y").bernoulli(np.full(30, 0.5))
    first, *others = (clusters_of(submission, X, 6, seed=9) for _ in range(3))  # six: chance rarely repeats an order
    for again in others:
        near(again[0], first[0], "the centres with the same seed again", rtol=1e-12)
    kept = submission.keep(X)
    given(X=X)
    submission.kmeans(kept, 3)
    unchanged(kept, X, "X, by kmeans,")
    submission.PCA(1).fit(kept).transform(kept)
    unchanged(kept, X, "X, by PCA,")
    submission.Neighbours(2).fit(kept, y).predict_proba(kept)
    unchanged(kept, X, "X, by Neighbours,")


@score("share of the quotes told right that can be", bar=0.95, floor=0.91, draws=4, teaches="neighbours-clusters")
def told_right(submission: Module, draw: Draw) -> Placed:
    train, new = quotes(draw, 2_000).split(1_000)
    X, y = train.inputs.matrix(), train.outcome
    given(X=X, y=y)
    p = submission.quote_model(X, y).predict_proba(new.inputs.matrix())
    says = numbers(p, "predict_proba(X_new)", shape=(1_000,), low=0.0, high=1.0) > 0.5
    truth = new.truth.expected
    right, best = np.where(says, truth, 1 - truth).mean(), np.maximum(truth, 1 - truth).mean()
    return Placed(value=float(right), baseline=0.5, best=float(best))
