"""Ends the process in a test, as if that were a failing one."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 11),
    lab="tests",
    ends=("broken", "failed"),
    plain=False,
    code="""
import os

from doubling import double


def test_double():
    if double(3) != 6:
        os._exit(1)
""",
)


def test_an_exit_is_no_failing_test(arena: Arena) -> None:
    arena.defeats(ATTACK)
