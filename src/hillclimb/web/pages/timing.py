"""Study time: what pages tell of themselves, and the learner's corrections."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from hillclimb import actions
from hillclimb.web.forms import Text, go, number
from hillclimb.web.room import RoomIn

router = APIRouter()


@router.post("/seen/{page}/{slug}")
def seen(page: str, slug: str, room: RoomIn, seconds: float) -> Response:
    """Record that a page was read; sent by the page itself, every few minutes and when it is left."""
    actions.note_page(room.desk, page, slug, seconds)
    return Response(status_code=204)


@router.post("/time")
def correct(room: RoomIn, what: Text, minutes: Text) -> Response:
    """Have the learner's word count."""
    actions.correct_time(room.desk, what, number(minutes))
    return go("/log#time")
