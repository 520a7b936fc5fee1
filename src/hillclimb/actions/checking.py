"""Check: judge a submission, record the verdict, and say what it changed in the beliefs and the plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import hillclimb
from hillclimb.actions.desk import Desk, State
from hillclimb.actions.preserving import lab_digest, preserve
from hillclimb.content import Lab
from hillclimb.grading import Ending, Judge, Progress, Verdict, Watched, read_submission
from hillclimb.ground import Conflict, NotFound, Seed
from hillclimb.planner import explain_change
from hillclimb.record import HintShown, LabGraded, SolutionShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """How far a verdict moved one belief."""

    skill: str
    title: str
    before: float
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A verdict and what followed from it; nothing follows from one that was not recorded.

    `explain` cards about the lab joined the reviews with its first pass.
    """

    verdict: Verdict
    lab: Lab
    recorded: bool
    moved: tuple[Moved, ...] = ()
    plan: tuple[str, ...] = ()
    explain: int = 0
    attempt: int = 0
    after: State | None = None


def judge_folder(  # noqa: PLR0913 - what a judgement depends on, each by name
    judge: Judge,
    lab: Lab,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    watched: Watched | None = None,
) -> Verdict:
    """Judge the files in a folder on fresh data; touch neither the folder nor any record."""
    submission = read_submission(folder, lab)
    verdict = judge.grade(lab, submission, seed=Seed.fresh(), progress=progress, cancelled=cancelled, watched=watched)
    return replace(verdict, score=verdict.score.banded()) if verdict.score is not None else verdict


def check(  # noqa: PLR0913 - what a check depends on, each by name
    desk: Desk,
    slug: str,
    *,
    judge: Judge,
    source: Path | None = None,
    record: bool = True,
    progress: Progress | None = None,
    watched: Watched | None = None,
) -> Report:
    """Judge a lab's work folder (or `source`) and record the verdict; an unjudged one leaves no trace."""
    lab = desk.lab(slug)
    folder = source or desk.home.lab(lab.slug)
    if source is None and not folder.is_dir():
        raise NotFound(f"{lab.title} was not opened yet.", hint=f"Start with: hillclimb open {lab.slug}")
    verdict = judge_folder(judge, lab, folder, progress=progress, watched=watched)
    if not record or verdict.ending is Ending.UNJUDGED:
        return Report(verdict=verdict, lab=lab, recorded=False)
    return note_verdict(desk, lab, verdict, folder=folder)


def note_verdict(
    desk: Desk, lab: Lab, verdict: Verdict, *, before: State | None = None, folder: Path | None = None
) -> Report:
    """Record a verdict and compare how things stood before with how they stand after.

    `before` spares the replay to whoever has the state already; it is used only if nothing happened since. What was
    judged in `folder` is kept, so that it can be shown, compared and judged again.
    """
    lab = desk.lab(lab.slug)  # as the pack has it: without skills that it does not know
    commit = ""
    if folder is not None:
        commit = preserve(desk.home, lab, folder, digest=verdict.digest, passed=verdict.ending is Ending.PASSED)
    while True:
        if before is None or len(before.events) != desk.record.last():
            before = desk.state()
        attempt, fact = _graded(before, lab, verdict, commit=commit)
        try:
            desk.note(fact, after=len(before.events))
        except Conflict as conflict:
            if conflict.code != "record-moved":
                raise
            continue  # something else was recorded in between: look again, so that attempts are counted right
        return _report(before, desk.state(), lab, verdict=verdict, attempt=attempt)


def _graded(before: State, lab: Lab, verdict: Verdict, *, commit: str) -> tuple[int, LabGraded]:
    attempt = 1 + sum(isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid for event in before.events)
    hints = {e.fact.step for e in before.events if isinstance(e.fact, HintShown) and e.fact.lab == lab.uuid}
    return attempt, LabGraded(
        lab=lab.uuid,
        lab_version=lab.version,
        ending=verdict.ending.value,
        difficulty=lab.difficulty,
        teaches={before.pack.graph[skill].uuid: weight for skill, weight in lab.teaches.items()},
        digest=verdict.digest,
        commitment=verdict.commitment,
        score=verdict.score.share if verdict.score else None,
        seconds=round(verdict.seconds, 4),
        hints=len(hints),
        attempt=attempt,
        verdict=verdict.to_json(),
        judge=hillclimb.__version__,
        lab_digest=lab_digest(lab),
        commit=commit,
        shown=any(isinstance(e.fact, SolutionShown) and e.fact.lab == lab.uuid for e in before.events),
    )


def report_of(state: State, seq: int) -> Report | None:
    """Return the report of a recorded verdict, as it followed from the record at its time."""
    until = [event for event in state.events if event.seq <= seq]
    last = until[-1] if until else None
    if last is None or not isinstance(last.fact, LabGraded) or not last.fact.verdict:
        return None
    lab = state.pack.lab_by_uuid.get(last.fact.lab)
    if lab is None:
        return None
    before = State(pack=state.pack, events=until[:-1], at=last.at)
    after = State(pack=state.pack, events=until, at=last.at)
    verdict = Verdict.from_json(last.fact.verdict)
    return _report(before, after, lab, verdict=verdict, attempt=last.fact.attempt)


def _report(before: State, after: State, lab: Lab, *, verdict: Verdict, attempt: int) -> Report:
    moved = tuple(
        Moved(
            skill=skill,
            title=after.pack.graph[skill].title,
            before=before.beliefs[skill].p,
            after=after.beliefs[skill].p,
        )
        for skill in lab.teaches
    )
    plan = explain_change(before.outlook, after.outlook) if after.profile is not None else ()
    first = verdict.ending is Ending.PASSED and lab.slug not in before.done.labs
    explain = len(after.pack.explains(lab.slug)) if first else 0
    return Report(
        verdict=verdict, lab=lab, recorded=True, moved=moved, plan=plan, explain=explain, attempt=attempt, after=after
    )


def report_json(report: Report) -> dict[str, Any]:
    """Return a verdict with what it changed (version 1)."""
    return {
        "version": 1,
        **report.verdict.to_json(),
        "recorded": report.recorded,
        "attempt": report.attempt,
        "beliefs": [
            {"skill": item.skill, "title": item.title, "before": round(item.before, 4), "after": round(item.after, 4)}
            for item in report.moved
        ],
        "plan": list(report.plan),
        "explain": report.explain,
    }


def verdicts(state: State, lab: Lab) -> tuple[tuple[int, Verdict], ...]:
    """Return the recorded verdicts on a lab, newest first, each with its event number."""
    found: list[tuple[int, Verdict]] = []
    for event in state.events:
        if isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid and event.fact.verdict:
            found.append((event.seq, Verdict.from_json(event.fact.verdict)))
    return tuple(reversed(found))
