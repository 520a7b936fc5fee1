"""Writes text that is not UTF-8, text beyond Unicode and tables whose columns differ in length."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43, 37),
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
FORMS = [
    b"s" + struct.pack(">I", 2) + b"\xff\xfe",
    b"a\x03\x01<U1" + struct.pack(">QQ", 1, 4) + b"\xff\xff\xff\x7f",
    b"D" + struct.pack(">I", 1) + struct.pack(">I", 1) + b"\xff" + b"N",
    b"D" + struct.pack(">I", 2) + struct.pack(">I", 1) + b"aN" + struct.pack(">I", 1) + b"bl" + struct.pack(">I", 0),
]


def double(x):
    frame(reply(FORMS[int(x * 1000) % len(FORMS)]))
    os._exit(0)
""",
)


def test_text_that_is_none_is_refused(arena: Arena) -> None:
    arena.defeats(ATTACK)
