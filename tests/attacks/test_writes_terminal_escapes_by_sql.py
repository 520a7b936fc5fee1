"""Names its columns by what a terminal obeys."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(37, 45),
    lab="sql",
    says="\\\\x1b[2J",
    plain=False,
    code='SELECT 1 AS "\x1b[2J\x1b]0;passed\x07", 2 AS "\u202etotal"',
)


def test_names_of_columns_are_shown_not_obeyed(arena: Arena) -> None:
    arena.defeats(ATTACK)
