"""Ignores and blocks every signal before it loops."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(24,),
    ends=("stopped",),
    says="time",
    plain=False,
    code="""
import signal


def double(x):
    for number in signal.valid_signals():
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            continue
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        try:
            signal.pause()
        except BaseException:
            continue
""",
)


def test_limits_cannot_be_caught(arena: Arena) -> None:
    arena.defeats(ATTACK)
