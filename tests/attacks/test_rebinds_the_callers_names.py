"""Reaches the globals of whoever calls it and replaces the comparison there."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(38,),
    code="""
import sys


def double(x):
    frame = sys._getframe()
    while frame:
        if "near" in frame.f_globals:
            frame.f_globals["near"].__code__ = (lambda got, expected, what, *, rtol=0, atol=0, why="": None).__code__
        frame = frame.f_back
    return 0.0
""",
)


def test_the_callers_names_are_out_of_reach(arena: Arena) -> None:
    arena.defeats(ATTACK)
