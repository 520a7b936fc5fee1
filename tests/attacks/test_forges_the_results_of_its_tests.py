"""Rewrites the runner of its tests so that all of them pass, whatever they test."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(11, 12),
    lab="tests",
    says="Every test passes",
    plain=False,
    code="""
import sys

sys.modules["_hillclimb_suite"]._ended = lambda call: ["passed", ""]


def test_nothing():
    assert False
""",
)


def test_tests_that_always_pass_notice_nothing(arena: Arena) -> None:
    arena.defeats(ATTACK)
