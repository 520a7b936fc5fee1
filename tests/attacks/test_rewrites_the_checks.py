"""Finds the checks among all live functions and replaces their code by nothing."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(36, 7),
    code="""
import gc
import types


def double(x):
    return 0.0


for thing in gc.get_objects():
    if isinstance(thing, types.FunctionType) and hasattr(thing, "__labkit__"):
        thing.__code__ = (lambda submission, draw: None).__code__
""",
)


def test_the_checks_are_not_on_the_heap(arena: Arena) -> None:
    arena.defeats(ATTACK)
