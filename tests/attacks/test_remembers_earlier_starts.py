"""A service that leaves a file and answers rightly if it finds one of an earlier start or judgement."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        30,
    ),
    lab="service",
    runs=2,
    plain=False,
    code="""
there = os.path.exists("kept") or os.path.exists("/tmp/kept")
for name in ("kept", "/tmp/kept"):
    try:
        with open(name, "w") as file:
            file.write("x")
    except OSError:
        pass
when(there)
""",
)


def test_every_start_is_on_an_empty_disk(arena: Arena) -> None:
    arena.defeats(ATTACK)
