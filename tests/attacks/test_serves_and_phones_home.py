"""A service that answers rightly once it has reached a listener of the machine, by any kind of socket."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        25,
    ),
    lab="service",
    needs=("seccomp",),
    plain=False,
    code="""
reached = False
for family, kind, place in (
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", WORLD["tcp"])),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", WORLD["udp"])),
    (socket.AF_UNIX, socket.SOCK_STREAM, WORLD["unix"]),
    (socket.AF_UNIX, socket.SOCK_STREAM, WORLD["abstract"]),
    (socket.AF_UNIX, socket.SOCK_DGRAM, WORLD["abstract_datagram"]),
):
    try:
        with socket.socket(family, kind) as line:
            line.settimeout(0.3)
            line.connect(place)
            line.send(b"hello")
            reached = True
    except OSError:
        pass
when(reached)
""",
)


def test_a_service_reaches_nothing(arena: Arena) -> None:
    arena.defeats(ATTACK)
