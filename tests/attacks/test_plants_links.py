"""Puts symbolic and hard links to the judge's files where results might be read or removed."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(32, 28),
    needs=("private root|landlock",),
    code="""
import os


def attack():
    target = os.path.join(WORLD["home"], "record.db")
    for name in ("results.json", "verdict.json", "out"):
        try:
            os.symlink(WORLD["home"], name)
        except OSError:
            pass
    try:
        os.link(target, "hard")
        return True
    except OSError:
        return os.path.exists("out/record.db") and bool(open("out/record.db").read())
""",
)


def test_links_lead_nowhere(arena: Arena) -> None:
    arena.defeats(ATTACK)
