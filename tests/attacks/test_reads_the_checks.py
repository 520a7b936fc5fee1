"""Reads the lab's grader.py from the file system."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(1, 44),
    needs=("private root|landlock",),
    code="""
import os


def attack():
    places = [os.path.join(root, name) for root, _, names in os.walk(WORLD["labs"]) for name in names]
    places += [os.path.join(root, "grader.py") for root in ("/work", "/scratch", "/site", os.getcwd(), "..")]
    return any("KEY" in open(place).read() for place in places if place.endswith("grader.py") and os.path.exists(place))
""",
)


def test_the_checks_cannot_be_read(arena: Arena) -> None:
    arena.defeats(ATTACK)
