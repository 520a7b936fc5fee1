"""The part of the JSON API that plans around a life: days away, a deadline, ways side by side."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from hillclimb import actions
from hillclimb.web.room import RoomIn
from hillclimb.web.shapes import Away, Back, Deadline

Body = dict[str, Any]
router = APIRouter()


@router.get("/away", tags=["look"])
def absences(room: RoomIn) -> Body:
    """Return the days with fewer study hours, numbered, and the forecast with them."""
    return actions.absences_json(room.state())


@router.get("/deadline", tags=["look"])
def deadline(room: RoomIn) -> Body:
    """Return the odds of the day that was set, and what can give; `day` is null where none is set."""
    return actions.deadline_json(room.state())


@router.get("/compare", tags=["look"])
def compare(
    room: RoomIn,
    role: Annotated[list[str] | None, Query()] = None,
    hours: Annotated[list[str] | None, Query(description="as for begin, such as 9 or mon=1.5,sat=4")] = None,
) -> Body:
    """Return two to four ways side by side, drawn with the same luck."""
    weeks = [actions.spread_hours(text) for text in hours or ()]
    return actions.compare_json(actions.compare(room.state(), role or (), weeks))


@router.post("/away", tags=["do"])
def away(body: Away, room: RoomIn) -> Body:
    """Record days with fewer hours, or none."""
    state = actions.declare_absence(room.desk, body.first, body.last, share=body.share, why=body.why)
    return actions.absences_json(state)


@router.post("/away/remove", tags=["do"])
def back(body: Back, room: RoomIn) -> Body:
    """Take an absence back."""
    return actions.absences_json(actions.withdraw_absence(room.desk, body.which))


@router.post("/deadline", tags=["do"])
def set_deadline(body: Deadline, room: RoomIn) -> Body:
    """Set the day to be done by, or clear it; the odds come back."""
    return actions.deadline_json(actions.set_deadline(room.desk, body.day))
