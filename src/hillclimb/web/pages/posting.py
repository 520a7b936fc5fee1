"""Postings: what each asks for with its words marked, what is missing, and how the applications stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions.posting import a_posting
from hillclimb.career import ENDED, STAGES, Hit, Reading, funnel
from hillclimb.web.forms import Text, go
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()


class Said(BaseModel):
    """What the form of an application holds."""

    stage: str = ""
    on: str = ""
    next: str = ""
    next_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some of a posting's text, and the hits that its words are; none for what lies between."""

    text: str
    hits: tuple[Hit, ...] = ()

    @property
    def meant(self) -> str:
        """How the words are meant by the strongest of the hits: `sought`, `welcome` or `uncounted`."""
        meant = {hit.meant for hit in self.hits}
        return "sought" if "asked" in meant else "welcome" if "welcome" in meant else "uncounted"


@router.get("/postings")
def listed(request: Request, room: RoomIn) -> Response:
    """List the postings and the applications."""
    state = room.state()
    tracked = actions.tracked(state)
    shown = [(kept, actions.read_kept(state, kept)) for kept in reversed(actions.postings(state))]
    rungs = funnel(tracked.found)
    return show(
        request,
        "postings.html",
        shown=shown,
        tracked=tracked,
        funnel=rungs,
        most=max((rung.count for rung in rungs), default=0),
        stages=(*STAGES, *ENDED),
    )


@router.get("/postings/reminders.ics")
def reminders(room: RoomIn) -> Response:
    """Hand out the next actions as a calendar file."""
    headers = {"content-disposition": 'attachment; filename="reminders.ics"'}
    return Response(actions.calendar(room.state()), media_type="text/calendar", headers=headers)


@router.get("/postings/{number}")
def posting(number: str, request: Request, room: RoomIn) -> Response:
    """Show one posting as read, and what is missing."""
    state = room.state()
    kept = a_posting(state, number)
    reading = actions.read_kept(state, kept)
    return show(
        request,
        "posting.html",
        kept=kept,
        reading=reading,
        pieces=tuple(pieces(reading)),
        gap=actions.gap(state, kept),
        graph=state.pack.graph,
        begun=state.profile is not None,
    )


def pieces(reading: Reading) -> Iterator[Piece]:
    """Yield the text of a posting in pieces, words that are hits apart; together they are the whole text."""
    at = 0
    found = sorted(reading.hits, key=lambda hit: (hit.span.begin, -hit.span.end))
    while found:
        first = found[0]
        end = first.span.end
        inside = tuple(hit for hit in found if hit.span.begin < end)
        end = max(hit.span.end for hit in inside)
        if first.span.begin > at:
            yield Piece(text=reading.text[at : first.span.begin])
        yield Piece(text=reading.text[first.span.begin : end], hits=inside)
        found, at = [hit for hit in found if hit.span.begin >= end], end
    if at < len(reading.text):
        yield Piece(text=reading.text[at:])


@router.post("/postings")
def add(room: RoomIn, text: Text = "", title: Text = "") -> Response:
    """Keep a posting that was pasted."""
    kept = actions.keep_posting(room.desk, text, source="pasted", title=title)
    return go(f"/postings/{kept.number}")


@router.post("/postings/track")
def begin(room: RoomIn, posting: Text = "", employer: Text = "", title: Text = "", stage: Text = "found") -> Response:
    """Begin an application."""
    says = {"employer": employer, "title": title, "stage": stage}
    given = {field: text for field, text in says.items() if text.strip()}
    actions.note_application(room.desk, given, posting=posting, new=True)
    return go("/postings#applications")


@router.post("/postings/track/{number}")
def note(number: str, room: RoomIn, said: Annotated[Said, Form()]) -> Response:
    """Note how an application stands and what comes next."""
    says = {field: text for field, text in said.model_dump().items() if text.strip() or field in ("next", "next_on")}
    actions.note_application(room.desk, says, which=number)
    return go("/postings#applications")


@router.post("/postings/{number}/plan")
def plan(number: str, room: RoomIn, undo: Text = "") -> Response:
    """Put the gap of a posting into the plan, or take it out again."""
    actions.plan_posting(room.desk, number, undo=bool(undo))
    return go(f"/postings/{number}#gap")


@router.post("/postings/{number}/drop")
def drop(number: str, room: RoomIn) -> Response:
    """Put a posting aside."""
    actions.drop_posting(room.desk, number)
    return go("/postings")
