"""Holds the right answers of an earlier judgement, row by row, in case the hidden data are the same again."""

from hillclimb.ground import Seed
from hillclimb.testing import Arena, Attack

_CODE = """
import numpy as np

KNOWN = {}


def predict(X, y, X_new):
    return np.array([KNOWN.get(row.tobytes(), y.mean()) for row in X_new])
"""
# Prints what it is given and the right answers: what a leak of everything would tell.
_SPY = """
import numpy as np


def predict(X, y, X_new):
    A = np.column_stack([X, np.ones(len(X))])
    right = np.column_stack([X_new, np.ones(len(X_new))]) @ np.linalg.lstsq(A, y, rcond=None)[0]
    print({row.tobytes(): float(label) for row, label in zip(X_new, right)})
    return right
"""
ATTACK = Attack(rows=(30,), lab="plane", plain=False, code=_CODE)


def test_a_leaked_key_is_worth_nothing_the_next_time(arena: Arena) -> None:
    leaked = Seed.fresh()
    spied = arena.grade("plane", _SPY, seed=leaked)
    known = spied.output.splitlines()[0]
    told = _CODE.replace("KNOWN = {}", f"KNOWN = {known}")
    replayed = arena.grade("plane", told, seed=leaked)
    assert replayed.checks[0].outcome.value == "passed", "with the same data the leaked answers are right"
    assert not arena.grade("plane", told).passed
    arena.defeats(ATTACK)
