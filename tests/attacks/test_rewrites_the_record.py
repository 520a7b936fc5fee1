"""Reads and writes the learner's record and keys."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(29, 2),
    needs=("private root|landlock",),
    code="""
import os


def attack():
    path = os.path.join(WORLD["home"], "record.db")
    for mode in ("rb", "ab", "r+b"):
        try:
            open(path, mode).close()
            return True
        except OSError:
            continue
    return os.path.exists(os.path.expanduser("~/record.db"))
""",
)


def test_the_record_is_out_of_reach(arena: Arena) -> None:
    arena.defeats(ATTACK)
