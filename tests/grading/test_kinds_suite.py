"""A learner's tests must accept what is right and fail on what is wrong, by what it does and not by its text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.company import Draw
from hillclimb.grading import Ending, Judge, Verdict
from hillclimb.grading.labkit import Bug, disguised
from hillclimb.ground import Seed

from .kinds import graded, lab_of, why

SETUP = """
RIGHT = "def double(x):\\n    twice = x + x\\n    return twice\\n"
BUG = Bug(name="it adds two", before="x + x", after="x + 2")
"""
BOTH = SETUP + 'submission.accept({"doubling.py": RIGHT})\nsubmission.kill(BUG, "doubling.py", RIGHT, draw=draw)'


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture
def judged(judge: Judge, tmp_path: Path):
    def run(source: str, body: str = BOTH, **more: object) -> Verdict:
        extra = more.pop("files", {})
        lab = lab_of(tmp_path / "lab", "tests", body, entry="test_doubling", **more)
        return graded(judge, lab, {"test_doubling.py": "from doubling import double\n" + source, **extra})

    return run


GOOD = """
def test_double():
    assert double(3) == 6
"""


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        "import unittest\nclass Doubling(unittest.TestCase):\n    def setUp(self):\n        self.x = 3\n"
        "    def test_it(self):\n        self.assertEqual(double(self.x), 6)\n",
        "class TestIt:\n    def test_it(self):\n        assert double(3) == 6\n",
    ],
    ids=["functions", "unittest", "classes"],
)
@pytest.mark.parametrize("libraries", [(), ("pytest",)], ids=["plain", "pytest"])
def test_tests_of_every_form_are_run(judged, source: str, libraries: tuple[str, ...]):
    verdict = judged(source, libraries=libraries)
    assert verdict.ending is Ending.PASSED, why(verdict)


def test_pytest_brings_its_fixtures_and_parameters(judged):
    source = "import pytest\n@pytest.mark.parametrize('x', [3, 5])\n"
    source += "def test_it(x, tmp_path):\n    assert double(x) == 2 * x\n"
    assert judged(source, libraries=("pytest",)).ending is Ending.PASSED


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def test_it():\n    assert double(2) == 4\n", "in which it adds two"),
        ("def test_it():\n    assert double(3) == 7\n", "fails on a right implementation"),
        ("def check_it():\n    assert double(3) == 6\n", "No test was found"),
        ("def test_it(x):\n    assert double(x) == 2 * x\n", "takes parameters"),
        ("import nothing_like_it\n", "cannot be imported"),
        ("def test_it(:\n", "cannot be imported"),
        ("import unittest\ndef test_it():\n    raise unittest.SkipTest('later')\n", "No test was found"),
        ("def test_it():\n    raise SystemExit(0)\n", "fails on a right implementation"),
    ],
)
def test_what_is_wrong_with_a_suite_is_said(judged, source: str, said: str):
    verdict = judged(source)
    assert verdict.ending is Ending.FAILED
    assert said in why(verdict)


@pytest.mark.parametrize("libraries", [(), ("pytest",)], ids=["plain", "pytest"])
def test_a_suite_that_goes_by_the_text_is_found_out(judged, libraries: tuple[str, ...]):
    body = SETUP + 'submission.accept({"doubling.py": disguised(RIGHT, draw)})'
    source = "import inspect, doubling\ndef test_it():\n    assert 'twice = x + x' in inspect.getsource(doubling)\n"
    assert "fails on a right implementation" in why(judged(source, body, libraries=libraries))


@pytest.mark.parametrize(
    "source",
    [
        GOOD + "import os\nos._exit(0)\n",
        "import _hillclimb_suite as s\ns.run = lambda names: {'tests': [['a', 'passed', '']], 'broken': ''}\n",
        "import _hillclimb_suite as s\ns._ended = lambda call: ['passed', '']\n" + GOOD,
        "import _hillclimb_suite as s\ns._ended = lambda call: [1, None, b'']\n" + GOOD,
    ],
)
def test_a_suite_that_lies_about_its_results_gains_nothing(judged, source: str):
    assert judged(source).ending in (Ending.FAILED, Ending.BROKEN)


def test_the_learners_own_copy_of_the_implementation_is_not_what_is_tested(judged):
    verdict = judged(GOOD, files={"doubling.py": "def double(x):\n    return 6\n", "conftest.py": "boom"})
    assert verdict.ending is Ending.PASSED


def test_a_bug_is_planted_where_it_stands_once():
    bug = Bug(name="n", before="a", after="b")
    assert bug.planted("x = a\n") == "x = b\n"
    for source in ("x = 1", "a + a"):
        with pytest.raises(ValueError, match="stands"):
            bug.planted(source)


SOURCE = '''
"""Docs."""


def mean(values, skip=None):
    """Return the mean."""
    total, count = 0, 0
    for value in values:  # each
        if value != skip:
            total += value
            count += 1
    return total / count if count else None


def nested(x):
    y = x + 1

    def inner():
        nonlocal y
        y += 1
        return y

    return inner() + y
'''


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(-9, 9), max_size=6))
def test_a_disguise_changes_the_text_and_nothing_else(seed: int, values: list[int]):
    text = disguised(SOURCE, Draw(Seed.of(seed)))
    assert "total" not in text
    assert "Docs" not in text
    assert "each" not in text
    one: dict[str, object] = {}
    two: dict[str, object] = {}
    exec(SOURCE, one)
    exec(text, two)
    assert one["mean"](values, skip=3) == two["mean"](values, skip=3)  # type: ignore[operator]
    assert one["nested"](4) == two["nested"](4)  # type: ignore[operator]
