"""A portfolio holds what was chosen and nothing else of the learner's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hillclimb.actions import (
    Choice,
    Desk,
    check,
    declare_absence,
    hint,
    open_lab,
    start_placement,
    write_draft,
    write_portfolio,
)
from hillclimb.grading import Judge
from hillclimb.ground import Conflict, Misuse, NotFound, Refusal

SECRETS = ("canary-output", "canary-note", "canary-code", "canary-writeup", "canary-wrong")
RIGHT = "# canary-code\nprint('canary-output')\n\n\ndef double(x):\n    return x + x\n"


@pytest.fixture
def passed(begun: Desk, judge: Judge) -> Desk:
    """A learner with a full life: absences, a placement, failures, output, hints, notes."""
    folder = open_lab(begun, "double").folder
    declare_absence(begun, "2026-12-21", "2027-01-03", why="holiday")
    start_placement(begun)
    hint(begun, "double")
    (folder / "doubling.py").write_text("def double(x):\n    return 'canary-wrong'\n")
    check(begun, "double", judge=judge)
    (folder / "doubling.py").write_text(RIGHT)
    (folder / "notes.txt").write_text("canary-note")
    check(begun, "double", judge=judge)
    begun.home.writeup("double").parent.mkdir()
    begun.home.writeup("double").write_text("# Double\n\nMy idea: **canary-writeup**.\n")
    return begun


def everything(target: Path) -> str:
    files = [path for path in target.rglob("*") if path.is_file()]
    assert all(path.stat().st_mode & 0o111 == 0 for path in files)
    return "\n".join(f"{path}\n{path.read_text()}" for path in files)


def private(desk: Desk) -> set[str]:
    """Return every text of the record that is none of a portfolio's business."""
    found = {str(desk.home.folder), desk.seed.hex, "2026-12-21", "holiday", "canary"}
    for event in desk.record.events():
        found |= {str(value) for name in ("seed", "note", "hours") if (value := getattr(event.fact, name, ""))}
    return found


def test_by_default_nothing_private_appears(passed: Desk, tmp_path: Path) -> None:
    target = tmp_path / "site"
    written = write_portfolio(passed, target, choice=Choice())
    assert written[0] == target / "index.html"
    text = everything(target).replace(str(target), "")
    assert [secret for secret in private(passed) if secret in text] == []
    assert '<h1 dir="auto">Portfolio</h1>' in text


def test_what_is_chosen_appears(passed: Desk, tmp_path: Path) -> None:
    choice = Choice(
        name="فاطمة الزهراء", headline="Engineer", code_url="https://example.org/me/", code=True, writeups=True
    )
    write_portfolio(passed, tmp_path / "site", ["double"], choice=choice)
    page = (tmp_path / "site/projects/double.html").read_text()
    for words in ("<strong>canary-writeup</strong>", "https://example.org/me/double", "فاطمة الزهراء", "The approach"):
        assert words in page
    assert (tmp_path / "site/code/double/doubling.py").read_text() == RIGHT
    assert "canary-note" not in everything(tmp_path / "site")
    assert json.loads((tmp_path / "site/resume.json").read_text())["basics"]["name"] == "فاطمة الزهراء"


def test_what_is_no_longer_chosen_goes(passed: Desk, tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_portfolio(passed, target, choice=Choice(code=True))
    assert "canary-code" in everything(target)
    write_portfolio(passed, target, choice=Choice())
    assert "canary" not in everything(target)


def test_a_folder_with_something_else_is_left_alone(passed: Desk, tmp_path: Path) -> None:
    target = tmp_path / "mine"
    target.mkdir()
    (target / "thesis.txt").write_text("three years of work")
    with pytest.raises(Conflict, match="something else"):
        write_portfolio(passed, target, choice=Choice())
    (target / ".hillclimb-portfolio.json").write_text('["../../etc/passwd", "x"]')
    write_portfolio(passed, target, choice=Choice())
    assert (target / "thesis.txt").read_text() == "three years of work"
    with pytest.raises(Misuse, match="no folder"):
        write_portfolio(passed, target / "thesis.txt", choice=Choice())


@pytest.mark.parametrize(
    "choice",
    [
        Choice(name="a\nb"),
        Choice(name="x" * 301),
        Choice(headline="\x1b[2J"),
        Choice(code_url="javascript:alert(1)"),
        Choice(code_url="https://"),
        Choice(code_url="http://[x"),
    ],
)
def test_odd_choices_are_refused_in_words(passed: Desk, tmp_path: Path, choice: Choice) -> None:
    with pytest.raises(Misuse):
        write_portfolio(passed, tmp_path / "site", choice=choice)
    assert not (tmp_path / "site").exists()


def test_a_draft_is_written_once_and_must_be_finished(passed: Desk, tmp_path: Path) -> None:
    path = passed.home.writeup("double")
    assert write_draft(passed, "double") == path
    assert "canary-writeup" in path.read_text()
    path.unlink()
    assert "[Say " in write_draft(passed, "double").read_text()
    with pytest.raises(Conflict, match="still asks"):
        write_portfolio(passed, tmp_path / "site", choice=Choice(writeups=True))
    path.unlink()
    write_portfolio(passed, tmp_path / "site", choice=Choice(writeups=True))
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal):
        write_portfolio(passed, tmp_path / "site", choice=Choice(writeups=True))


def test_without_evidence_there_is_no_portfolio(begun: Desk, tmp_path: Path) -> None:
    for labs in ((), ("double",), ("nothing",)):
        with pytest.raises(NotFound):
            write_portfolio(begun, tmp_path / "site", labs, choice=Choice())
    with pytest.raises(NotFound):
        write_draft(begun, "double")
    with pytest.raises(NotFound):
        write_draft(begun, "nothing")
