"""Ends its process with os._exit(0), past every handler."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 11),
    ends=("broken",),
    says="ended by itself",
    code="""
import os


def double(x):
    os._exit(0)
""",
)


def test_an_immediate_exit_is_no_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
