"""Returns lists that contain themselves and trees of shared lists that explode when written out."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 21),
    ends=("failed", "stopped"),
    plain=False,
    code="""
def double(x):
    tree = [0.0]
    for _ in range(40):
        tree = [tree] * 40
    loop = []
    loop.append(loop)
    return tree if x < 0.5 else loop
""",
)


def test_results_that_contain_themselves_end(arena: Arena) -> None:
    arena.defeats(ATTACK)
