"""Fills every folder it can write to."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(22,),
    ends=("stopped",),
    says="disk",
    needs=("private root",),
    code="""
def double(x):
    for i in range(64):
        with open(f"{i}.bin", "wb") as file:
            file.write(bytes(1 << 20))
    return x + x
""",
)


def test_the_disk_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
