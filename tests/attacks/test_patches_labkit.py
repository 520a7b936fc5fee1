"""Imports the judge's own comparisons and empties them."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(8, 5),
    ends=("broken",),
    says="imports `hillclimb",
    code="""
import hillclimb.grading.labkit.compare as compare

compare.near.__code__ = (lambda got, expected, what, *, rtol=0, atol=0, why="": None).__code__


def double(x):
    return 0.0
""",
)


def test_labkit_is_not_there(arena: Arena) -> None:
    arena.defeats(ATTACK)
