"""Puts modules of its own in sys.modules under the names that the judge imports from."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(34, 6),
    says="doubles another number",
    code="""
import sys
import types

fake = types.ModuleType("fake")
fake.near = lambda *values, **options: None
sys.modules["hillclimb.grading.labkit"] = sys.modules["numpy.testing"] = fake


def double(x):
    return x + x if x < 10 else 0.0
""",
)


def test_modules_are_not_shared(arena: Arena) -> None:
    arena.defeats(ATTACK)
