"""Remembers the labels of every row it has seen and looks new rows up."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(30,),
    lab="plane",
    plain=False,
    code="""
import numpy as np

SEEN = {}


def predict(X, y, X_new):
    SEEN.update({row.tobytes(): label for row, label in zip(X, y)})
    return np.array([SEEN.get(row.tobytes(), y.mean()) for row in X_new])
""",
)


def test_what_is_remembered_is_of_no_use(arena: Arena) -> None:
    arena.defeats(ATTACK)
