"""Attempts at a lab: each with what had changed since the one before, as far as its files were kept."""

from __future__ import annotations

import shutil

import pytest

from hillclimb.actions import Desk, attempt_of, check, history, history_json, open_lab
from hillclimb.actions.attempting import differences
from hillclimb.grading import Judge
from hillclimb.ground import NotFound


@pytest.fixture
def judge():
    with Judge() as made:
        yield made


def tried(desk: Desk, judge: Judge, *bodies: str) -> None:
    """Judge the lab `double` with each of these bodies of its function."""
    folder = open_lab(desk, "double").folder
    for body in bodies:
        (folder / "doubling.py").write_text(f"def double(x):\n    return {body}\n")
        check(desk, "double", judge=judge)


def test_each_attempt_shows_what_changed_since_the_one_before(desk: Desk, judge: Judge) -> None:
    tried(desk, judge, "x + 2", "x + x", "x + x")
    again, right, wrong = history(desk, desk.lab("double"))
    assert [one.number for one in (wrong, right, again)] == [1, 2, 3]
    assert (wrong.failed != "", right.failed, right.verdict.passed) == (True, "", True)
    assert right.changed is not None
    (file,) = right.changed
    assert (file.name, file.added, file.removed) == ("doubling.py", 1, 1)
    assert {(line.kind, line.text.strip()) for line in file.lines} >= {
        ("added", "return x + x"),
        ("removed", "return x + 2"),
    }
    assert again.changed == ()
    assert wrong.changed


def test_files_that_are_gone_are_said_to_be_gone(desk: Desk, judge: Judge) -> None:
    tried(desk, judge, "x + 2", "x - 2", "x + x")
    second = history(desk, desk.lab("double"))[1]
    shutil.rmtree(desk.home.kept(second.verdict.digest))
    after = history(desk, desk.lab("double"))
    assert [one.changed is None for one in after] == [True, True, False]
    body = history_json(desk.lab("double"), after)
    assert [one["changed"] is None for one in body["attempts"]] == [True, True, False]


def test_the_newest_are_compared_with_the_one_before_them(desk: Desk, judge: Judge) -> None:
    tried(desk, judge, "x + 2", "x - 2", "x + x")
    (one,) = history(desk, desk.lab("double"), newest=1)
    assert one.number == 3
    assert one.changed is not None
    assert one.changed[0].added == 1
    assert attempt_of(desk, desk.lab("double"), 3) == one
    with pytest.raises(NotFound, match="no attempt 4"):
        attempt_of(desk, desk.lab("double"), 4)


def test_a_file_that_came_went_or_is_no_text_is_named() -> None:
    found = differences({"a.py": b"x = 1\n", "b.py": b"\xff\n"}, {"b.py": b"\xfe\n", "c.py": b"y = 1\nz = 2\n"})
    assert [(file.name, file.added, file.removed) for file in found] == [("a.py", 0, 1), ("b.py", 0, 0), ("c.py", 2, 0)]
    assert found[1].lines[0].text == "not text"


def test_a_long_difference_is_cut_and_says_by_how_much() -> None:
    (file,) = differences({"a.py": b""}, {"a.py": b"".join(b"x%d = 1\n" % i for i in range(1000))})
    assert (len(file.lines), file.added) == (400, 1000)
    assert file.cut == 601
