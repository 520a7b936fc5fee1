"""Returns megabytes of control characters."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 37),
    says="must be an array of numbers",
    plain=False,
    code=r"""
def double(x):
    return "\x1b" * (10 << 20)
""",
)


def test_a_huge_text_is_cut_before_it_is_shown(arena: Arena) -> None:
    arena.defeats(ATTACK)
