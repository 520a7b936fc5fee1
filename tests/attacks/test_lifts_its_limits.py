"""Raises its own resource limits and leaves its session and group."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(24, 20),
    code="""
import os
import resource


def attack():
    for what in (resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE, resource.RLIMIT_CPU):
        _, hard = resource.getrlimit(what)
        try:
            wanted = hard if hard == resource.RLIM_INFINITY else hard + 1
            resource.setrlimit(what, (wanted, wanted))
            return True
        except (OSError, ValueError):
            continue
    return False
""",
)


def test_limits_cannot_be_lifted(arena: Arena) -> None:
    arena.defeats(ATTACK)
