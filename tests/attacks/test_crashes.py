"""Crashes the interpreter by reading address 0."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10,),
    ends=("broken",),
    says="SIGSEGV",
    plain=False,
    code="""
import ctypes


def double(x):
    return ctypes.string_at(0)
""",
)


def test_a_crash_is_named(arena: Arena) -> None:
    arena.defeats(ATTACK)
