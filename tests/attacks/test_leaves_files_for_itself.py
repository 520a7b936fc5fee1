"""Leaves a file and answers rightly if it finds it in a later run."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(30, 22),
    runs=2,
    code="""
import os
import tempfile


def attack():
    paths = [os.path.join(folder, WORLD["marker"]) for folder in (os.getcwd(), tempfile.gettempdir(), "/scratch")]
    found = any(os.path.exists(path) for path in paths)
    for path in paths:
        try:
            open(path, "w").close()
        except OSError:
            continue
    return found
""",
)


def test_nothing_stays_between_judgements(arena: Arena) -> None:
    arena.defeats(ATTACK)
