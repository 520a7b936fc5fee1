"""A service that prints without end while it answers."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        33,
    ),
    lab="service",
    ends=("stopped",),
    says="output",
    plain=False,
    code="""
def shout():
    while True:
        print("x" * 4000, flush=True)


threading.Thread(target=shout, daemon=True).start()
serves()
""",
)


def test_a_log_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
