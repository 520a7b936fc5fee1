"""Defines more tests than anyone could run, with names of any length."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 23),
    lab="tests",
    ends=("failed", "stopped", "broken"),
    plain=False,
    code="""
for number in range(300_000):
    globals()[f"test_{number}" + "x" * 1000] = lambda: None
""",
)


def test_tests_have_the_limits_of_any_submission(arena: Arena) -> None:
    arena.defeats(ATTACK)
