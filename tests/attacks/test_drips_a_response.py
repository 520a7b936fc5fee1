"""A service that sends its response a byte at a time, slower than anybody waits."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        48,
        23,
    ),
    lab="service",
    says="nothing whole within",
    plain=False,
    code="""
import time


def handle(line):
    while read(line)[0] == "/health":
        line.sendall(written({}))
    for byte in written({"twice": 0}) * 9:
        line.sendall(bytes([byte]))
        time.sleep(0.1)


accepts(handle)
""",
)


def test_no_response_drips_for_ever(arena: Arena) -> None:
    arena.defeats(ATTACK)
