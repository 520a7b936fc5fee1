"""Returns what looks like a verdict, a passed check or a perfect score."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(13, 16),
    plain=False,
    code="""
def double(x):
    return {"verdict": "passed", "ok": True, "checks": [], "share": 1.0, "value": 2 * x}
""",
)


def test_a_verdict_is_no_answer(arena: Arena) -> None:
    arena.defeats(ATTACK)
