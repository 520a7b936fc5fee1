"""Prints more than is kept, without a line's end, on both streams, and dies while doing so."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(33, 37),
    ends=("failed", "stopped"),
    plain=False,
    code=r"""
import os
import threading


def flood():
    while True:
        os.write(2, b"\xff\x00\x1b" * 1000)


def double(x):
    threading.Thread(target=flood, daemon=True).start()
    return 0.0
""",
)


def test_a_flood_does_not_cost_the_answers(arena: Arena) -> None:
    arena.defeats(ATTACK)
