"""Makes processes by fork, vfork, clone, spawn and a shell."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(20,),
    needs=("seccomp",),
    code="""
import ctypes
import os
import subprocess
import sys


def forked():
    process = os.fork()
    if process == 0:
        os._exit(0)
    os.waitpid(process, 0)
    return True


def attack():
    libc = ctypes.CDLL(None)
    ways = [
        forked,
        lambda: subprocess.run([sys.executable, "-c", "pass"]).returncode == 0,
        lambda: os.waitpid(os.posix_spawn("/bin/true", ["true"], {}), 0)[1] == 0,
        lambda: os.system("true") == 0,
        lambda: libc.popen(b"true", b"r") != 0,
    ]
    for way in ways:
        try:
            if way():
                return True
        except OSError:
            continue
    return False
""",
)


def test_no_process_can_be_made(arena: Arena) -> None:
    arena.defeats(ATTACK)
