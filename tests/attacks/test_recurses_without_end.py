"""Recurses without end, with the interpreter's own limit lifted."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 21),
    ends=("broken", "stopped", "failed"),
    plain=False,
    code="""
import sys

sys.setrecursionlimit(1 << 30)


class Nest:
    def __repr__(self):
        return repr([self])


def double(x):
    return repr(Nest())
""",
)


def test_endless_recursion_ends(arena: Arena) -> None:
    arena.defeats(ATTACK)
