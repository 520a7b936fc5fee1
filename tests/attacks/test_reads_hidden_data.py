"""Searches every folder it can list for the lab's hidden data."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(2,),
    needs=("private root|landlock",),
    code="""
import os


def attack():
    for top in (WORLD["labs"], WORLD["home"], "/work", "/scratch", "/site", "/tmp"):
        for root, _, names in os.walk(top):
            for name in names:
                if name.endswith((".csv", ".npy", ".db")) and WORLD["secret"] in open(os.path.join(root, name)).read():
                    return True
    return False
""",
)


def test_no_hidden_data_can_be_found(arena: Arena) -> None:
    arena.defeats(ATTACK)
