"""Writes an answer of many millions of tiny values."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43,),
    ends=("broken",),
    says="too many values",
    plain=False,
    code=WIRE
    + """
def double(x):
    frame(reply(b"l" + struct.pack(">I", 8_000_000) + b"N" * 8_000_000))
    os._exit(0)
""",
)


def test_the_number_of_values_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
