"""Keeps a thread that goes on changing an answer after it was returned."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(42, 31),
    lab="plane",
    plain=False,
    code="""
import threading

import numpy as np


def predict(X, y, X_new):
    answer = np.zeros(len(X_new))

    def edit():
        while True:
            answer[:] = X_new[:, 0] * 3
            answer[:] = y[:20]

    threading.Thread(target=edit, daemon=True).start()
    return answer
""",
)


def test_an_answer_is_a_copy(arena: Arena) -> None:
    arena.defeats(ATTACK)
