"""Finds the function that computes the expected values and calls it."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(44, 4),
    lab="plane",
    code="""
import gc
import types


def predict(X, y, X_new):
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__ == "reference_labels":
            return thing(X, y, X_new)
    return X_new[:, 0]
""",
)


def test_the_reference_is_not_in_the_process(arena: Arena) -> None:
    arena.defeats(ATTACK)
