"""Checking: one event for each judgement that is to be kept, none for any other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from hillclimb.actions import Desk, Report, check, hint, note_verdict, open_desk, open_lab, report_json, verdicts
from hillclimb.grading import Ending, Judge, Outcome, Verdict
from hillclimb.ground import Misuse, NotFound
from hillclimb.record import LabGraded
from tests.actions.conftest import TINY

LAB = TINY / "labs" / "double"


def graded(desk: Desk) -> list[LabGraded]:
    return [event.fact for event in desk.record.events() if isinstance(event.fact, LabGraded)]


def handed_in(desk: Desk, source: Path) -> None:
    """Put a solution into the work folder."""
    folder = open_lab(desk, "double").folder
    shutil.copytree(source, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "fails.toml"))


def test_a_check_records_exactly_one_event_with_all_that_the_verdict_said(begun: Desk, judge: Judge) -> None:
    handed_in(begun, LAB / "solution")
    hint(begun, "double")
    hint(begun, "double")
    before = len(begun.record.events())
    report = check(begun, "double", judge=judge)
    assert report.verdict.passed
    assert report.recorded
    assert len(begun.record.events()) == before + 1
    (fact,) = graded(begun)
    assert (fact.ending, fact.lab_version, fact.hints, fact.attempt) == ("passed", 1, 2, 1)
    assert fact.teaches == {begun.pack.graph["doubling"].uuid: 1.0}
    assert fact.score == pytest.approx(1.0)
    assert Verdict.from_json(fact.verdict) == replace(
        report.verdict, seconds=round(report.verdict.seconds, 4), peak_mb=round(report.verdict.peak_mb, 1)
    )
    assert verdicts(begun.state(), report.lab)[0][0] == before + 1
    assert begun.state().done.labs == {"double"}


def test_a_failure_lowers_the_belief_and_a_pass_raises_it(begun: Desk, judge: Judge) -> None:
    handed_in(begun, LAB / "start")
    failed = check(begun, "double", judge=judge)
    assert failed.verdict.ending is Ending.FAILED
    assert failed.moved[0].after < failed.moved[0].before
    handed_in(begun, LAB / "solution")
    passed = check(begun, "double", judge=judge)
    assert passed.moved[0].after > passed.moved[0].before
    assert passed.moved[0].before == pytest.approx(failed.moved[0].after, abs=1e-3)
    assert (failed.attempt, passed.attempt) == (1, 2)
    assert passed.plan
    assert begun.state().done.labs == {"double"}


def test_another_folder_is_judged_without_a_trace(begun: Desk, judge: Judge) -> None:
    folder = open_lab(begun, "double").folder
    events = begun.record.events()
    report = check(begun, "double", judge=judge, source=LAB / "solution", record=False)
    assert report.verdict.passed
    assert (report.recorded, report.moved, report.attempt) == (False, (), 0)
    assert begun.record.events() == events
    assert "NotImplementedError" in (folder / "doubling.py").read_text()
    assert report_json(report)["recorded"] is False


def test_another_folder_is_recorded_where_that_is_wanted(begun: Desk, judge: Judge) -> None:
    report = check(begun, "double", judge=judge, source=LAB / "solution", record=True)
    assert report.recorded
    assert [fact.ending for fact in graded(begun)] == ["passed"]


def test_what_is_our_fault_leaves_no_trace(begun: Desk, tmp_path: Path, judge: Judge) -> None:
    pack = Path(shutil.copytree(TINY, tmp_path / "pack"))
    (pack / "labs" / "double" / "grader.py").write_text("raise RuntimeError('a fault of the author')\n")
    desk = open_desk(begun.home, pack, clock=begun.clock)
    handed_in(desk, LAB / "solution")
    events = desk.record.events()
    report = check(desk, "double", judge=judge)
    assert report.verdict.ending is Ending.UNJUDGED
    assert not report.recorded
    assert desk.record.events() == events


def test_a_lab_that_was_not_opened_is_refused(begun: Desk, judge: Judge) -> None:
    with pytest.raises(NotFound) as refused:
        check(begun, "double", judge=judge)
    assert "hillclimb open double" in refused.value.hint
    with pytest.raises(NotFound):
        check(begun, "no-such-lab", judge=judge)
    assert graded(begun) == []


def test_a_file_that_is_gone_is_refused_with_a_way_out(begun: Desk, judge: Judge) -> None:
    folder = open_lab(begun, "double").folder
    (folder / "doubling.py").unlink()
    with pytest.raises(NotFound, match=r"doubling\.py is not in") as refused:
        check(begun, "double", judge=judge)
    assert "hillclimb reset double" in refused.value.hint
    (folder / "doubling.py").symlink_to(LAB / "solution" / "doubling.py")
    with pytest.raises(Misuse, match="cannot be read"):
        check(begun, "double", judge=judge)
    assert graded(begun) == []


def test_verdicts_from_several_windows_are_each_counted(begun: Desk, fresh: Callable[[], Desk]) -> None:
    verdict = Verdict(ending=Ending.FAILED, headline="Not yet.")

    def note(_: int) -> Report:
        desk = fresh()
        return note_verdict(desk, desk.pack.labs["double"], verdict)

    with ThreadPoolExecutor(4) as pool:
        reports = list(pool.map(note, range(4)))
    assert sorted(report.attempt for report in reports) == [1, 2, 3, 4]
    assert [fact.attempt for fact in graded(begun)] == [1, 2, 3, 4]


def test_a_state_from_before_is_not_trusted_when_something_happened_since(begun: Desk) -> None:
    stale = begun.state()
    lab = begun.pack.labs["double"]
    verdict = Verdict(ending=Ending.PASSED, headline="Passed.")
    note_verdict(begun, lab, verdict, before=stale)
    second = note_verdict(begun, lab, verdict, before=stale)
    assert second.attempt == 2


def test_skipped_checks_are_told_as_skipped(begun: Desk, judge: Judge) -> None:
    handed_in(begun, LAB / "wrong" / "misspelt")
    report = check(begun, "double", judge=judge)
    assert report.verdict.ending is Ending.BROKEN
    assert {checked.outcome for checked in report.verdict.checks} == {Outcome.SKIPPED}
    assert [fact.ending for fact in graded(begun)] == ["broken"]
