"""Forms: the token that each must carry, and reading the few fields that they have."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, Request
from starlette.responses import RedirectResponse

from hillclimb.ground import Misuse, from_text
from hillclimb.web.guard import Foreign
from hillclimb.web.room import Room, RoomIn

Text = Annotated[str, Form()]


async def checked_form(request: Request, room: RoomIn) -> None:
    """Refuse a form without the token that our own pages put into it (or a script's request without its header)."""
    if request.method in {"GET", "HEAD"}:
        return
    token = request.headers.get("x-hillclimb-token")
    if token is None:
        given = (await request.form()).get("token", "")
        token = given if isinstance(given, str) else ""
    if not room.knows(token):
        raise Foreign("This page is too old to send anything.", hint="Load it again and repeat.", code="bad-token")


Guarded = Depends(checked_form)


def go(path: str) -> RedirectResponse:
    """Answer a form: go and look at the outcome (so that a reload never sends it twice)."""
    return RedirectResponse(path, status_code=303)


def seconds_since(room: Room, shown_at: str) -> float:
    """Return how long a page was looked at; 0 where the form does not say."""
    try:
        began: datetime = from_text(shown_at)
    except ValueError:
        return 0.0
    return max((room.desk.clock() - began).total_seconds(), 0.0)


def number(text: str) -> float:
    """Return a number as people type it: with a comma or a point, a percent sign or a minus of any kind."""
    plain = text.strip().replace("\u2212", "-").replace("\u00a0", "").replace(" ", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        raise Misuse(f"{text!r} is no number.", hint="Write it like 12, 0.25 or 1e-3.") from None
