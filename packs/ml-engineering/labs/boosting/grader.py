"""Judges `boosting`: each round against the loss it should lower, rounds to keep, bags, what they left out, hours."""

from itertools import pairwise
from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, classification, repair_hours, squared_error_bars
from hillclimb.grading.labkit import (
    Failed,
    Module,
    Placed,
    check,
    expect,
    given,
    near,
    numbers,
    refuses,
    same,
    sample,
    score,
    show,
    unchanged,
)


def chance_of(score: np.ndarray) -> np.ndarray:
    """Return the probability of log-odds."""
    return np.exp(-np.logaddexp(0, -score))


def spread_of(y: np.ndarray) -> float:
    """Return the sum of squared distances from the mean."""
    return float(((y - y.mean()) ** 2).sum())


def best_stump(X: np.ndarray, target: np.ndarray) -> float:
    """Return the least squared error of one split, by trying them all."""
    best = spread_of(target)
    for column in X.T:
        for value in np.unique(column)[:-1]:
            left = column <= value
            best = min(best, spread_of(target[left]) + spread_of(target[~left]))
    return best


def groups(move: np.ndarray) -> list[np.ndarray]:
    """Return the rows that moved alike: a leaf, or leaves that happen to have one value."""
    return [np.flatnonzero(np.abs(move - value) <= 1e-9) for value in np.unique(np.round(move, 9))]


def hours_for(draw: Draw, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a small table of repairs: three columns, and the hours."""
    task = repair_hours(draw, rows)
    return task.inputs.matrix(["dent_area", "paint_tone", "parts"]), task.outcome


def labels_for(draw: Draw, rows: int, columns: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return a small table with labels; both occur."""
    task = classification(draw, rows, columns=columns)
    y = task.outcome.copy()
    y[:2] = [0, 1]
    return task.inputs.matrix(), y


def stages(model: Any, X: np.ndarray, rounds: int) -> np.ndarray:
    """Return staged(X), a row for each round and one for the start."""
    return numbers(model.staged(X), "staged(X)", shape=(rounds + 1, len(X)))


def follow(stage: np.ndarray, X: np.ndarray, y: np.ndarray, rate: float, logistic: bool) -> None:
    """Fail unless every round moves the leaves of a good tree by what the loss asks for."""
    for k, (before, after) in enumerate(pairwise(stage), start=1):
        said = chance_of(before) if logistic else before
        left_over = y - said
        curve = said * (1 - said) if logistic else np.ones(len(y))
        move = after - before
        for rows in groups(move):
            right = rate * left_over[rows].sum() / curve[rows].sum()
            why = (
                f"In round {k} a leaf of {len(rows)} rows has left-overs (y less what was said) of "
                f"{left_over[rows].sum():.4g} in all"
                + (f" and p(1 - p) of {curve[rows].sum():.4g}; a Newton step divides." if logistic else ".")
            )
            near(float(move[rows[0]]), right, f"its move, at rate {rate:g},", rtol=1e-6, atol=1e-8, why=why)


def good_stumps(stage: np.ndarray, X: np.ndarray, y: np.ndarray, logistic: bool) -> None:
    """Fail unless every round splits as well as the best single split of what was left over."""
    for k, (before, after) in enumerate(pairwise(stage), start=1):
        target = y - (chance_of(before) if logistic else before)
        got = sum(spread_of(target[rows]) for rows in groups(after - before))
        why = f"Round {k} must split what is left over after round {k - 1} as well as one split can."
        near(got, best_stump(X, target), "the squared error that the split leaves", rtol=1e-6, atol=1e-8, why=why)


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    task = repair_hours(draw, 600)
    return {"repairs": task.inputs.having(hours=task.outcome)}


@check("starts from the best constant", teaches="likelihood", sizes=(5, 40))
def best_constant(submission: Module, draw: Draw, size: int) -> None:
    X, y = hours_for(draw, size)
    given(X=X, y=y, loss="squared", rounds=0)
    start = stages(submission.Boosting(loss="squared", rounds=0).fit(X, y), X, 0)
    near(start[0], np.full(size, y.mean()), "staged(X)[0]", rtol=1e-9)
    X, y = labels_for(draw, size)
    given(X=X, y=y, loss="logistic", rounds=0)
    start = stages(submission.Boosting(loss="logistic", rounds=0).fit(X, y), X, 0)
    right = np.full(size, np.log(y.mean() / (1 - y.mean())))
    near(start[0], right, "staged(X)[0]", rtol=1e-9, atol=1e-12, why="For labels the score is a log-odds.")


@check("fits each tree to what the trees before it left over", teaches="gradient-boosting", sizes=(6, 60))
def left_overs(submission: Module, draw: Draw, size: int) -> None:
    X, y = hours_for(draw, size)
    for rate in (1.0, 0.3):
        given(X=X, y=y, loss="squared", rounds=4, rate=rate, depth=1)
        stage = stages(submission.Boosting(loss="squared", rounds=4, rate=rate, depth=1).fit(X, y), X, 4)
        follow(stage, X, y, rate, logistic=False)
        good_stumps(stage, X, y, logistic=False)


@check("moves each leaf of the logistic loss by a Newton step", teaches="likelihood", sizes=(6, 60))
def newton_leaves(submission: Module, draw: Draw, size: int) -> None:
    X, y = labels_for(draw, size)
    for rate in (1.0, 0.3):
        given(X=X, y=y, loss="logistic", rounds=3, rate=rate, depth=1)
        stage = stages(submission.Boosting(loss="logistic", rounds=3, rate=rate, depth=1).fit(X, y), X, 3)
        follow(stage, X, y, rate, logistic=True)
        good_stumps(stage, X, y, logistic=True)


@check("grows trees of the depth that was asked for", teaches="gradient-boosting")
def depth_asked(submission: Module, draw: Draw) -> None:
    X, y = hours_for(draw, 80)
    for depth in (2, 3):
        given(X=X, y=y, rounds=1, rate=1.0, depth=depth)
        stage = stages(submission.Boosting(rounds=1, rate=1.0, depth=depth).fit(X, y), X, 1)
        follow(stage, X, y, 1.0, logistic=False)
        leaves = len(groups(stage[1] - stage[0]))
        few, most = 2 ** (depth - 1), 2**depth
        message = f"A tree of depth {depth} has more than {few} and at most {most} leaves here; yours has {leaves}."
        expect(few < leaves <= most, message)


@check("predicts rows it has not seen, after all rounds", teaches="gradient-boosting")
def new_rows(submission: Module, draw: Draw) -> None:
    for loss, make in (("squared", hours_for), ("logistic", labels_for)):
        X, y = make(draw.child(loss), 70)
        X, y, X_new = X[:60], y[:60], X[60:]
        given(X=X, y=y, X_new=X_new, loss=loss, rounds=5, rate=0.5)
        model = submission.Boosting(loss=loss, rounds=5, rate=0.5).fit(X, y)
        both = stages(model, np.vstack([X_new, X]), 5)
        near(stages(model, X_new, 5), both[:, :10], "staged(X_new)", rtol=1e-9, atol=1e-9)
        right = both[-1] if loss == "squared" else chance_of(both[-1])
        why = "It is the number after all rounds, or for labels the probability of 1."
        near(model.predict(np.vstack([X_new, X])), right, "predict(X_new)", rtol=1e-9, atol=1e-9, why=why)


@check("keeps the rounds that are best on rows held out", teaches="gradient-boosting", sizes=(12, 40))
def rounds_kept(submission: Module, draw: Draw, size: int) -> None:
    for loss, make in (("squared", hours_for), ("logistic", labels_for)):
        X, y = make(draw.child(loss), 2 * size)
        y = y + 2.0 * draw.child("more").normal(2 * size) if loss == "squared" else y
        X, y, X_valid, y_valid = X[:size], y[:size], X[size:], y[size:]
        how = {"loss": loss, "rounds": 16, "rate": 0.6, "depth": 3}
        given(X=X, y=y, valid=(X_valid, y_valid), **how)
        path = stages(submission.Boosting(**how).fit(X, y), X_valid, 16)
        if loss == "squared":
            losses = ((y_valid - path) ** 2).mean(axis=1)
        else:
            losses = (np.logaddexp(0, path) - y_valid * path).mean(axis=1)
        model = submission.Boosting(**how).fit(X, y, valid=(X_valid, y_valid))
        kept = int(numbers(model.rounds_kept, "rounds_kept", shape=(), low=0, high=16))
        why = f"On the rows held out, round {losses.argmin()} of 16 has the least loss."
        near(kept, losses.argmin(), "rounds_kept", why=why)
        near(stages(model, X_valid, kept), path[: kept + 1], "staged(X_valid)", rtol=1e-7, atol=1e-9)


@check("stays finite where the labels of most rows are certain", teaches="likelihood")
def certain(submission: Module, draw: Draw) -> None:
    X = np.array([[0.0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]).T
    y = np.array([0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1])
    given(X=X, y=y, loss="logistic", rounds=45, rate=1.0)
    model = submission.Boosting(loss="logistic", rounds=45, rate=1.0).fit(X, y)
    p = numbers(model.predict(X), "predict(X)", shape=(12,), low=0.0, high=1.0)
    right = np.concatenate([[0.5, 0.5], y[2:]])
    near(p, right, "predict(X)", atol=0.01, why="Two rows are alike and stay open; the others become certain.")


def forest_of(submission: Module, X: np.ndarray, y: np.ndarray, **how: Any) -> tuple[Any, np.ndarray]:
    """Fit a forest and return it with its bags."""
    given(X=X, y=y, **how)
    forest = submission.Forest(**how).fit(X, y)
    bags = numbers(forest.bags, "bags", shape=(how["trees"], len(y)), low=0, high=len(y) - 1)
    return forest, np.rint(bags).astype(np.int64)


@check("gives each tree a bag of its own, drawn with replacement", teaches="bagging-forest", sizes=(8, 200))
def drawn_bags(submission: Module, draw: Draw, size: int) -> None:
    X, y = hours_for(draw, size)
    forest, bags = forest_of(submission, X, y, trees=30, seed=3)
    distinct = np.mean([len(set(bag)) for bag in bags.tolist()]) / size
    most = 1 - (1 - 1 / size) ** size
    why = f"Of n draws with replacement from n rows {most:.0%} are different rows on average; yours: {distinct:.0%}."
    expect(abs(distinct - most) < 0.08, why)
    expect(len({tuple(sorted(bag)) for bag in bags.tolist()}) > 20, "Trees share bags: each must draw its own.")
    each = numbers(forest.predict_each(X), "predict_each(X)", shape=(30, size))
    bagged = np.array([np.isin(np.arange(size), bag) for bag in bags])
    expect(bagged.any(axis=0).all(), "Some row is in no bag of 30: every row must have its chance in every draw.")
    right = np.abs(each - y) < 1e-9
    why = "With min_leaf=1 a tree repeats the rows of its own bag; yours was not fitted to them."
    expect(right[bagged].mean() > 0.9, why)
    expect(right[~bagged].mean() < 0.5, "Trees repeat rows that are not in their bags: they were fitted to those too.")
    near(forest.predict(X), each.mean(axis=0), "predict(X)", rtol=1e-9, why="It is the mean of the trees.")


@check("asks of each row only the trees that never saw it", teaches="bagging-forest", sizes=(8, 60))
def out_of_bag(submission: Module, draw: Draw, size: int) -> None:
    X, y = hours_for(draw, size)
    for trees in (1, 30):
        forest, bags = forest_of(submission, X, y, trees=trees, seed=5)
        each = numbers(forest.predict_each(X), "predict_each(X)", shape=(trees, size))
        unseen = np.array([~np.isin(np.arange(size), bag) for bag in bags])
        asked = unseen.any(axis=0)
        oob = forest.oob
        if not (isinstance(oob, np.ndarray) and oob.dtype.kind == "f" and oob.shape == (size,)):
            raise Failed(f"oob must be an array of {size} numbers.", expected=f"shape ({size},)", got=show(oob))
        same(np.isnan(oob), ~asked, "where oob is NaN", why="A row that every tree saw has no out-of-bag prediction.")
        right = np.where(unseen, each, 0.0).sum(axis=0)[asked] / unseen.sum(axis=0)[asked]
        why = "The mean of the trees in whose bag the row is not."
        near(oob[asked], right, "oob", rtol=1e-9, atol=1e-9, why=why)


def split_column(X: np.ndarray, said: np.ndarray) -> int:
    """Return the column that a single split cuts, or -1 where none is cut in two."""
    low = said <= said.min() + 1e-9
    if low.all():
        return -1
    return next((j for j, x in enumerate(X.T) if x[low].max() < x[~low].min() or x[~low].max() < x[low].min()), -1)


@check("lets each split choose among few columns, and leaves keep min_leaf rows", teaches="bagging-forest")
def few_columns(submission: Module, draw: Draw) -> None:
    task = repair_hours(draw, 60)
    X = task.inputs.matrix()
    y = 10.0 * (X[:, 3] > 0.5) + 0.01 * task.outcome
    knowing = {}
    for columns in (1, None):
        forest, _ = forest_of(submission, X, y, trees=30, columns=columns, min_leaf=15, seed=1)
        each = numbers(forest.predict_each(X), "predict_each(X)", shape=(30, 60))
        knowing[columns] = np.mean([np.corrcoef(said, y)[0, 1] > 0.9 if said.std() > 0 else 0 for said in each])
        most = max(len(np.unique(np.round(said, 9))) for said in each)
        expect(most <= 4, f"With min_leaf=15 a tree on 60 draws has 4 leaves at most; one of yours has {most}.")
    expect(knowing[None] > 0.8, "With columns=None every split sees the column that matters; few of your trees use it.")
    same_trees = f"With columns=1 most splits do not see the column that matters; {knowing[1]:.0%} of the trees use it."
    expect(knowing[1] < 0.6, same_trees)
    forest, _ = forest_of(submission, X, y, trees=30, columns=1, min_leaf=25, seed=1)
    first = {split_column(X, said) for said in numbers(forest.predict_each(X), "predict_each(X)", shape=(30, 60))}
    expect(len(first) > 3, f"With columns=1 the first splits of 30 trees use {len(first)} of 10 columns: luck repeats.")


@check("repeats itself with the same seed and not with another", teaches="bagging-forest")
def seeds(submission: Module, draw: Draw) -> None:
    X, y = hours_for(draw, 40)
    said = []
    for seed in (1, 1, 2):
        forest, bags = forest_of(submission, X, y, trees=5, columns=1, seed=seed)
        said.append((numbers(forest.predict_each(X), "predict_each(X)", shape=(5, 40)), bags))
    near(said[1][0], said[0][0], "predict_each(X) with the same seed again", rtol=1e-12)
    expect((said[2][1] != said[0][1]).any(), "Another seed draws the same bags.")


@check("takes the settings of the ticket where none are given", teaches="gradient-boosting")
def defaults(submission: Module, draw: Draw) -> None:
    X, y = hours_for(draw, 12)
    given(X=X, y=y)
    right = stages(submission.Boosting(loss="squared", rounds=3, rate=0.1, depth=3).fit(X, y), X, 3)
    near(stages(submission.Boosting().fit(X, y), X, 100)[:4], right, "staged(X)[:4] of Boosting()", rtol=1e-9)
    bags = submission.Forest().fit(X, y).bags
    numbers(bags, "bags of Forest()", shape=(100, 12))


@check("refuses labels that it cannot learn from", teaches="likelihood")
def refused(submission: Module, draw: Draw) -> None:
    X, y = labels_for(draw, 12)
    for labels, what in ((np.zeros(12, dtype=np.int64), "only one label"), (np.where(y > 0, 1, -1), "labels -1 and 1")):
        given(X=X, y=labels, loss="logistic")
        refuses(lambda y=labels: submission.Boosting(loss="logistic").fit(X, y), f"fit with {what}")


@check("leaves the caller's arrays alone", teaches="gradient-boosting")
def no_mutation(submission: Module, draw: Draw) -> None:
    X, y = hours_for(draw, 30)
    for name, how in (("Boosting", {"rounds": 3}), ("Forest", {"trees": 3})):
        given(model=name, X=X, y=y, **how)
        X_kept, y_kept = submission.keep(X), submission.keep(y)
        getattr(submission, name)(**how).fit(X_kept, y_kept).predict(X_kept)
        unchanged(X_kept, X, "X")
        unchanged(y_kept, y, "y")


@score("share of the hours that can be explained", bar=0.90, floor=0.87, draws=2, teaches="gradient-boosting")
def explained(submission: Module, draw: Draw) -> Placed:
    train, new = repair_hours(draw, 2_600).split(600)
    X, y = train.inputs.matrix(), train.outcome
    given(X=X, y=y)
    said = submission.hours_model(X, y).predict(new.inputs.matrix())
    said = numbers(said, "predict(X_new)", shape=(2_000,))
    bars = squared_error_bars(new.truth)
    return Placed(value=float(np.mean((said - new.truth.expected) ** 2)), baseline=bars.baseline, best=bars.best)
