"""Waits with finalisers, exit handlers and alarms for the moment in which it is ended."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(31, 24),
    plain=False,
    code="""
import atexit
import os
import signal
import threading
import weakref


class Last:
    def __del__(self):
        os.write(1, b"DYING")


kept = Last()
weakref.finalize(kept, os.write, 1, b"DYING")
atexit.register(os.write, 1, b"DYING")
threading._register_atexit(os.write, 1, b"DYING")
signal.signal(signal.SIGALRM, lambda *rest: os.write(1, b"DYING"))
signal.setitimer(signal.ITIMER_REAL, 5)


def double(x):
    return 0.0
""",
)


def test_nothing_runs_when_it_is_ended(arena: Arena) -> None:
    arena.defeats(ATTACK)
