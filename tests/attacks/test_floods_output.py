"""Prints without end."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(33,),
    ends=("stopped",),
    says="output",
    plain=False,
    code="""
def double(x):
    while True:
        print("x" * 10_000)
""",
)


def test_output_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
