"""Signals the judge, its parent and everyone."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(41,),
    needs=("seccomp",),
    code="""
import ctypes
import os
import signal


def attack():
    libc = ctypes.CDLL(None)
    for process in (WORLD["judge"], os.getppid(), 1):
        for way in (
            lambda: os.kill(process, 0) or True,
            lambda: libc.syscall(234, process, process, 0) == 0,
            lambda: libc.syscall(200, process, 0) == 0,
            lambda: os.killpg(process, 0) or True,
        ):
            try:
                if way():
                    return True
            except OSError:
                continue
    return False
""",
)


def test_the_judge_is_out_of_reach_of_signals(arena: Arena) -> None:
    arena.defeats(ATTACK)
