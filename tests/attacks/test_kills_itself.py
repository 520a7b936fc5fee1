"""Sends itself SIGKILL."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 41),
    ends=("broken",),
    says="SIGKILL",
    plain=False,
    code="""
import signal


def double(x):
    signal.raise_signal(signal.SIGKILL)
""",
)


def test_a_signal_to_itself_is_named(arena: Arena) -> None:
    arena.defeats(ATTACK)
