"""Returns NaN and infinities, which compare as neither larger nor smaller."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(16,),
    lab="plane",
    says="finite",
    plain=False,
    code="""
import numpy as np


def predict(X, y, X_new):
    return np.full(len(X_new), [np.nan, np.inf, -np.inf][int(abs(X[0, 0]) * 1e4) % 3])
""",
)


def test_nan_is_never_near(arena: Arena) -> None:
    arena.defeats(ATTACK)
