"""Puts other files in the place of the wire and answers there."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(14,),
    ends=("broken",),
    plain=False,
    code="""
import os


def double(x):
    os.dup2(os.open("/dev/null", os.O_RDWR), 3)
    return x + x
""",
)


def test_a_redirected_wire_reaches_nobody(arena: Arena) -> None:
    arena.defeats(ATTACK)
