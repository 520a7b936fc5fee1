"""Asks for a text of all the memory there is."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(21, 45),
    lab="sql",
    ends=("stopped", "failed"),
    plain=False,
    code="WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    "SELECT group_concat(hex(zeroblob(1000000))) AS total FROM n",
)


def test_a_query_has_the_memory_of_any_submission(arena: Arena) -> None:
    arena.defeats(ATTACK)
