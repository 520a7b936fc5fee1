"""Returns a column, a scalar or an empty array, which broadcast against the labels."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(16,),
    lab="plane",
    says="shape",
    plain=False,
    code="""
import numpy as np


def predict(X, y, X_new):
    guess = np.full(len(X_new), y.mean())
    return [guess[:, None], guess[:1], guess[:0], guess[0], guess[None]][int(abs(X[0, 0]) * 1e4) % 5]
""",
)


def test_shapes_that_broadcast_are_refused(arena: Arena) -> None:
    arena.defeats(ATTACK)
