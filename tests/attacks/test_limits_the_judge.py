"""Sets resource limits, processors and priorities of the judge and of its own parent."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(41,),
    needs=("seccomp",),
    code="""
import os
import resource


def attack():
    for process in (WORLD["judge"], os.getppid(), 1):
        for way in (
            lambda: resource.prlimit(process, resource.RLIMIT_CORE),
            lambda: os.sched_setaffinity(process, os.sched_getaffinity(process)),
            lambda: os.setpriority(os.PRIO_PROCESS, process, os.getpriority(os.PRIO_PROCESS, process)),
        ):
            try:
                way()
                return True
            except OSError:
                continue
    return False
""",
)


def test_the_judges_limits_cannot_be_set(arena: Arena) -> None:
    arena.defeats(ATTACK)
