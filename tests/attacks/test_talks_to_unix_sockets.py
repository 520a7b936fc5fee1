"""Connects to unix sockets, by path and by abstract name."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("seccomp",),
    code="""
import socket


def attack():
    for address in (WORLD["unix"], WORLD["abstract"]):
        try:
            socket.socket(socket.AF_UNIX).connect(address)
            return True
        except OSError:
            continue
    return False
""",
)


def test_there_are_no_unix_sockets(arena: Arena) -> None:
    arena.defeats(ATTACK)
