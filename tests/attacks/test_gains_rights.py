"""Sets its user, group, groups, capabilities and security bits."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(28, 26),
    needs=("seccomp",),
    code="""
import ctypes
import os


def attack():
    libc = ctypes.CDLL(None, use_errno=True)
    for way in (
        lambda: os.setuid(os.getuid()) or True,
        lambda: os.setresgid(-1, -1, -1) or True,
        lambda: os.setgroups([0]) or True,
        lambda: libc.prctl(8, 1, 0, 0, 0) == 0,
        lambda: libc.prctl(4, 1, 0, 0, 0) == 0,
        lambda: libc.prctl(38, 0, 0, 0, 0) == 0,
    ):
        try:
            if way():
                return True
        except OSError:
            continue
    return False
""",
)


def test_no_rights_can_be_gained(arena: Arena) -> None:
    arena.defeats(ATTACK)
