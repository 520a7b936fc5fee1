"""Returns integers too large to print and too large to become floats."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 16),
    plain=False,
    code="""
def double(x):
    return 10**6000 if x < 0.5 else 10**60000
""",
)


def test_a_huge_integer_is_only_a_wrong_number(arena: Arena) -> None:
    arena.defeats(ATTACK)
