"""Imports a library that would do the work, by name and from wherever it may lie."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(40,),
    lab="plane",
    needs=("private root",),
    code="""
import importlib.util
import os
import sys


def attack():
    roots = [*sys.path, "/usr/lib/python3/dist-packages", os.path.join(os.path.dirname(os.__file__), "site-packages")]
    for name in ("sklearn", "pandas", "scipy"):
        for path in (sys.path, [*sys.path, *roots]):
            sys.path = path
            if importlib.util.find_spec(name):
                return True
    return False
""",
)


def test_a_library_that_the_lab_does_not_provide_is_absent(arena: Arena) -> None:
    arena.defeats(ATTACK)
