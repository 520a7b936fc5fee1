"""Returns generators, ranges and lists that never end."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(43, 23),
    ends=("failed", "stopped"),
    plain=False,
    code="""
import itertools


class Endless(list):
    def __iter__(self):
        return itertools.count()


def double(x):
    return itertools.count() if x < 0.3 else Endless([1]) if x < 0.6 else (i for i in itertools.count())
""",
)


def test_endless_results_end(arena: Arena) -> None:
    arena.defeats(ATTACK)
