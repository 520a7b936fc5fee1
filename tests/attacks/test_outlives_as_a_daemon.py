"""Makes a daemon: a new session, two forks, and a process that waits for the next run."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(31, 20),
    needs=("seccomp",),
    code="""
import os
import time


def attack():
    child = os.fork()
    if child == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(0.1)
        os._exit(0)
    os.waitpid(child, 0)
    return True
""",
)


def test_no_daemon_outlives_the_judgement(arena: Arena) -> None:
    arena.defeats(ATTACK)
