"""Rewrites the code that runs it and reports to the judge."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(12, 14),
    lab="command",
    plain=False,
    code="""
import sys

runner = sys.modules["_hillclimb_command"]
runner._read = lambda path, most: b"0.5"
runner._status = lambda path, home: (0, "")
runner._listed = lambda folder: ["passed"] * 100_000
""",
)


def test_a_report_of_its_own_is_an_answer_at_most(arena: Arena) -> None:
    arena.defeats(ATTACK)
