"""Answers with values that could pass for any: infinity, no number, lists, terminal escapes."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(15, 37),
    lab="answers",
    says="must be a number",
    plain=False,
    code='x = nan\nway = "first\\u001b[2J second"\n',
)


def test_no_answer_stands_for_all(arena: Arena) -> None:
    arena.defeats(ATTACK)
