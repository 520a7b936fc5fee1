"""Ends its process from a thread while the check waits for the answer."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10, 31),
    ends=("broken",),
    code="""
import os
import threading
import time


def double(x):
    threading.Timer(0.05, os._exit, [0]).start()
    time.sleep(1)
""",
)


def test_an_exit_from_a_thread_is_no_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
