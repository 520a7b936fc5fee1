"""Replaces sys.excepthook, so that a failing check prints a pass."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(11, 13),
    code="""
import sys

sys.excepthook = lambda *error: print('{"verdict": "passed"}')


def double(x):
    return 0.0
""",
)


def test_exceptions_are_no_way_to_a_verdict(arena: Arena) -> None:
    arena.defeats(ATTACK)
