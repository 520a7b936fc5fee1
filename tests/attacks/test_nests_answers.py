"""Nests an answer deeper than whoever shows it can follow."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 45),
    lab="answers",
    ends=("failed", "broken"),
    plain=False,
    code="x" + ".a" * 30_000 + " = 42.0\nway = 'second'\n",
)


def test_a_nested_answer_is_refused(arena: Arena) -> None:
    arena.defeats(ATTACK)
