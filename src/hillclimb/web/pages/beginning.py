"""The three questions: where from, where to, and when."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.ground import Misuse
from hillclimb.web.forms import Text, go, number
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIRST = ("1.5", "0", "1.5", "0", "1", "3", "2")


@router.get("/begin")
def ask(request: Request, room: RoomIn) -> Response:
    """Show the three questions, filled in as they were answered last."""
    state = room.state()
    profile = state.profile
    return show(
        request,
        "begin.html",
        begun=profile is not None,
        roles=tuple(room.desk.pack.roles.values()),
        role=profile.role if profile else "",
        backgrounds=actions.BACKGROUNDS,
        background=profile.background if profile else "",
        days=tuple(zip(_DAYS, [f"{hours:g}" for hours in profile.hours] if profile else _FIRST, strict=True)),
    )


@router.post("/begin")
def begin(
    room: RoomIn, background: Text = "", role: Text = "", hours: Annotated[list[str] | None, Form()] = None
) -> Response:
    """Record the answers; the first time, offer the placement."""
    first = room.state().profile is None
    if not background or not role:
        raise Misuse("Two of the three questions are still open.", hint="Choose where you come from and where to.")
    actions.begin(room.desk, role=role, hours=tuple(number(text or "0") for text in hours or ()), background=background)
    return go("/place" if first else "/")
