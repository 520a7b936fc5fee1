"""Makes more files, folders and links than a disk has room for."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(22,),
    ends=("stopped",),
    says="disk",
    needs=("private root",),
    plain=False,
    code="""
import os


def double(x):
    for i in range(20_000):
        os.mkdir(f"folder-{i}")
    return x + x
""",
)


def test_the_number_of_files_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
