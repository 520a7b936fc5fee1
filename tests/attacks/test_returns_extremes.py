"""Returns numbers whose squares and sums overflow to infinity and NaN."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(16,),
    lab="plane",
    plain=False,
    code="""
import numpy as np


def predict(X, y, X_new):
    return np.where(np.arange(len(X_new)) % 2, 1.7e308, -1.7e308)
""",
)


def test_sums_that_overflow_do_not_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
