"""Labs: the list, one lab with its ticket and verdict, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import Report, State
from hillclimb.content import Lab
from hillclimb.grading import Verdict
from hillclimb.record import HintShown, LabGraded
from hillclimb.web.forms import Text, go
from hillclimb.web.prose import has_maths, without_title
from hillclimb.web.room import Room, RoomIn
from hillclimb.web.showing import show

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One recorded judgement, for the history."""

    seq: int
    number: int
    at: Any
    verdict: Verdict


@router.get("/labs")
def labs(request: Request, room: RoomIn) -> Response:
    """List the labs."""
    state = room.state()
    rows = [
        {
            "lab": lab,
            "passed": lab.slug in state.done.labs,
            "open": room.desk.home.lab(lab.slug).is_dir(),
            "attempts": actions.attempts(state, lab),
            "best": _best(state, lab),
        }
        for lab in sorted(room.desk.pack.labs.values(), key=lambda lab: (lab.difficulty, lab.slug))
    ]
    return show(request, "labs.html", rows=rows, graph=room.desk.pack.graph)


@router.get("/labs/{slug}")
def lab(request: Request, slug: str, room: RoomIn, seq: int | None = None) -> Response:
    """Show a lab with its newest verdict, or with the one that event `seq` recorded."""
    found = room.desk.lab(slug)
    values = _verdict_values(room, found, seq)
    hints = found.hints[: _hints_shown(room.state(), found)]
    return show(
        request,
        "lab.html",
        task=without_title(found.task),
        hints=[hint.partition("\n")[::2] for hint in hints],
        steps=len(found.hints),
        maths=has_maths(found.task, *hints),
        graph=room.desk.pack.graph,
        **values,
    )


@router.get("/labs/{slug}/attempts")
def attempts(request: Request, slug: str, room: RoomIn, newest: int = 20) -> Response:
    """Show the attempts at a lab, newest first, each with what had changed since the one before."""
    found = room.desk.lab(slug)
    tried = actions.history(room.desk, found, newest=min(max(newest, 1), 1000))
    more = actions.attempts(room.state(), found) - len(tried)
    return show(request, "attempts.html", lab=found, attempts=tried, more=max(more, 0))


@router.get("/labs/{slug}/verdict")
def verdict(request: Request, slug: str, room: RoomIn, seq: int | None = None) -> Response:
    """Show only the verdict side of a lab; the page puts it in place when something new was recorded."""
    return show(request, "_verdict.html", graph=room.desk.pack.graph, **_verdict_values(room, room.desk.lab(slug), seq))


@router.get("/labs/{slug}/solution")
def solution(request: Request, slug: str, room: RoomIn) -> Response:
    """Show the solution of a lab that was passed, or whose solution was asked for."""
    return show(request, "solution.html", found=actions.solution(room.desk, slug))


@router.post("/labs/{slug}/solution")
def reveal(slug: str, room: RoomIn) -> Response:
    """Show the solution before a pass, which is recorded."""
    return go(f"/labs/{actions.solution(room.desk, slug, anyway=True).lab.slug}/solution")


@router.post("/open/{slug}")
def open_lab(slug: str, room: RoomIn) -> Response:
    """Put the lab into the work folder."""
    actions.open_lab(room.desk, slug)
    return go(f"/labs/{slug}")


@router.post("/warm/{slug}")
def warm(slug: str, room: RoomIn) -> Response:
    """Have the judge get ready; sent by the page of a lab that is open."""
    room.warm(slug)
    return Response(status_code=204)


@router.post("/check/{slug}")
def check(request: Request, slug: str, room: RoomIn) -> Response:
    """Judge the work folder; the page follows along, and without a script the answer is the lab's page again."""
    report = room.check(slug)
    if not report.recorded:
        values = _verdict_values(room, report.lab) | {"report": report, "unrecorded": True}
        fragment = "x-hillclimb-token" in request.headers
        if fragment:
            return show(request, "_verdict.html", graph=room.desk.pack.graph, **values)
        return show(request, "unjudged.html", graph=room.desk.pack.graph, **values)
    return go(f"/labs/{slug}/verdict" if "x-hillclimb-token" in request.headers else f"/labs/{slug}#verdict")


@router.post("/reset/{slug}")
def reset(slug: str, room: RoomIn, sure: Text = "") -> Response:
    """Set the work aside and put the starter back, once it was confirmed."""
    if not sure:
        return go(f"/labs/{slug}#reset")
    actions.reset_lab(room.desk, slug)
    return go(f"/labs/{slug}")


@router.post("/hint/{slug}")
def hint(slug: str, room: RoomIn) -> Response:
    """Show the next hint."""
    step, _, _ = actions.hint(room.desk, slug)
    return go(f"/labs/{slug}#hint-{step}")


def _verdict_values(room: Room, lab: Lab, seq: int | None = None) -> dict[str, Any]:
    state = room.state()
    attempts = _attempts(state, lab)
    shown = next((item.seq for item in attempts if item.seq == seq), attempts[0].seq if attempts else None)
    folder = room.desk.home.lab(lab.slug)
    return {
        "lab": lab,
        "folder": folder,
        "files": [folder / name for name in lab.files],
        "opened": folder.is_dir(),
        "passed": lab.slug in state.done.labs,
        "marked": actions.is_marked(state, lab),
        "attempts": attempts,
        "shown": shown,
        "report": _report(room, state, shown) if shown is not None else None,
        "unrecorded": False,
    }


def _attempts(state: State, lab: Lab) -> list[Attempt]:
    found = [
        Attempt(seq=event.seq, number=event.fact.attempt, at=event.at, verdict=Verdict.from_json(event.fact.verdict))
        for event in state.events
        if isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid and event.fact.verdict
    ]
    return found[::-1]


def _report(room: Room, state: State, seq: int) -> Report | None:
    return _told(room, state.events[seq - 1].uuid, seq)


@lru_cache(maxsize=32)
def _told(room: Room, _event: str, seq: int) -> Report | None:
    return actions.report_of(room.state(), seq)


def _hints_shown(state: State, lab: Lab) -> int:
    return max(
        (event.fact.step for event in state.events if isinstance(event.fact, HintShown) and event.fact.lab == lab.uuid),
        default=0,
    )


def _best(state: State, lab: Lab) -> float | None:
    scores = [
        event.fact.score
        for event in state.events
        if isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid and event.fact.score is not None
    ]
    return max(scores, default=None)
