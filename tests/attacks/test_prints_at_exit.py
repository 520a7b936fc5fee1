"""Registers a function that prints a pass when the interpreter ends."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(13, 11),
    code="""
import atexit

atexit.register(print, '{"verdict": "passed"}')


def double(x):
    return 0.0
""",
)


def test_what_is_printed_at_exit_is_output(arena: Arena) -> None:
    arena.defeats(ATTACK)
