"""Connects to a TCP port of the machine it runs on, by every address that loops back."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("network namespace|seccomp",),
    code="""
import socket


def attack():
    for host in ("127.0.0.1", "localhost", "0.0.0.0", "::ffff:127.0.0.1"):
        try:
            socket.create_connection((host, WORLD["tcp"]), 0.3).close()
            return True
        except OSError:
            continue
    return False
""",
)


def test_there_is_no_tcp(arena: Arena) -> None:
    arena.defeats(ATTACK)
