"""Leaves a pipe where its output should lie, so that whoever reads it waits."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(23, 32),
    lab="command",
    plain=False,
    code="""
import os
import sys

os.mkfifo(sys.argv[2])
""",
)


def test_a_pipe_is_no_output(arena: Arena) -> None:
    arena.defeats(ATTACK)
