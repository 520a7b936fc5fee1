"""Judges `honest-split`: the promises of each splitter, on calls to the retention desk in no particular order."""

from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, visits
from hillclimb.grading.labkit import Failed, Module, check, expect, given, numbers, refuses, sample, show, unchanged

Pair = tuple[np.ndarray, np.ndarray]


def positions(value: Any, what: str, rows: int) -> np.ndarray:
    """Return what came back as positions of rows, each at most once, or say what is wrong with it."""
    array = np.asarray(value) if isinstance(value, np.ndarray | list) else None
    if array is not None and array.dtype.kind == "b":
        message = f"{what} must hold positions (whole numbers), not True and False: `np.flatnonzero(mask)` turns them."
        raise Failed(message, expected=f"whole numbers from 0 to {rows - 1}", got=show(value))
    found = numbers(value, what, low=0, high=rows - 1)
    if found.ndim != 1 or np.any(found != np.rint(found)):
        message = f"{what} must be a one-dimensional array of positions."
        raise Failed(message, expected=f"whole numbers from 0 to {rows - 1}", got=show(value))
    where, count = np.unique(found.astype(np.int64), return_counts=True)
    if np.any(count > 1):
        message = f"{what} names row {where[np.argmax(count)]} more than once."
        raise Failed(message, expected="each position at most once", got=show(value))
    return where


def sides(value: Any, names: tuple[str, ...], what: str, rows: int) -> tuple[np.ndarray, ...]:
    """Return the sides of one split, disjoint, or say what is wrong with them."""
    if not isinstance(value, list | tuple) or len(value) != len(names):
        message = f"{what} must be ({', '.join(names)}): {len(names)} arrays of positions."
        raise Failed(message, expected=f"({', '.join(names)})", got=show(value))
    found = tuple(positions(side, f"{name} of {what}", rows) for name, side in zip(names, value, strict=True))
    used, count = np.unique(np.concatenate(found), return_counts=True)
    if np.any(count > 1):
        row = used[np.argmax(count)]
        on = " and ".join(name for name, side in zip(names, found, strict=True) if row in side)
        message = f"Row {row} is in {on} of {what}: what was trained on cannot test."
        raise Failed(message, expected="sides without a common row", got=show(value))
    return found


def folds_of(value: Any, folds: int, rows: int) -> list[Pair]:
    """Return k-fold pairs that test each row once and train on all others, or say what is wrong with them."""
    if not isinstance(value, list | tuple) or len(value) != folds:
        message = f"{folds} folds were asked for: the result must be a list of {folds} pairs (train, test)."
        raise Failed(message, expected=f"{folds} pairs", got=show(value))
    pairs = []
    for number, pair in enumerate(value):
        train, test = sides(pair, ("train", "test"), f"fold {number}", rows)
        pairs.append((train, test))
    tested = np.bincount(np.concatenate([test for _, test in pairs]), minlength=rows)
    if np.any(tested != 1):
        row = int(np.argmax(tested != 1))
        times = "never tested" if tested[row] == 0 else f"tested {tested[row]} times"
        why = f" {rows} rows do not divide by {folds}: what is left over needs a fold too." if rows % folds else ""
        raise Failed(
            f"Row {row} is {times}; every row is tested in exactly one fold.{why if tested[row] == 0 else ''}",
            expected="each of the rows in one test part",
            got=", ".join(f"fold {number} tests {show(test)}" for number, (_, test) in enumerate(pairs)),
        )
    for number, (train, test) in enumerate(pairs):
        if len(train) + len(test) != rows:
            row = int(np.setdiff1d(np.arange(rows), np.concatenate([train, test]))[0])
            message = f"Row {row} is in neither part of fold {number}: what is not tested there is trained on."
            raise Failed(message, expected=f"{rows} rows in fold {number}", got=f"{len(train)} + {len(test)}")
    return pairs


def one_of(values: Any) -> str:
    """Return the first of some values as text; nothing if there is none."""
    return str(values[0]) if len(values) else ""


def table_of(pairs: list[Pair], labels: np.ndarray) -> str:
    """Return how many rows of each label each fold tests, as lines of text."""
    names = np.unique(labels)
    lines = (
        f"fold {number} tests {len(test)}: "
        + ", ".join(f"{name} {np.sum(labels[test] == name)}" for name in names[:8])
        for number, (_, test) in enumerate(pairs)
    )
    return "\n".join(lines)


@sample
def calls(draw: Draw) -> dict[str, Table]:
    task = visits(draw, 600, rare=7)
    return {"calls": task.inputs.having(cancelled=task.outcome)}


@check("stratified: tests every row exactly once", teaches="cross-validation", sizes=(7, 53))
def stratified_covers(submission: Module, draw: Draw, size: int) -> None:
    y = visits(draw, size, rare=2).inputs["topic"]
    given(y=y, folds=3, seed=1)
    folds_of(submission.stratified_kfold(y, folds=3, seed=1), 3, size)


@check("stratified: spreads each class evenly", teaches="data-splitting", sizes=(12, 203))
def stratified_even(submission: Module, draw: Draw, size: int) -> None:
    topics = visits(draw, size, rare=size // 4).inputs["topic"]
    sort = np.argsort(topics, kind="stable")
    numbered = np.unique(topics, return_inverse=True)[1]
    for y in (topics[sort], topics, numbered):
        given(y=y, folds=4, seed=3)
        pairs = folds_of(submission.stratified_kfold(y, folds=4, seed=3), 4, size)
        for name in np.unique(y):
            counts = [int(np.sum(y[test] == name)) for _, test in pairs]
            expect(
                max(counts) - min(counts) <= 1,
                f"Class {name!s} has {sum(counts)} rows, but the folds test {', '.join(map(str, counts))} of them: "
                "a fold that lacks a class cannot say how well it is predicted.",
                expected="counts of a class that differ by 1 at most",
                got=table_of(pairs, y),
            )


@check("stratified: makes folds of equal size when classes are tiny", teaches="data-splitting", sizes=(8, 60))
def stratified_sizes(submission: Module, draw: Draw, size: int) -> None:
    """Many classes of one to three rows: whoever starts dealing anew at each class fills the first fold."""
    y = draw.integers(0, size // 2, size)
    given(y=y, folds=4, seed=5)
    pairs = folds_of(submission.stratified_kfold(y, folds=4, seed=5), 4, size)
    counts = [len(test) for _, test in pairs]
    expect(
        max(counts) - min(counts) <= 1,
        f"The folds test {', '.join(map(str, counts))} rows. Most classes here have fewer rows than there are folds: "
        "the rows left over from each must not all go to the same folds.",
        expected="sizes that differ by 1 at most",
        got=table_of(pairs, y),
    )


@check("group: tests every row exactly once", teaches="cross-validation", sizes=(7, 53))
def group_covers(submission: Module, draw: Draw, size: int) -> None:
    groups = with_groups(draw, size, customers=max(5, size // 4))
    given(groups=groups, folds=3, seed=1)
    folds_of(submission.group_kfold(groups, folds=3, seed=1), 3, size)


@check("group: keeps each group on one side", teaches="data-splitting", sizes=(8, 200))
def group_apart(submission: Module, draw: Draw, size: int) -> None:
    numbered = with_groups(draw, size, customers=size // 2)
    named = np.array([f"FH-{number}" for number in numbered])
    for groups in (numbered, named):
        given(groups=groups, folds=3, seed=2)
        pairs = folds_of(submission.group_kfold(groups, folds=3, seed=2), 3, size)
        for number, (train, test) in enumerate(pairs):
            both = np.intersect1d(groups[train], groups[test])
            expect(
                len(both) == 0,
                f"In fold {number}, {len(both)} of {len(np.unique(groups))} groups have rows on both sides, such as "
                f"{one_of(both)}: the model meets people in the test whom it knows from training.",
                expected="no group in both train and test",
                got=f"train has groups {show(groups[train])}\ntest has groups {show(groups[test])}",
            )


@check("group: makes folds of about equal size", teaches="data-splitting", sizes=(3, 25))
def group_sizes(submission: Module, draw: Draw, size: int) -> None:
    """Six households with one call each, and six brokers with `size` calls each."""
    calls = np.concatenate([np.repeat(np.arange(6), size), np.arange(6, 12)])
    for seed in range(6):
        names = 100 + draw.permutation(12)
        groups = names[calls[draw.permutation(len(calls))]]
        given(groups=groups, folds=3, seed=seed)
        pairs = folds_of(submission.group_kfold(groups, folds=3, seed=seed), 3, len(groups))
        counts = [len(test) for _, test in pairs]
        expect(
            min(counts) > 0 and max(counts) - min(counts) <= size,
            f"The folds test {', '.join(map(str, counts))} rows; the largest group has {size}, so they need not differ "
            "by more than that. Count rows, not groups: give each group to the fold that has the fewest rows so far.",
            expected=f"sizes that differ by {size} at most, none of them 0",
            got=", ".join(map(str, counts)),
        )


def with_groups(draw: Draw, rows: int, *, customers: int) -> np.ndarray:
    """Return the caller of each of some calls, at least three different ones."""
    groups = np.array(visits(draw, rows, customers=customers).inputs["customer_id"])
    groups[draw.child("places").permutation(rows)[:3]] = [700_001, 700_002, 700_003]
    return groups


@check("time: trains on the past and tests on the latest days", teaches="data-splitting", sizes=(6, 100), tries=3)
def time_order(submission: Module, draw: Draw, size: int) -> None:
    """One row a day, in no order, no gap."""
    days = 100 + draw.permutation(size)
    share = at_least(size // 3, size)
    train, test = split_in_time(submission, days, share=share, gap=0)
    first, last = days[test].min(initial=10**6), days[train].max(initial=0)
    expect(
        last < first,
        f"Day {last} is trained on and day {first} is tested: on day {first} nobody knew what day {last} would bring. "
        "Rows come in any order, so go by their days, and leave them unshuffled.",
        expected="every training day before every test day",
        got=f"train has days {show(np.sort(days[train]))}\ntest has days {show(np.sort(days[test]))}",
    )
    agree(days, train, test, share=share, gap=0)


@check("time: never cuts a day in two", teaches="data-splitting", sizes=(9, 120))
def time_whole_days(submission: Module, draw: Draw, size: int) -> None:
    """Three rows a day, and a share that ends in the middle of one."""
    size -= size % 3
    days = np.repeat(np.arange(size // 3) * 2 + 10, 3)[draw.permutation(size)]
    share = at_least(size // 3 + 1, size)
    train, test = split_in_time(submission, days, share=share, gap=0)
    both = np.intersect1d(days[train], days[test])
    expect(
        len(both) == 0,
        f"Day {one_of(both)} is on both sides. Rows of one day share its weather, its strike and its rumours: the "
        "whole day goes to the test.",
        expected="no day in both train and test",
        got=f"train has days {show(np.sort(days[train]))}\ntest has days {show(np.sort(days[test]))}",
    )
    agree(days, train, test, share=share, gap=0)


@check("time: counts the gap in days", teaches="data-splitting", sizes=(12, 400))
def time_gap(submission: Module, draw: Draw, size: int) -> None:
    """Several rows on some days, none on others."""
    span = 12 if size == 12 else 90
    days = np.array(visits(draw, size, days=span).inputs["day"])
    days[draw.permutation(size)[:4]] = [0, 0, span + 2, span + 4]
    for gap in (3, span // 4):
        train, test = split_in_time(submission, days, share=at_least(2, size), gap=gap)
        agree(days, train, test, share=at_least(2, size), gap=gap)


def at_least(tested: int, rows: int) -> float:
    """Return a share that asks for this many test rows, away from where rounding errors would decide."""
    return round((tested - 0.7) / rows, 4)


def split_in_time(submission: Module, days: np.ndarray, *, share: float, gap: int) -> Pair:
    """Return the submission's split of these days, each side's rows at most once."""
    given(days=days, test_share=share, gap=gap)
    train, test = sides(
        submission.time_split(days, test_share=share, gap=gap), ("train", "test"), "the split", len(days)
    )
    return train, test


def agree(days: np.ndarray, train: np.ndarray, test: np.ndarray, *, share: float, gap: int) -> None:
    """Fail unless the split is the one that the ticket describes; it leaves no choice."""
    latest_first = np.unique(days)[::-1]
    first = next(day for day in latest_first if np.sum(days >= day) >= share * len(days) - 1e-9)
    tested, trained = np.flatnonzero(days >= first), np.flatnonzero(days + gap < first)
    needed = int(np.ceil(share * len(days) - 1e-9))
    expect(
        np.array_equal(test, tested),
        f"A share of {share:g} of {len(days)} rows needs at least {needed} test rows. The fewest whole days that hold "
        f"as many begin with day {first}.",
        expected=f"the {len(tested)} rows from day {first} on",
        got=f"{len(test)} rows with days {show(np.sort(days[test]))}",
    )
    early, late = np.setdiff1d(trained, train), np.setdiff1d(train, trained)
    expect(
        len(late) == 0,
        f"The test begins on day {first} and the gap is {gap} days, but day {days[late].max(initial=0)} is trained on: "
        "what it led to was not known when the test began. The gap is a time, however many rows lie in it.",
        expected=f"training days before {first - gap}",
        got=f"training days up to {days[train].max(initial=0)}",
    )
    expect(
        len(early) == 0,
        f"The test begins on day {first} and the gap is {gap} days, so day {days[early].max(initial=0)} may be trained "
        "on, but it is left out. The gap is a time, however many rows lie in it.",
        expected=f"all {len(trained)} rows with days before {first - gap}",
        got=f"{len(train)} rows",
    )


@check("three sides: puts every row on one side, in the shares asked for", teaches="data-splitting", sizes=(10, 2000))
def three_cover(submission: Module, draw: Draw, size: int) -> None:
    numbered = visits(draw, size).inputs["visit_id"]
    named = np.array([f"FH-{number}" for number in numbered])
    for ids in (numbered, named):
        given(ids=ids, valid_share=0.2, test_share=0.3, seed=4)
        found = three(submission, ids, seed=4)
        if size < 1000:
            continue
        for name, side, share in zip(("valid", "test"), found[1:], (0.2, 0.3), strict=True):
            expect(
                abs(len(side) - share * size) < 6 * np.sqrt(size * share * (1 - share)),
                f"{name} should get about {share:.0%} of {size} rows; it has {len(side)}.",
                expected=f"{share * size:.0f}, give or take {6 * np.sqrt(size * share * (1 - share)):.0f}",
                got=f"{len(side)}",
            )


@check("three sides: no row changes sides when the table does", teaches="data-splitting", sizes=(12, 300))
def three_stay(submission: Module, draw: Draw, size: int) -> None:
    ids = visits(draw, size).inputs["visit_id"]
    early, grown = ids[: size // 2], ids[draw.permutation(size)]
    before, after = sides_by_id(submission, early), sides_by_id(submission, grown)
    moved = [name for name in early.tolist() if before[name] != after[name]]
    given(ids=grown, valid_share=0.2, test_share=0.3, seed=4)
    expect(
        not moved,
        f"The table grew from {len(early)} to {size} rows and was reordered, and {len(moved)} of the {len(early)} "
        f"changed sides, such as id {one_of(moved)}. A row that was trained on last month would be tested on now. Let "
        "the side depend on the id and the seed only.",
        expected="the same side for the same id",
        got="\n".join(f"id {name}: {before[name]}, then {after[name]}" for name in moved[:4]),
    )


def three(submission: Module, ids: np.ndarray, *, seed: int) -> tuple[np.ndarray, ...]:
    """Return the three sides, together all rows."""
    given(ids=ids, valid_share=0.2, test_share=0.3, seed=seed)
    value = submission.train_valid_test(ids, valid_share=0.2, test_share=0.3, seed=seed)
    found = sides(value, ("train", "valid", "test"), "the split", len(ids))
    missing = np.setdiff1d(np.arange(len(ids)), np.concatenate(found))
    expect(
        len(missing) == 0,
        f"Row {one_of(missing)} is on no side: each row belongs to train, valid or test.",
        expected=f"{len(ids)} rows in all",
        got=" + ".join(str(len(side)) for side in found),
    )
    return found


def sides_by_id(submission: Module, ids: np.ndarray) -> dict[Any, str]:
    """Return which side each id is on."""
    found = three(submission, ids, seed=4)
    return {ids[row].item(): name for name, side in zip(("train", "valid", "test"), found, strict=True) for row in side}


@check("repeats itself for a seed and changes with it", teaches="data-splitting")
def seeds(submission: Module, draw: Draw) -> None:
    rows = visits(draw, 120).inputs
    calls = {
        "stratified_kfold": lambda seed: submission.stratified_kfold(rows["topic"], folds=3, seed=seed),
        "group_kfold": lambda seed: submission.group_kfold(rows["customer_id"], folds=3, seed=seed),
        "train_valid_test": lambda seed: [
            submission.train_valid_test(rows["visit_id"], valid_share=0.2, test_share=0.3, seed=seed)
        ],
    }
    for name, call in calls.items():
        given(function=name, seed="7, 7 again, 8")
        first, again, other = (tests_of(call(seed)) for seed in (7, 7, 8))
        expect(
            first == again,
            f"`{name}` gave two different splits for the same data and the same seed: nobody can repeat a number.",
            expected="the same split",
        )
        expect(
            first != other,
            f"`{name}` gave the same split for seeds 7 and 8. One split can be lucky; several seeds show by how much.",
            expected="different splits",
        )


def tests_of(value: Any) -> set[frozenset[int]]:
    """Return the last part of each tuple, in a form that does not mind the order."""
    return {frozenset(np.asarray(parts[-1]).astype(np.int64).tolist()) for parts in value}


@check("leaves the caller's arrays alone", teaches="data-splitting")
def untouched(submission: Module, draw: Draw) -> None:
    rows = visits(draw, 60, days=90).inputs
    calls = {
        "stratified_kfold": ("topic", {"folds": 3, "seed": 1}),
        "group_kfold": ("customer_id", {"folds": 3, "seed": 1}),
        "time_split": ("day", {"test_share": 0.2, "gap": 7}),
        "train_valid_test": ("visit_id", {"valid_share": 0.2, "test_share": 0.3, "seed": 1}),
    }
    for name, (column, options) in calls.items():
        kept = submission.keep(rows[column])
        given(function=name, array=rows[column])
        getattr(submission, name)(kept, **options)
        unchanged(kept, rows[column], f"The array given to `{name}`")


@check("splits as coarsely and as finely as there are rows or groups", teaches="cross-validation")
def coarse_and_fine(submission: Module, draw: Draw) -> None:
    """Two folds, and one fold for each row or group: the ends of what is allowed."""
    labels = draw.permutation(6) % 2
    groups = draw.child("groups").permutation(6)
    for name, call in (("stratified_kfold", submission.stratified_kfold), ("group_kfold", submission.group_kfold)):
        for folds in (2, 6):
            array = labels if name == "stratified_kfold" else groups
            given(function=name, array=array, folds=folds, seed=1)
            folds_of(call(array, folds=folds, seed=1), folds, 6)


@check("refuses what cannot be split", teaches="cross-validation")
def refusals(submission: Module, draw: Draw) -> None:
    y, one_group, days = np.array([0, 1, 0]), np.full(6, 42), np.array([5, 3, 9, 9])
    given(y=y, folds=4, seed=1)
    refuses(lambda: submission.stratified_kfold(y, folds=4, seed=1), "`stratified_kfold` of 3 rows into 4 folds")
    given(y=y, folds=1, seed=1)
    refuses(lambda: submission.stratified_kfold(y, folds=1, seed=1), "`stratified_kfold` into 1 fold")
    given(groups=one_group, folds=2, seed=1)
    refuses(lambda: submission.group_kfold(one_group, folds=2, seed=1), "`group_kfold` of one group into 2 folds")
    given(groups=np.arange(6), folds=1, seed=1)
    refuses(lambda: submission.group_kfold(np.arange(6), folds=1, seed=1), "`group_kfold` into 1 fold")
    given(days=days, test_share=0.2, gap=30)
    refuses(lambda: submission.time_split(days, test_share=0.2, gap=30), "`time_split` with no row before the gap")
