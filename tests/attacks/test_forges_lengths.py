"""Writes frames on the wire whose lengths are wrong: too long, too short, zero, four gigabytes."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43,),
    ends=("broken",),
    plain=False,
    code=WIRE
    + r"""
def double(x):
    if x < 0.25:
        raw(b"\xff\xff\xff\xff")
    elif x < 0.5:
        frame(reply(b"s" + struct.pack(">I", 1 << 31) + b"short"))
    elif x < 0.75:
        frame(b"")
    else:
        frame(reply(b"l" + struct.pack(">I", 0xFFFFFFFF)))
    os._exit(0)
""",
)


def test_a_length_is_checked_before_it_is_used(arena: Arena) -> None:
    arena.defeats(ATTACK)
