"""Leaks through the names that it asks the resolver for."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("network namespace|seccomp",),
    code="""
import socket


def attack():
    return bool(socket.getaddrinfo("localhost", 53, type=socket.SOCK_DGRAM)) and socket.socket().fileno() >= 0
""",
)


def test_there_is_no_name_service(arena: Arena) -> None:
    arena.defeats(ATTACK)
