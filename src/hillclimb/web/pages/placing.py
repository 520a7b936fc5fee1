"""Placement: the offer, one question a page, the explanation after each answer, and what it found."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import Answered, Hours, State
from hillclimb.content import Asked
from hillclimb.ground import Misuse, to_text
from hillclimb.web.atlas import draw_map
from hillclimb.web.forms import Text, go, number, seconds_since
from hillclimb.web.prose import has_maths
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_ABOUT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the strip of hours."""

    name: str
    x: float
    width: float
    hours: float


@router.get("/place")
def place(request: Request, room: RoomIn) -> Response:
    """Show what comes next: the offer, the open question, or the result."""
    state = room.state()
    _ = state.role
    standing = actions.standing(state)
    asked = actions.placement_question(state)
    if not standing.began or (standing.ended and not standing.asked):
        return show(request, "place_offer.html", standing=standing, about=_ABOUT)
    if asked is None:
        return _result(request, state)
    return show(
        request,
        "place_question.html",
        asked=asked,
        skill=state.pack.graph[asked.question.skill],
        standing=standing,
        about=_ABOUT,
        shown_at=to_text(room.desk.clock()),
        maths=has_maths(asked.text, *asked.options),
    )


@router.get("/place/result")
def result(request: Request, room: RoomIn) -> Response:
    """Show what the placement found so far; the page to come back to and to show."""
    state = room.state()
    _ = state.role
    return _result(request, state) if actions.standing(state).asked else go("/place")


@router.post("/place")
def start(room: RoomIn) -> Response:
    """Start or resume."""
    actions.start_placement(room.desk)
    return go("/place")


@router.post("/place/answer")
def answer(  # noqa: PLR0913 - the fields of one form
    room: RoomIn, question: Text, choice: Text = "", value: Text = "", dont_know: Text = "", shown_at: Text = ""
) -> Response:
    """Record an answer and show what it was worth."""
    if not (choice or value.strip() or dont_know):
        raise Misuse("No answer was given.", hint="Go back and choose one, or say “I don't know”.")
    actions.answer_placement(
        room.desk,
        question,
        choice=int(choice) if choice.isdigit() and not dont_know else None,
        value=number(value) if value.strip() and not dont_know else None,
        dont_know=bool(dont_know),
        seconds=seconds_since(room, shown_at),
    )
    return go("/place/answered")


@router.post("/place/skip")
def skip(room: RoomIn) -> Response:
    """End it here; what was answered counts."""
    actions.skip_placement(room.desk)
    return go("/place" if actions.standing(room.state()).asked else "/")


@router.get("/place/answered")
def answered(request: Request, room: RoomIn) -> Response:
    """Explain the answer that was given last."""
    state = room.state()
    last = actions.last_answered(state)
    if last is None:
        return go("/place")
    return show(
        request,
        "place_answered.html",
        last=last,
        skill=state.pack.graph[last.asked.question.skill],
        given=_given(last),
        standing=actions.standing(state),
        over=actions.placement_question(state) is None,
        about=_ABOUT,
        maths=has_maths(last.asked.text, last.marked.why, *last.asked.options),
    )


def _given(last: Answered) -> int | None:
    asked: Asked = last.asked
    return asked.options.index(last.given) if last.given in asked.options else None


def _result(request: Request, state: State) -> Response:
    found = actions.placement_result(state)
    return show(
        request,
        "place_result.html",
        found=found,
        strip=strip(found.hours),
        edge=[one.slug for one in found.frontier],
        atlas=draw_map(found.state),
        forecast=found.state.forecast,
        over=found.ended != "open",
    )


def strip(hours: Hours) -> tuple[Part, ...]:
    """Return the way as a strip: what was brought along, what the answers added, what is left; 1000 units wide."""
    if hours.total <= 0.0:
        return ()
    behind = max(hours.saved, 0.0)
    declared = min(max(hours.declared, 0.0), behind)
    parts = (("declared", declared), ("answers", behind - declared), ("left", hours.total - behind))
    at, found = 0.0, []
    for name, value in parts:
        width = 1000.0 * min(max(value / hours.total, 0.0), 1.0)
        found.append(Part(name=name, x=round(at, 1), width=round(width, 1), hours=value))
        at += width
    return tuple(found)
