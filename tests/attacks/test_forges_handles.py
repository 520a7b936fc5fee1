"""Answers with handles to objects that do not exist, to itself, and to what the judge should own."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(16, 14, 37),
    says="not an object of type numpy.ndarray",
    plain=False,
    code=WIRE
    + r"""
def double(x):
    kind = b"numpy.ndarray\x1b[31m"
    frame(reply(b"h" + struct.pack(">QBB", 2**64 - 1, int(x * 1000) % 2, len(kind)) + kind + b"\0" * 6))
    while True:
        os.read(3, 65536)
        frame(reply(b"h" + struct.pack(">QBB", 0, 1, len(kind)) + kind + b"\0" * 6))
""",
)


def test_a_handle_is_only_a_number(arena: Arena) -> None:
    arena.defeats(ATTACK)
