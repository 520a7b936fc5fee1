"""Prints a verdict of its own and dies."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(13, 11),
    ends=("broken",),
    code="""
import os


def double(x):
    print('{"verdict": "passed"}', flush=True)
    os._exit(1)
""",
)


def test_a_printed_verdict_is_output(arena: Arena) -> None:
    arena.defeats(ATTACK)
