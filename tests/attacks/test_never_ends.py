"""Loops without end."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(23,),
    ends=("stopped",),
    says="time",
    plain=False,
    code="""
def double(x):
    while True:
        pass
""",
)


def test_an_endless_loop_is_stopped(arena: Arena) -> None:
    arena.defeats(ATTACK)
