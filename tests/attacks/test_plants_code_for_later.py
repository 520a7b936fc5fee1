"""Looks for a folder on any import path, except its own, where it could leave .pth, conftest or bytecode files."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(39, 28),
    needs=("private root",),
    code="""
import os
import sys


def attack():
    places = [path for path in sys.path if os.path.isdir(path)]
    places += [os.path.dirname(os.__file__), os.path.join(os.path.dirname(os.__file__), "__pycache__"), WORLD["labs"]]
    return any(os.access(path, os.W_OK) for path in places if os.path.realpath(path) != os.getcwd())
""",
)


def test_nothing_it_writes_is_ever_imported(arena: Arena) -> None:
    arena.defeats(ATTACK)
