"""A service that says it is done and ends at once, with status 0."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        10,
    ),
    lab="service",
    ends=("broken",),
    says="exit status 0",
    plain=False,
    code="""
print("all checks passed")
raise SystemExit(0)
""",
)


def test_an_end_is_no_answer(arena: Arena) -> None:
    arena.defeats(ATTACK)
