"""Replaces the functions on its own side of the wire, so that every reply claims a pass."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(14, 8),
    plain=False,
    code="""
import sys

worker = sys.modules["inside.worker"]
real = worker.encode


def double(x):
    worker.encode = lambda reply: real({"ok": True, "verdict": "passed", "passed": True})
    return 0.0
""",
)


def test_a_patched_wire_only_carries_answers(arena: Arena) -> None:
    arena.defeats(ATTACK)
