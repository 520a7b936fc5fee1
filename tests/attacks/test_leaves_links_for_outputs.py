"""Leaves a link to a file of the machine where its output should lie."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(32, 29),
    lab="command",
    says="cannot be read",
    plain=False,
    code="""
import os
import sys

for target in ("/etc/hostname", "../in.txt", "/scratch/work/_run/in.txt", sys.argv[1]):
    try:
        os.unlink(sys.argv[2])
    except OSError:
        pass
    os.symlink(target, sys.argv[2])
""",
)


def test_no_link_is_followed(arena: Arena) -> None:
    arena.defeats(ATTACK)
