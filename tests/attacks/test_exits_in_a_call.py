"""Calls sys.exit(0) where an answer is due."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 11),
    says="SystemExit",
    code="""
import sys


def double(x):
    sys.exit(0)
""",
)


def test_an_exit_in_a_call_is_no_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
