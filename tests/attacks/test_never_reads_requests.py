"""A service that takes every connection and never reads from it."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        48,
        23,
    ),
    lab="service",
    ends=("broken", "stopped"),
    plain=False,
    code="""
kept = []
made = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=64)
while True:
    kept.append(made.accept())
""",
)


def test_a_service_must_read(arena: Arena) -> None:
    arena.defeats(ATTACK)
