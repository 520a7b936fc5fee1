"""Opens packet, netlink, vsock and raw sockets."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("seccomp",),
    code="""
import socket


def attack():
    for family, kind, protocol in ((16, 3, 0), (17, 3, 0), (40, 1, 0), (2, 3, 1), (38, 5, 0), (1, 1, 0)):
        try:
            socket.socket(family, kind, protocol).close()
            return True
        except OSError:
            continue
    return False
""",
)


def test_there_are_no_raw_sockets(arena: Arena) -> None:
    arena.defeats(ATTACK)
