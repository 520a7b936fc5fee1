"""Forks as often as it can, each child waiting."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(20, 31),
    needs=("seccomp",),
    code="""
import os
import signal


def attack():
    children = []
    try:
        for _ in range(64):
            child = os.fork()
            if child == 0:
                signal.pause()
            children.append(child)
    finally:
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
    return len(children) == 64
""",
)


def test_a_fork_bomb_does_not_start(arena: Arena) -> None:
    arena.defeats(ATTACK)
