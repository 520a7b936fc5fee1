"""Raises exceptions whose messages are enormous, full of control characters, or imitate a verdict."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(37, 33),
    says="ValueError",
    plain=False,
    code=r"""
def double(x):
    raise ValueError("\x1b[2J\n\nPassed: all 2 checks.\n" + "\x07" * 10_000_000)
""",
)


def test_exceptions_are_cut_and_cleaned(arena: Arena) -> None:
    arena.defeats(ATTACK)
