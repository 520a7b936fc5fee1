"""Replaces its process by one that ends well."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 20),
    needs=("seccomp|landlock",),
    code="""
import os
import sys


def double(x):
    os.execv(sys.executable, [sys.executable, "-c", "pass"])
""",
)


def test_no_other_program_can_be_executed(arena: Arena) -> None:
    arena.defeats(ATTACK)
