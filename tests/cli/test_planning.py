"""Days away, a deadline and comparisons in words, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hillclimb.cli import main
from tests.cli.terminal import ROOT


@pytest.fixture(autouse=True)
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("HILLCLIMB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HILLCLIMB_PACK", str(ROOT / "tests" / "packs" / "tiny"))
    monkeypatch.setenv("HILLCLIMB_KEEPER", "off")
    assert main(["begin", "--role", "scaler", "--hours", "9", "--background", "typed", "--yes"]) == 0
    capsys.readouterr()


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(list(words)) == status
    captured = capsys.readouterr()
    return captured.err if status else captured.out


def test_an_absence_is_named_listed_and_taken_back(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No days away" in said(capsys, "away")
    text = said(capsys, "away", "2099-12-20", "2099-12-31", "--why", "on-call", "--share", "40%")
    assert "1  20 December 2099 to 31 December 2099  on-call, 40% of the hours" in text
    assert "No days away" in said(capsys, "away", "--remove", "1")
    assert "hillclimb away" in said(capsys, "away", "--remove", "1", status=2)


def test_an_absence_says_how_far_it_moves_the_finish(capsys: pytest.CaptureFixture[str]) -> None:
    from datetime import timedelta

    from hillclimb.ground import now

    first = now().astimezone().date() + timedelta(days=1)
    text = said(capsys, "away", first.isoformat(), (first + timedelta(days=27)).isoformat())
    assert "Finish: " in text
    assert "(P50)" in text
    assert "less by holiday" in said(capsys, "plan")


@pytest.mark.parametrize(
    "words",
    [
        ["away", "Christmas"],
        ["away", "2099-12-20", "--share", "2"],
        ["away", "2099-12-20", "--share", "nan"],
        ["away", "--why", "pause"],
        ["away", "2099-12-20", "--remove", "1"],
        ["deadline", "2001-01-01"],
        ["deadline", "2099-01-01", "--clear"],
        ["compare"],
        ["compare", "--role", "nobody"],
        ["compare", "--hours", "many", "--hours", "9"],
    ],
)
def test_what_cannot_be_planned_is_refused_with_a_way_out(capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert len(said(capsys, *words, status=2).splitlines()) == 2


def test_a_deadline_says_its_odds_and_what_can_give(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No deadline is set" in said(capsys, "deadline")
    near = json.loads(said(capsys, "plan", "--json"))["forecast"]["p10"]
    text = said(capsys, "deadline", near)
    assert "h a week instead of 9" in text
    assert "What of the way fits" in text
    assert "that holds" in said(capsys, "deadline", "2199-01-01")
    assert "No deadline is set" in said(capsys, "deadline", "--clear")


def test_without_hours_it_says_how_to_set_them(capsys: pytest.CaptureFixture[str]) -> None:
    main(["begin", "--role", "scaler", "--hours", "0", "--background", "typed", "--yes"])
    capsys.readouterr()
    assert "hillclimb begin --hours 9" in said(capsys, "deadline", "2099-01-01")
    assert "no date" in said(capsys, "compare", "--hours", "0", "--hours", "9")


def test_two_ways_stand_side_by_side_with_the_days_between_them(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "compare", "--hours", "4", "--hours", "12")
    assert "4 h a week" in text
    assert "earlier than the first" in text
    assert "P80" in said(capsys, "compare", "--role", "doubler")


def test_status_tells_the_odds_of_a_deadline(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "deadline", "2199-01-01")
    assert "By 1 January 2199: 100%" in said(capsys, "status")
