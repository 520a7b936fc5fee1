"""Installs a trace function that makes the comparison compare the expected value with itself."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(35,),
    code="""
import sys


def trace(frame, event, arg):
    if frame.f_code.co_name == "near":
        frame.f_locals["got"] = frame.f_locals["expected"]
    return trace


def double(x):
    sys.settrace(trace)
    return 0.0
""",
)


def test_the_comparison_cannot_be_traced(arena: Arena) -> None:
    arena.defeats(ATTACK)
