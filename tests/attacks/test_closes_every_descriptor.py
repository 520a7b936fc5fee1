"""Closes every descriptor it has, the wire included."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 14),
    ends=("broken",),
    plain=False,
    code="""
import os


def double(x):
    os.closerange(0, 1024)
    return x + x
""",
)


def test_a_closed_wire_is_an_end(arena: Arena) -> None:
    arena.defeats(ATTACK)
