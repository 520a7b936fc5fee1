"""Judges `tree`: one split against all splits, then growth, pruning and speed, then rules for cars never seen."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, Task, inspections
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

MOST_SPLITS = 4


def gini(y: np.ndarray) -> float:
    """Return the chance that two rows drawn from y differ."""
    return float(2 * y.mean() * (1 - y.mean()))


def gain_of(y: np.ndarray, left: np.ndarray) -> float:
    """Return what a split gains: `left` says which rows go left."""
    share = left.mean()
    return gini(y) - share * gini(y[left]) - (1 - share) * gini(y[~left])


def best_gain(X: np.ndarray, y: np.ndarray, min_leaf: int = 1) -> float | None:
    """Return the largest gain of any split by trying them all, or None where none is allowed."""
    n, best = len(y), -np.inf
    for column in X.T:
        left = column <= np.unique(column)[:-1, None]
        rows, ones = left.sum(axis=1), left @ y
        allowed = (rows >= min_leaf) & (n - rows >= min_leaf)
        rows, ones = rows[allowed], ones[allowed]
        p, q = ones / rows, (y.sum() - ones) / (n - rows)
        after = (rows * 2 * p * (1 - p) + (n - rows) * 2 * q * (1 - q)) / n
        best = max(best, gini(y) - after.min(initial=np.inf))
    return best if np.isfinite(best) else None


def mixed(draw: Draw, rows: int, columns: int = 2, decimals: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return a table of uniform numbers and labels that lean on the first column; both labels occur."""
    X = np.round(draw.child("X").uniform(rows * columns), decimals).reshape(rows, columns)
    y = draw.child("y").bernoulli(0.15 + 0.7 * X[:, 0])
    y[:2] = [0, 1]
    return X, y


def squares(draw: Draw, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return a two by two chessboard with one label in ten turned: no first split gains much."""
    X = np.round(draw.child("X").uniform(rows * 2), 4).reshape(rows, 2)
    black = (X[:, 0] > 0.5) != (X[:, 1] > 0.5)
    return X, draw.child("y").bernoulli(np.where(black, 0.9, 0.1))


def split_of(submission: Module, X: np.ndarray, y: np.ndarray, min_leaf: int = 1) -> tuple[np.ndarray, float, float]:
    """Call best_split where a split is allowed, and return which rows go left, the threshold and the gain."""
    given(X=X, y=y, min_leaf=min_leaf)
    found = submission.best_split(X, y) if min_leaf == 1 else submission.best_split(X, y, min_leaf)
    shape_message = f"best_split must return (column, threshold, gain) where a split is allowed.{exactly(X)}"
    expect(isinstance(found, tuple | list) and len(found) == 3, shape_message, got=found)
    column = float(numbers(found[0], "the column", shape=()))
    threshold = float(numbers(found[1], "the threshold", shape=()))
    gain = float(numbers(found[2], "the gain", shape=()))
    expect(column in range(X.shape[1]), f"There is no column {column:g}: they count from 0.", got=found)
    left = X[:, int(column)] <= threshold
    empty = f"With column {column:g} and threshold {threshold!r} one side is empty: `<=` goes left, the rest right."
    expect(0 < left.sum() < len(y), empty + exactly(X), got=found)
    return left, threshold, gain


def exactly(X: np.ndarray) -> str:
    """Return the digits that tell two rows apart which look the same when they are shown, else nothing."""
    return f" The values are {float(X[0, 0])!r} and {float(X[1, 0])!r}, which differ." if X.shape == (2, 1) else ""


def leaves_of(tree: Any, X: np.ndarray) -> np.ndarray:
    """Return the leaf of each row as numbers from 0."""
    got = numbers(tree.apply(X), "apply(X)", shape=(len(X),))
    return np.asarray(np.unique(got, return_inverse=True)[1]).reshape(-1)


def parts(leaf: np.ndarray) -> list[np.ndarray]:
    """Return the rows of each leaf."""
    return [np.flatnonzero(leaf == number) for number in range(leaf.max() + 1)]


def level_by_level(submission: Module, X: np.ndarray, y: np.ndarray, min_leaf: int) -> list[np.ndarray]:
    """Return the leaf of each row for max_depth 0, 1, 2 .. until nothing is split any more."""
    levels: list[np.ndarray] = []
    for depth in range(len(y) + 1):
        given(X=X, y=y, max_depth=depth, min_leaf=min_leaf, ccp=0.0)
        leaf = leaves_of(submission.DecisionTree(max_depth=depth, min_leaf=min_leaf, ccp=0.0).fit(X, y), X)
        expect(
            leaf.max() < 2**depth,
            f"With max_depth={depth} there are {leaf.max() + 1} leaves; {depth} splits from the root down make at "
            f"most {2**depth}.",
        )
        if levels:
            torn = next((rows for rows in parts(leaf) if len(set(levels[-1][rows])) > 1), None)
            why = f"A tree of max_depth={depth} must split the leaves of max_depth={depth - 1} further, not others."
            expect(torn is None, why, got="" if torn is None else f"rows {torn[:6]} share a leaf")
            if leaf.max() == levels[-1].max():
                return levels
        levels.append(leaf)
    return levels


def least_cost(levels: list[np.ndarray], y: np.ndarray, ccp: float) -> tuple[float, int]:
    """Return the least of impurity + ccp per leaf over all prunings, and the fewest leaves that have it."""

    def below(rows: np.ndarray, depth: int) -> tuple[float, int]:
        alone = len(rows) / len(y) * gini(y[rows]) + ccp
        children = [] if depth + 1 >= len(levels) else [rows[part] for part in parts(renumbered(depth + 1, rows))]
        if len(children) < 2:
            return alone, 1
        costs, leaves = zip(*(below(child, depth + 1) for child in children), strict=True)
        return (alone, 1) if alone <= sum(costs) else (sum(costs), sum(leaves))

    def renumbered(depth: int, rows: np.ndarray) -> np.ndarray:
        return np.asarray(np.unique(levels[depth][rows], return_inverse=True)[1]).reshape(-1)

    return below(np.arange(len(y)), 0)


@sample
def last_month(draw: Draw) -> dict[str, Table]:
    task = inspections(draw, 2_000)
    return {"inspections": task.inputs.having(found=task.outcome)}


@check("finds the split with the largest gain", teaches="decision-tree", sizes=(4, 30), tries=8)
def largest_gain(submission: Module, draw: Draw, size: int) -> None:
    X, y = mixed(draw, size, decimals=6)
    left, _, gain = split_of(submission, X, y)
    right = best_gain(X, y)
    why = "Trying every split finds a larger one; each side counts with its share of the rows."
    near(gain_of(y, left), right, "what your split gains", atol=1e-9, why=why)
    near(gain, right, "the gain that is returned", atol=1e-9, why="Impurity before, less impurity after.")


@check("puts the threshold midway between two values", teaches="decision-tree", sizes=(4, 30), tries=4)
def midway(submission: Module, draw: Draw, size: int) -> None:
    X, y = mixed(draw, size, columns=1, decimals=6)
    left, threshold, _ = split_of(submission, X, y)
    middle = (X[left, 0].max() + X[~left, 0].min()) / 2
    why = "A new row between the two values goes to the nearer one."
    near(threshold, middle, "the threshold", atol=1e-9, why=why)


@check("never cuts through equal values", teaches="decision-tree", sizes=(6, 60), tries=6)
def equal_values(submission: Module, draw: Draw, size: int) -> None:
    X = draw.child("X").integers(0, 4, size * 2).astype(np.float64).reshape(size, 2)
    X[:2, 0] = [0, 3]
    y = draw.child("y").bernoulli(0.2 + 0.2 * X[:, 0])
    y[:2] = [0, 1]
    left, _, gain = split_of(submission, X, y)
    near(gain, gain_of(y, left), "the gain that is returned", atol=1e-9, why="Rows of one value go to one side.")
    why = "Trying every threshold between two different values finds a larger one."
    near(gain, best_gain(X, y), "the gain that is returned", atol=1e-9, why=why)


@check("sends a row on the threshold left", teaches="decision-tree")
def on_the_threshold(submission: Module, draw: Draw) -> None:
    X, y = np.array([[0.0], [0.0], [2.0], [2.0]]), np.array([0, 0, 1, 1])
    X_new = np.array([[-5.0], [1.0], [1.5], [9.0]])
    given(X=X, y=y, X_new=X_new)
    tree = submission.DecisionTree().fit(X, y)
    near(tree.predict_proba(X_new), [0, 0, 1, 1], "predict_proba(X_new)", atol=1e-12, why="The threshold is 1.")


@check("keeps neighbours in floating point apart", teaches="decision-tree", tries=4)
def neighbours(submission: Module, draw: Draw) -> None:
    for low in (0.3, 1.0, float(draw.uniform(1)[0])):
        high = np.nextafter(low, np.inf)
        for x in ([low, high], [high, np.nextafter(high, np.inf)]):
            X, y = np.array([x]).T, np.array([0, 1])
            split_of(submission, X, y)
            p = submission.DecisionTree().fit(X, y).predict_proba(X)
            near(p, y, "predict_proba(X)", atol=1e-12, why=exactly(X).strip())


@check("leaves min_leaf rows on either side, or does not split", teaches="regularisation", sizes=(7, 40), tries=6)
def enough_rows(submission: Module, draw: Draw, size: int) -> None:
    X, y = mixed(draw, size, decimals=6)
    for min_leaf in (2, size // 2):
        left, _, gain = split_of(submission, X, y, min_leaf)
        fewest = min(left.sum(), size - left.sum())
        expect(fewest >= min_leaf, f"One side has {fewest} rows, with min_leaf={min_leaf}.")
        near(gain, best_gain(X, y, min_leaf), "the gain that is returned", atol=1e-9)
    for rows, min_leaf, what in ((X, size // 2 + 1, "too few rows"), (np.ones((size, 2)), 1, "constant columns")):
        given(X=rows, y=y, min_leaf=min_leaf)
        found = submission.best_split(rows, y, min_leaf)
        expect(found is None, f"No split is allowed ({what}): best_split must return None.", got=found)


@check("goes on while labels are mixed, also where a split gains nothing", teaches="decision-tree", sizes=(4, 60))
def to_the_end(submission: Module, draw: Draw, size: int) -> None:
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = np.array([0, 1, 1, 0])
    if size > 4:
        X, y = mixed(draw, size, decimals=6)
    given(X=X, y=y, max_depth=None, min_leaf=1)
    why = "All rows differ, so a tree without limits can tell every label."
    near(submission.DecisionTree().fit(X, y).predict_proba(X), y, "predict_proba(X)", atol=1e-12, why=why)
    pure = np.ones(size, dtype=np.int64)
    given(X=X, y=pure)
    near(submission.DecisionTree().fit(X, pure).predict_proba(X), pure, "predict_proba(X) of one label", atol=1e-12)
    twice, in_vain = np.array([[0.0], [0.0], [1.0], [1.0]]), np.array([0, 1, 0, 1])
    given(X=twice, y=in_vain)
    leaf = leaves_of(submission.DecisionTree().fit(twice, in_vain), twice)
    expect(leaf.max() == 1, f"The labels are mixed and a split is allowed: 2 leaves, not {leaf.max() + 1}.")


@check("splits every part as it would split the whole", teaches="decision-tree", sizes=(8, 60))
def greedy(submission: Module, draw: Draw, size: int) -> None:
    X, y = mixed(draw, size)
    for min_leaf in (1, 3):
        levels = level_by_level(submission, X, y, min_leaf)
        for depth, (above, below) in enumerate(zip(levels, [*levels[1:], levels[-1]], strict=True)):
            given(X=X, y=y, max_depth=depth + 1, min_leaf=min_leaf)
            for rows in parts(above):
                left = below[rows] == below[rows[0]]
                most = best_gain(X[rows], y[rows], min_leaf) if 0 < y[rows].mean() < 1 else None
                where = f"at depth {depth} a part of {len(rows)} rows"
                if most is None:
                    expect(left.all(), f"{where} is split, though it is pure or no split of it is allowed.")
                    continue
                expect(not left.all(), f"{where} with mixed labels is not split, though a split is allowed.")
                near(gain_of(y[rows], left), most, f"what the split gains of {where}", atol=1e-9)


@check("answers with the share of ones in the leaf, and lists its splits", teaches="decision-tree", sizes=(8, 200))
def shares(submission: Module, draw: Draw, size: int) -> None:
    X, y = mixed(draw, size)
    given(X=X, y=y, max_depth=3, min_leaf=2)
    tree = submission.DecisionTree(max_depth=3, min_leaf=2).fit(X, y)
    leaf = leaves_of(tree, X)
    right = np.bincount(leaf, weights=y) / np.bincount(leaf)
    near(tree.predict_proba(X), right[leaf], "predict_proba(X)", atol=1e-9, why="It is the mean label in the leaf.")
    found = tree.splits()
    expect(isinstance(found, tuple | list), "splits() must return a list of (column, threshold).", got=found)
    count = f"{leaf.max() + 1} leaves hang on {leaf.max()} splits; splits() lists {len(found)}."
    expect(len(found) == leaf.max(), count, got=found)


@check("prunes to the cheapest tree, from the bottom", teaches="regularisation", sizes=(16, 60))
def pruned(submission: Module, draw: Draw, size: int) -> None:
    for X, y in (squares(draw, size), mixed(draw, size)):
        levels = level_by_level(submission, X, y, 2)
        for ccp in (0.002, 0.01, 0.03, 0.08):
            given(X=X, y=y, min_leaf=2, ccp=ccp)
            leaf = leaves_of(submission.DecisionTree(min_leaf=2, ccp=ccp).fit(X, y), X)
            cost = sum(len(rows) / size * gini(y[rows]) + ccp for rows in parts(leaf))
            least, leaves = least_cost(levels, y, ccp)
            why = (
                f"Your full tree can be cut back to {leaves} leaves; yours has {leaf.max() + 1}. A split that gains "
                "little may stand above one that gains much."
            )
            near(cost, least, "impurity + ccp per leaf", atol=1e-9, why=why)


@check("grows on 60,000 rows in the time", teaches="decision-tree")
def many_rows(submission: Module, draw: Draw) -> None:
    task = inspections(draw, 60_000)
    X, y = task.inputs.having(repair_share=draw.child("x").uniform(60_000)).matrix(), task.outcome
    X[:, 1:] = draw.child("more").uniform(120_000).reshape(-1, 2)
    given(X=X, y=y, max_depth=3)
    p = submission.DecisionTree(max_depth=3).fit(X, y).predict_proba(X)
    numbers(p, "predict_proba(X)", shape=(60_000,), low=0.0, high=1.0)


@check("refuses what it cannot split", teaches="decision-tree")
def refused(submission: Module, draw: Draw) -> None:
    X, y = mixed(draw, 6)
    holes = X.copy()
    holes[4, 1] = np.nan
    for rows, labels, what in (
        (holes, y, "fit on a table with NaN, which is on neither side of any threshold,"),
        (X, np.where(y > 0, 1, -1), "fit with labels -1 and 1, whose mean is no share,"),
        (X[:0], y[:0], "fit on no rows"),
    ):
        given(X=rows, y=labels)
        refuses(lambda rows=rows, labels=labels: submission.DecisionTree().fit(rows, labels), what)


@check("leaves the caller's arrays alone", teaches="decision-tree")
def no_mutation(submission: Module, draw: Draw) -> None:
    X, y = mixed(draw, 20)
    given(X=X, y=y)
    X_kept, y_kept = submission.keep(X), submission.keep(y)
    submission.DecisionTree(ccp=0.01).fit(X_kept, y_kept).predict_proba(X_kept)
    unchanged(X_kept, X, "X")
    unchanged(y_kept, y, "y")


def tree_for(submission: Module, task: Task) -> Any:
    """Ask for the rules of the desk."""
    X, y = task.inputs.matrix(), task.outcome
    given(X=X, y=y)
    return submission.rules(X, y)


@check("writes rules that fit on one page and are where the truth is", teaches="regularisation")
def one_page(submission: Module, draw: Draw) -> None:
    task = inspections(draw, 2_000)
    found = tree_for(submission, task).splits()
    expect(isinstance(found, tuple | list), "splits() must return a list of (column, threshold).", got=found)
    many = f"rules(X, y) has {len(found)} splits, where the wall has room for {MOST_SPLITS}."
    expect(len(found) <= MOST_SPLITS, many)
    pairs = numbers(found or np.zeros((0, 2)), "splits()", shape=(len(found), 2))
    for column, true in enumerate(task.truth.coefficients.values()):
        near_enough = [t for c, t in pairs if c == column and abs(t - true) <= 0.02]
        why = f"No split of column {column} lies within 0.02 of the step that is in the data."
        expect(near_enough, why, expected=f"a split of column {column} at the step", got=found)


@score("share of the right decisions that rules can add", bar=0.97, floor=0.93, draws=4, teaches="decision-tree")
def decisions(submission: Module, draw: Draw) -> Placed:
    train, new = inspections(draw, 6_000).split(2_000)
    p = tree_for(submission, train).predict_proba(new.inputs.matrix())
    says = numbers(p, "predict_proba(X_new)", shape=(4_000,), low=0.0, high=1.0) > 0.5
    truth = new.truth.expected
    return Placed(
        value=float(np.where(says, truth, 1 - truth).mean()),
        baseline=float(max(truth.mean(), 1 - truth.mean())),
        best=float(np.maximum(truth, 1 - truth).mean()),
    )
