"""Leaves marks in builtins, modules, the environment and the interpreter, and looks for them in a later run."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(30, 34),
    runs=2,
    plain=False,
    code="""
import builtins
import os
import sys


def attack():
    name = WORLD["marker"]
    places = [builtins.__dict__, os.__dict__, sys.__dict__, os.environ]
    found = any(name in place for place in places)
    for place in places:
        place[name] = "x"
    sys.path.append("/tmp")
    os.environ.update(LC_ALL="tr_TR.UTF-8", TZ="Etc/GMT+12", PYTHONPATH="/tmp", LD_PRELOAD="/tmp/x.so")
    return found
""",
)


def test_no_state_stays_in_memory_between_judgements(arena: Arena) -> None:
    arena.defeats(ATTACK)
