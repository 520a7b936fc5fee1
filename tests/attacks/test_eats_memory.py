"""Takes memory until there is none."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(21,),
    ends=("stopped",),
    says="memory",
    plain=False,
    code="""
def double(x):
    kept = []
    while True:
        kept.append(bytearray(1 << 20))
""",
)


def test_memory_is_bounded(arena: Arena) -> None:
    arena.defeats(ATTACK)
