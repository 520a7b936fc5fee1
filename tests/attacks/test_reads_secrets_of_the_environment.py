"""Looks for secrets in the environment, the arguments and the C library's copies of both."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(26, 30),
    code="""
import ctypes
import os
import sys


def attack():
    kept = [*os.environ.values(), *sys.argv, *sys.orig_argv]
    names = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    i = 0
    while names and names[i]:
        kept.append(names[i].decode("utf-8", "replace"))
        i += 1
    return any(WORLD["secret"] in text for text in kept)
""",
)


def test_nothing_of_the_judges_environment_is_inherited(arena: Arena) -> None:
    arena.defeats(ATTACK)
