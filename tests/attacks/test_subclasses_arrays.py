"""Returns an array whose class answers every operation of numpy itself."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(17, 15),
    lab="plane",
    plain=False,
    code="""
import numpy as np


class Right(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.zeros(len(self))

    def __array_function__(self, function, types, args, options):
        return True

    def __array_finalize__(self, other):
        pass

    def astype(self, *options, **more):
        return self


def predict(X, y, X_new):
    return np.zeros(len(X_new)).view(Right)
""",
)


def test_a_subclass_of_an_array_arrives_as_an_array(arena: Arena) -> None:
    arena.defeats(ATTACK)
