"""The solution of a lab: free after a pass, on request before it; then a pass shows little and is no evidence."""

from __future__ import annotations

import pytest

from hillclimb.actions import Desk, check, evidence, log, open_lab, solution, solution_json
from hillclimb.grading import Judge
from hillclimb.ground import Conflict
from hillclimb.record import LabGraded, SolutionShown

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def judge():
    with Judge() as made:
        yield made


def passed(desk: Desk, judge: Judge) -> LabGraded:
    (open_lab(desk, "double").folder / "doubling.py").write_text(RIGHT)
    assert check(desk, "double", judge=judge).verdict.passed
    fact = desk.record.events()[-1].fact
    assert isinstance(fact, LabGraded)
    return fact


def shown(desk: Desk) -> int:
    return sum(isinstance(event.fact, SolutionShown) for event in desk.record.events())


def skill_of(desk: Desk) -> str:
    return next(iter(desk.pack.labs["double"].teaches))


def test_before_a_pass_it_is_refused_and_nothing_is_recorded(begun: Desk) -> None:
    with pytest.raises(Conflict, match="not passed double yet") as refused:
        solution(begun, "double")
    assert "--anyway" in refused.value.hint
    assert shown(begun) == 0


def test_on_request_it_is_shown_and_marked_once(begun: Desk) -> None:
    found = solution(begun, "double", anyway=True)
    assert found.marked
    assert "doubling.py" in found.files
    assert solution(begun, "double").files == found.files
    assert solution(begun, "double", anyway=True).marked
    assert shown(begun) == 1
    assert "Read the solution of" in log(begun.state(), newest=1)[0].text


def test_after_a_pass_it_is_free_and_the_pass_counts(begun: Desk, judge: Judge) -> None:
    assert passed(begun, judge).shown is False
    found = solution(begun, "double")
    assert (found.marked, shown(begun)) == (False, 0)
    assert passed(begun, judge).shown is False
    assert len(evidence(begun.state(), begun.home)) == 1
    assert solution_json(found)["files"] == found.files


def test_a_pass_after_it_shows_little_and_is_no_evidence(begun: Desk, judge: Judge, tmp_path) -> None:
    before = begun.state().beliefs[skill_of(begun)].p
    solution(begun, "double", anyway=True)
    assert passed(begun, judge).shown is True
    state = begun.state()
    moved = state.beliefs[skill_of(begun)].p - before
    assert 0.0 <= moved < 0.1
    assert any("solution read before" in one.note for one in state.beliefs[skill_of(begun)].evidence)
    assert evidence(state, begun.home) == ()
