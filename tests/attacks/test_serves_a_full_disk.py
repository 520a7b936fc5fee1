"""A service that fills the disk it has, and answers rightly if it could hold twice as much as it was given."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(
        47,
        22,
    ),
    lab="service",
    needs=("private root",),
    plain=False,
    code="""
wrote = 0
try:
    for turn in range(4):
        with open(f"/tmp/{turn}", "wb") as file:
            for _ in range(32):
                wrote += file.write(b"x" * (1 << 16))
except OSError:
    pass
when(wrote == 4 * 32 << 16)
""",
)


def test_a_services_disk_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
