"""Replaces `__import__`, so that a comparison imported later is its own."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(34, 5),
    says="doubles another number",
    code="""
import builtins
import types

real = builtins.__import__
fake = types.ModuleType("fake")
fake.near = lambda *values, **options: None


def late(name, *rest, **options):
    return fake if name == "hillclimb.grading.labkit" else real(name, *rest, **options)


builtins.__import__ = late


def double(x):
    return x + x if x < 10 else 0.0
""",
)


def test_nothing_is_imported_because_of_it(arena: Arena) -> None:
    arena.defeats(ATTACK)
