"""Raises KeyboardInterrupt, GeneratorExit and exceptions of its own that are no Exception."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(10,),
    plain=False,
    code="""
class Quiet(BaseException):
    def __str__(self):
        raise Quiet


def double(x):
    raise (KeyboardInterrupt if x < 0.3 else GeneratorExit if x < 0.6 else Quiet)
""",
)


def test_an_interrupt_is_an_answer_like_any_other(arena: Arena) -> None:
    arena.defeats(ATTACK)
