"""Writes arrays of objects, records, dates and pointers, and booleans that are neither 0 nor 1."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43, 18),
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
NAMES = [b"|O", b"O8", b"|V8", b"<M8[ns]", b"f8,O", b"<U0", b"<U99999999", b"object", b"\xff\xfe", b"|b1"]


def double(x):
    name = NAMES[int(x * 1000) % len(NAMES)]
    frame(reply(b"a" + bytes([len(name), 1]) + name + struct.pack(">QQ", 8, 8) + b"\x02" * 8))
    os._exit(0)
""",
)


def test_only_dtypes_of_numbers_and_text_pass(arena: Arena) -> None:
    arena.defeats(ATTACK)
