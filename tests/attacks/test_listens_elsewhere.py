"""A service that listens on another port than its own, where another client waits for it."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(47,),
    lab="service",
    ends=("broken", "stopped"),
    plain=False,
    code="""
try:
    accepts(lambda line: line.close(), int(os.environ["PORT"]) + 1)
except OSError:
    import time

    time.sleep(60)
""",
)


def test_only_the_given_port_is_dialled(arena: Arena) -> None:
    arena.defeats(ATTACK)
