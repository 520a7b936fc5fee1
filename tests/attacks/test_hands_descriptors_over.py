"""Sends open descriptors over the wire, so that the judge collects them."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(14, 25),
    plain=False,
    needs=("seccomp",),
    code=r"""
import os
import socket


def attack():
    wire = socket.socket(fileno=os.dup(3))
    socket.send_fds(wire, [b"\0"], [0, 1, 2])
    return True
""",
)


def test_no_descriptor_can_be_handed_over(arena: Arena) -> None:
    arena.defeats(ATTACK)
