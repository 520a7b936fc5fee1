"""Sends itself SIGSTOP, so that no code of its own can end it."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(24, 23),
    ends=("stopped",),
    says="time",
    plain=False,
    code="""
import signal


def double(x):
    signal.raise_signal(signal.SIGSTOP)
""",
)


def test_a_stopped_process_is_ended(arena: Arena) -> None:
    arena.defeats(ATTACK)
