"""Leaves threads, daemons or not, that write to every descriptor for ever."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(31, 42),
    plain=False,
    code="""
import os
import threading


def stay():
    while True:
        for descriptor in range(4, 64):
            try:
                os.write(descriptor, b"passed")
            except OSError:
                continue


for daemon in (True, False) * 3:
    threading.Thread(target=stay, daemon=daemon).start()


def double(x):
    return 0.0
""",
)


def test_no_thread_outlives_the_judgement(arena: Arena) -> None:
    arena.defeats(ATTACK)
