"""Returns an object that is equal to, close to and convertible to everything."""

from hillclimb.testing import Arena, Attack

ATTACK = Attack(
    rows=(15, 16),
    plain=False,
    code="""
class Everything(float):
    def __eq__(self, other):
        return True

    __le__ = __lt__ = __ge__ = __gt__ = __eq__
    __hash__ = None

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__
    __abs__ = __float__ = lambda self: 0.0

    def __array__(self, *options, **more):
        import numpy

        return numpy.zeros(())


class Anything:
    __eq__ = __le__ = __lt__ = lambda self, other: True
    __array__ = __float__ = lambda self, *rest, **more: 0.0
    __class__ = float


def double(x):
    return Everything(7.0) if x < 0.5 else Anything()
""",
)


def test_an_object_that_equals_everything_is_never_asked(arena: Arena) -> None:
    arena.defeats(ATTACK)
