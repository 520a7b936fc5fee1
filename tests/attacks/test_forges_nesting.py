"""Writes an answer nested 100,000 deep."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(43,),
    ends=("broken",),
    says="nested",
    plain=False,
    code=WIRE
    + """
def double(x):
    frame(reply((b"l" + struct.pack(">I", 1)) * 100_000 + b"N"))
    os._exit(0)
""",
)


def test_nesting_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
