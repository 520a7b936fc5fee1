"""Returns a view that claims terabytes while it holds one number."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 21),
    lab="plane",
    ends=("stopped", "failed"),
    plain=False,
    code="""
import numpy as np


def predict(X, y, X_new):
    return np.broadcast_to(0.0, (1 << 20, 1 << 20))
""",
)


def test_an_array_that_is_only_claimed_is_stopped(arena: Arena) -> None:
    arena.defeats(ATTACK)
