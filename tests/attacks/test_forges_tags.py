"""Writes values of kinds that the wire does not have, and bytes of a pickle."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(18, 43),
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
import pickle


def double(x):
    frame(reply([b"\x00", b"Z", b"\x80", pickle.dumps(print)][int(x * 1000) % 4]))
    os._exit(0)
""",
)


def test_an_unknown_tag_is_no_value(arena: Arena) -> None:
    arena.defeats(ATTACK)
