"""Reads the judge's environment, maps, memory and descriptors through /proc."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(26,),
    needs=("private root|landlock",),
    code="""
import os


def attack():
    for process in (WORLD["judge"], os.getppid(), 1):
        for name in ("environ", "maps", "mem", "cmdline"):
            try:
                with open(f"/proc/{process}/{name}", "rb", buffering=0) as file:
                    if name == "mem" or file.read(1):
                        return True
            except OSError:
                continue
    return False
""",
)


def test_proc_shows_nothing_of_the_judge(arena: Arena) -> None:
    arena.defeats(ATTACK)
