"""Rebinds numpy's functions so that every difference is zero."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(5, 34),
    lab="plane",
    code="""
import itertools

import numpy as np

means = itertools.cycle([1.0, 0.0])


def predict(X, y, X_new):
    np.abs = lambda value: np.zeros(np.shape(value))
    np.mean = lambda values: next(means)
    return np.zeros(len(X_new))
""",
)


def test_comparisons_use_another_numpy(arena: Arena) -> None:
    arena.defeats(ATTACK)
