"""Attaches a file of the machine as a database."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(1, 2, 29),
    lab="sql",
    says="unable to open",
    plain=False,
    code="ATTACH DATABASE '/etc/passwd' AS stolen",
)


def test_a_query_reaches_no_file(arena: Arena) -> None:
    arena.defeats(ATTACK)
