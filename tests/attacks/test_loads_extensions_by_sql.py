"""Loads machine code into the database."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(1, 45),
    lab="sql",
    says="not authorized",
    plain=False,
    code="SELECT load_extension('/lib/x86_64-linux-gnu/libc.so.6') AS total",
)


def test_a_query_loads_no_code(arena: Arena) -> None:
    arena.defeats(ATTACK)
