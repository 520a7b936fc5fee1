"""Answers with numbers of thousands of digits, infinite ones and ones that are none."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 45),
    lab="answers",
    ends=("failed", "broken"),
    plain=False,
    code="x = " + "9" * 60_000 + "\nway = 'second'\n",
)


def test_a_huge_number_is_refused(arena: Arena) -> None:
    arena.defeats(ATTACK)
