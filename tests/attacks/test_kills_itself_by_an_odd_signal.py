"""Sends itself a real-time signal that has no name."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 41),
    ends=("broken",),
    says="signal 40",
    plain=False,
    code="""
import signal


def double(x):
    signal.raise_signal(40)
""",
)


def test_a_signal_without_a_name_is_no_fault_of_ours(arena: Arena) -> None:
    arena.defeats(ATTACK)
