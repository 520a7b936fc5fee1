"""A service that is well, and answers everything else with the same."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(48,),
    lab="service",
    plain=False,
    code="""
serves(lambda path, body: {"ok": True})
""",
)


def test_being_well_is_not_enough(arena: Arena) -> None:
    arena.defeats(ATTACK)
