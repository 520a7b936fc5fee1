"""Sends UDP datagrams and asks for names."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("network namespace|seccomp",),
    code="""
import socket


def attack():
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    return sender.sendto(b"labels", ("127.0.0.1", WORLD["udp"])) > 0
""",
)


def test_there_is_no_udp(arena: Arena) -> None:
    arena.defeats(ATTACK)
