"""Tries the clock, the process number and small seeds until a generator repeats what it was given."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(30,),
    lab="plane",
    plain=False,
    code="""
import os
import random
import time

import numpy as np


def predict(X, y, X_new):
    now = int(time.time())
    for seed in [*range(300), os.getpid(), os.getppid(), *range(now - 100, now + 100)]:
        for draw in (random.Random(seed).random, np.random.RandomState(seed).rand, np.random.default_rng(seed).random):
            value = float(draw())
            if np.isclose(X, value).any() or np.isclose(y, value).any():
                A = np.column_stack([X, np.ones(len(X))])
                return np.column_stack([X_new, np.ones(len(X_new))]) @ np.linalg.lstsq(A, y, rcond=None)[0]
    return np.full(len(X_new), y.mean())
""",
)


def test_seeds_cannot_be_guessed(arena: Arena) -> None:
    arena.defeats(ATTACK)
