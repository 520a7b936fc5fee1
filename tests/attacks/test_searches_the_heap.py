"""Asks the garbage collector for objects that hold the labels of the new rows."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(4,),
    lab="plane",
    code="""
import gc


def predict(X, y, X_new):
    for thing in gc.get_objects():
        try:
            outcome = type(thing).__name__ == "Task" and thing.outcome
            if outcome is not False and len(outcome) == len(X_new):
                return outcome
        except Exception:
            continue
    return X_new[:, 0]
""",
)


def test_no_object_holds_labels(arena: Arena) -> None:
    arena.defeats(ATTACK)
