"""Writes arrays whose shapes overflow, disagree with their bytes, or hold a zero beside 2**63."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43,),
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
SHAPES = [(1 << 63, 1 << 63), (1 << 32, 1 << 32), (0, 1 << 63), (1 << 62, 0, 1 << 62), (3,), (2**64 - 1,)]


def double(x):
    shape = SHAPES[int(x * 1000) % len(SHAPES)]
    frame(reply(b"a\x03" + bytes([len(shape)]) + b"<f8" + struct.pack(f">{len(shape)}QQ", *shape, 0)))
    os._exit(0)
""",
)


def test_a_shape_is_checked_before_it_is_used(arena: Arena) -> None:
    arena.defeats(ATTACK)
