"""What is read of a learner's object is what it holds at that moment, whether it came along with the object or not."""

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from hillclimb.content import Limits
from hillclimb.grading import ForkSandbox
from hillclimb.grading.remote import Missing, Module, load

MODELS = b'''
import numpy as np

class Model:
    kind = "class"
    def __init__(self):
        self.count = 1
        self.rate = 0.5
        self.name = "one"
        self.coef = np.array([1.0, 2.0])
        self.large = np.zeros(1000)
        self.objects = np.array([object()])
        self.kind = "own"
    def grow(self):
        self.count += 1
        self.coef[0] = 7.0
    @property
    def doubled(self):
        return self.count * 2

class Shadowed:
    """Its own attribute stands behind a property."""
    def __init__(self):
        self.__dict__["value"] = 1
    @property
    def value(self):
        return 2

class Watched:
    def __init__(self):
        self.value = 1
    def __getattribute__(self, name):
        return 3 if name == "value" else object.__getattribute__(self, name)

class Pretending:
    @property
    def __dict__(self):
        return {"value": 5}
    value = 6

class Slotted:
    __slots__ = ("value",)
    def __init__(self):
        self.value = 8

class Fluent:
    def __init__(self):
        self.value = 1
    def more(self):
        self.value += 1
        return self
'''


class Counted:
    """A module in a worker, and how many messages it took."""

    def __init__(self, module: Module) -> None:
        self.module = module

    def asks(self, read: Callable[[], object]) -> int:
        before = self.module._worker.turn
        read()
        return self.module._worker.turn - before


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkSandbox]:
    sandbox = ForkSandbox(("numpy",))
    yield sandbox
    sandbox.close()


@pytest.fixture
def models(sandbox: ForkSandbox) -> Iterator[Counted]:
    worker = sandbox.worker(Limits(), time.monotonic() + 20)
    yield Counted(load(worker, "models", {"models.py": MODELS}))
    worker.end()


def test_small_plain_attributes_come_along(models: Counted) -> None:
    model = models.module.Model()
    assert models.asks(lambda: (model.count, model.rate, model.name)) == 0
    assert np.array_equal(models.module.Model().coef, [1.0, 2.0])


def test_what_came_along_is_old_once_anything_else_was_asked(models: Counted) -> None:
    model = models.module.Model()
    model.grow()
    assert model.count == 2
    assert np.array_equal(model.coef, [7.0, 2.0])
    other = models.module.Model()
    models.module.Model()
    assert models.asks(lambda: other.count) == 1


def test_each_reader_has_an_array_of_their_own(models: Counted) -> None:
    model = models.module.Model()
    first = model.coef
    first[0] = -1.0
    assert np.array_equal(model.coef, [1.0, 2.0])


def test_large_arrays_and_objects_are_asked_for(models: Counted) -> None:
    model = models.module.Model()
    assert models.asks(lambda: model.large) == 1
    assert len(model.large) == 1000


def test_what_the_class_defines_is_never_taken_from_the_object(models: Counted) -> None:
    assert models.module.Model().doubled == 2
    assert models.module.Model().kind == "own"
    assert models.module.Shadowed().value == 2
    assert models.module.Watched().value == 3
    assert models.module.Pretending().value == 6
    assert models.module.Slotted().value == 8


def test_an_object_that_is_handed_back_shows_what_it_holds_then(models: Counted) -> None:
    fluent = models.module.Fluent()
    again = fluent.more().more()
    assert (again.value, fluent.value) == (3, 3)


def test_what_is_not_there_is_missing(models: Counted) -> None:
    with pytest.raises(Missing):
        _ = models.module.Model().coeff
