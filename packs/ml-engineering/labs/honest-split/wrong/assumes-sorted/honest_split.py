"""Four ways to hold rows back, one for each thing that can be new on the day a model is used."""

import hashlib

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]    # positions of the training rows, positions of the test rows


def stratified_kfold(y: np.ndarray, folds: int, seed: int) -> list[Fold]:
    """Split rows into folds that each hold their share of every class of y (n,)."""
    if not 2 <= folds <= len(y):
        raise ValueError(f"{len(y)} rows cannot make {folds} folds")
    rows = np.random.default_rng(seed).permutation(len(y))    # (n,): chance decides between rows of one class
    rows = rows[np.argsort(y[rows], kind="stable")]           # (n,): class after class, still in random order inside
    fold_of = np.empty(len(y), dtype=int)
    # Deal them like cards: 0, 1, …, folds - 1, 0, 1, … A class lies in a row, so no fold gets two more of it than
    # another; and dealing goes on from class to class, so no fold gets two more rows than another.
    fold_of[rows] = np.arange(len(y)) % folds
    return pairs(fold_of, folds)


def group_kfold(groups: np.ndarray, folds: int, seed: int) -> list[Fold]:
    """Split rows into folds of about equal size so that the rows of a group (n,) stay together."""
    names, group_of, sizes = np.unique(groups, return_inverse=True, return_counts=True)    # (g,), (n,), (g,)
    if not 2 <= folds <= len(names):
        raise ValueError(f"{len(names)} groups cannot make {folds} folds")
    order = np.random.default_rng(seed).permutation(len(names))    # chance decides between groups of one size
    order = order[np.argsort(-sizes[order], kind="stable")]        # the largest first: small ones fill the gaps later
    filled = np.zeros(folds, dtype=int)                            # rows per fold so far
    fold_of_group = np.empty(len(names), dtype=int)
    for group in order:
        emptiest = filled.argmin()
        fold_of_group[group] = emptiest
        filled[emptiest] += sizes[group]
    return pairs(fold_of_group[group_of], folds)                   # (n,): each row goes where its group goes


def time_split(days: np.ndarray, test_share: float, gap: int) -> Fold:
    """Hold back the latest days; train on rows more than `gap` days before the first of them. days (n,), any order."""
    wanted = int(np.ceil(test_share * len(days)))          # rows that the test needs at least
    first = days[len(days) - wanted]
    train = np.flatnonzero(days + gap < first)             # what they led to was known before the first test day
    test = np.flatnonzero(days >= first)                   # rows inside the gap are in neither
    if not len(train):
        raise ValueError(f"no row lies more than {gap} days before day {first}")
    return train, test


def train_valid_test(
    ids: np.ndarray, valid_share: float, test_share: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Put each row on one of three sides for good: the side depends on its id and the seed, on no other row."""
    place = np.array([unit(f"{seed}/{name}") for name in ids])      # (n,): where in [0, 1) each id falls, for ever
    test = place < test_share
    valid = ~test & (place < test_share + valid_share)
    return np.flatnonzero(~test & ~valid), np.flatnonzero(valid), np.flatnonzero(test)


def pairs(fold_of: np.ndarray, folds: int) -> list[Fold]:
    """Return (train, test) for each fold: the test rows are the fold, the training rows are all others."""
    return [(np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)) for fold in range(folds)]


def unit(text: str) -> float:
    """Return a number in [0, 1) that looks random but is always the same for the same text."""
    # Not hash(): for text, Python salts it anew in every process.
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
