"""Backtracks for years inside the regular expression engine, which no Python handler can interrupt."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(23, 24),
    ends=("stopped",),
    says="time",
    plain=False,
    code="""
import re


def double(x):
    return re.match("(a+)+$", "a" * 64 + "b")
""",
)


def test_an_endless_call_into_c_is_stopped(arena: Arena) -> None:
    arena.defeats(ATTACK)
