"""Opens the lab's checks, data and reference for writing, and changes their names and modes."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(28, 39),
    code="""
import os


def attack():
    worked = False
    for root, _, names in os.walk(WORLD["labs"]):
        for name in names:
            path = os.path.join(root, name)
            for way in (lambda: open(path, "ab").close(), lambda: os.chmod(path, 0o644), lambda: os.utime(path)):
                try:
                    way()
                    worked = True
                except OSError:
                    continue
    for way in (os.chmod, lambda path, mode: open(path, "ab").close()):
        try:
            way(os.path.join(WORLD["labs"], "double", "grader.py"), 0o644)
            worked = True
        except OSError:
            continue
    return worked
""",
)


def test_the_checks_cannot_be_changed(arena: Arena) -> None:
    arena.defeats(ATTACK)
