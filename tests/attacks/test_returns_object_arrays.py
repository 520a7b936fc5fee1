"""Returns arrays of objects, records, dates and 128-bit floats."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(16, 17),
    lab="plane",
    plain=False,
    code="""
import numpy as np


class Zero:
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0


VALUES = [
    np.array([Zero()] * 20, dtype=object),
    np.zeros(20, dtype=[("a", "f8"), ("b", "O")]),
    np.zeros(20, dtype="M8[ns]"),
    np.zeros(20, dtype=np.longdouble),
    np.array(["0"] * 20),
    np.ma.masked_all(20),
]


def predict(X, y, X_new):
    return VALUES[int(abs(X[0, 0]) * 1e4) % len(VALUES)]
""",
)


def test_arrays_of_objects_become_plain_values(arena: Arena) -> None:
    arena.defeats(ATTACK)
