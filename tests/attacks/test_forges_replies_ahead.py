"""Writes replies before they are asked for, so that they answer later requests."""

from hillclimb.testing import WIRE, Arena, Attack

ATTACK = Attack(
    rows=(14, 42),
    ends=("failed",),
    plain=False,
    code=WIRE
    + """
def double(x):
    for _ in range(50):
        frame(reply(b"d" + struct.pack(">d", 2 * x)))
    return 0.0
""",
)


def test_replies_without_a_request_are_only_answers(arena: Arena) -> None:
    arena.defeats(ATTACK)
