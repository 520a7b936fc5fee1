"""Ends the interpreter with status 0 while it is imported."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 11),
    ends=("broken",),
    code="""
raise SystemExit(0)
""",
)


def test_an_exit_at_import_is_no_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
