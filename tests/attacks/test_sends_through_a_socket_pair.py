"""Makes an innocent pair of datagram sockets and sends from it to other sockets of the machine."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(25,),
    needs=("seccomp",),
    code="""
import socket


def attack():
    for address in (WORLD["unix_datagram"], WORLD["abstract_datagram"]):
        try:
            left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
            left.sendto(b"labels", address)
            return True
        except OSError:
            continue
    return False
""",
)


def test_a_socket_pair_reaches_only_itself(arena: Arena) -> None:
    arena.defeats(ATTACK)
