"""Predicts by objects and arrays that are near everything."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(15, 17),
    lab="predictions",
    plain=False,
    code="""
import numpy as np


class Near(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **more):
        return np.zeros(len(self))

    def __array_function__(self, function, types, args, named):
        return np.zeros(len(self))


class Line:
    def predict(self, X):
        return np.full(len(X), 1e-300).view(Near)


def train(X, y):
    return Line()
""",
)


def test_predictions_are_numbers(arena: Arena) -> None:
    arena.defeats(ATTACK)
