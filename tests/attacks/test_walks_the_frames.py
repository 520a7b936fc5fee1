"""Walks up the stack to the check and takes the hidden labels from its locals."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(3, 38),
    lab="plane",
    code="""
import sys


def predict(X, y, X_new):
    frame = sys._getframe()
    while frame:
        if "hidden_labels" in frame.f_locals:
            return frame.f_locals["hidden_labels"]
        frame = frame.f_back
    return X_new[:, 0]
""",
)


def test_no_frame_holds_labels(arena: Arena) -> None:
    arena.defeats(ATTACK)
