"""Makes the judge or its own parent the owner of a descriptor, so that the kernel sends them signals."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(41,),
    needs=("seccomp",),
    code="""
import fcntl
import os
import signal
import struct


def attack():
    left, right = os.pipe()
    for process in (WORLD["judge"], os.getppid()):
        for way in (
            lambda: fcntl.fcntl(left, fcntl.F_SETOWN, process),
            lambda: fcntl.fcntl(left, 15, struct.pack("ii", 1, process)),
            lambda: fcntl.fcntl(left, 10, signal.SIGURG),
        ):
            try:
                way()
                return True
            except OSError:
                continue
    return False
""",
)


def test_signals_cannot_be_sent_by_descriptors(arena: Arena) -> None:
    arena.defeats(ATTACK)
