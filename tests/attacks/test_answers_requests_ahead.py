"""A service that sends the answer to a request before that is made, behind the one that was asked for."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(48,),
    lab="service",
    ends=("failed", "broken", "stopped"),
    plain=False,
    code="""
def handle(line):
    while (found := read(line)) is not None:
        line.sendall(written(honest(*found)) + written({"twice": 8}))


accepts(handle)
""",
)


def test_no_second_response_is_read(arena: Arena) -> None:
    arena.defeats(ATTACK)
