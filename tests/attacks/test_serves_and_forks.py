"""A service that starts processes until there can be no more."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        20,
    ),
    lab="service",
    needs=("seccomp",),
    plain=False,
    code="""
made = 0
try:
    for _ in range(200):
        if os.fork() == 0:
            os.setsid()
            while True:
                pass
        made += 1
except OSError:
    pass
when(made)
""",
)


def test_a_service_makes_no_process(arena: Arena) -> None:
    arena.defeats(ATTACK)
