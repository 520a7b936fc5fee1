"""Evidence: what each passed lab proves and what it does not, to sign and to download; badges on the way and earned."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import Piece
from hillclimb.career import Award, Examined, badge_picture, look_at, standalone
from hillclimb.ground import Conflict, NotFound, Refusal
from hillclimb.web.forms import go
from hillclimb.web.room import Room, RoomIn
from hillclimb.web.showing import show

router = APIRouter()
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One piece of evidence as the page shows it; `found` is what checking its signature says, None before that."""

    piece: Piece
    found: Examined | None


@router.get("/evidence")
def evidence(request: Request, room: RoomIn) -> Response:
    """List the evidence and the badges."""
    state, home = room.state(), room.desk.home
    shown = [Shown(piece=piece, found=_found(piece)) for piece in reversed(actions.evidence(state, home))]
    name = actions.key_name(home)
    lost = [key for key in actions.lost_keys(state.events) if key != name]
    return show(
        request,
        "evidence.html",
        shown=shown,
        key=name,
        lost=lost if not name else [],
        locked=actions.is_locked(home),
        badges=actions.badges(state),
    )


def _found(piece: Piece) -> Examined | None:
    return look_at(json.dumps(list(piece.signed.values())[-1])) if piece.signed else None


@router.get("/evidence/verify_evidence.py")
def script() -> Response:
    """Hand out the script that checks evidence without Hillclimb."""
    return _file("verify_evidence.py", standalone(), "text/x-python")


@router.get("/evidence/{slug}.evidence.json")
def download(slug: str, room: RoomIn) -> Response:
    """Hand out evidence that was signed."""
    piece = _piece(room, slug)
    if not piece.signed:
        raise NotFound("It is not signed yet.", hint="Sign it on the page Evidence.")
    text = json.dumps(list(piece.signed.values())[-1], indent=1) + "\n"
    return _file(f"{slug}.evidence.json", text, "application/json")


@router.post("/evidence/{slug}/sign")
def sign(slug: str, room: RoomIn) -> Response:
    """Sign what a verdict showed; the key is made the first time."""
    piece = _piece(room, slug)
    _unlocked(lambda: actions.sign(room.desk, piece, actions.open_key(room.desk)))
    return go(f"/evidence#{slug}")


@router.get("/evidence/badges/{slug}.svg")
def picture(slug: str, room: RoomIn) -> Response:
    """Show a badge's picture, without the badge inside."""
    award = _award(room, slug)
    return Response(badge_picture(award.title, len(award.labs)), media_type="image/svg+xml")


@router.post("/evidence/badges/{slug}")
def badge(slug: str, room: RoomIn) -> Response:
    """Hand out an earned badge: an image with the badge inside."""
    award = _award(room, slug)
    if not award.earned:
        raise Conflict("This badge is not earned yet.", hint=f"Still to pass: {award.missing[0].title}.")
    files = _unlocked(lambda: actions.made(room.desk, award, actions.open_key(room.desk)))
    return _file(f"{slug}.badge.svg", files[f"{slug}.badge.svg"], "image/svg+xml")


def _piece(room: Room, slug: str) -> Piece:
    room.desk.lab(slug)
    return actions.pieces_of(room.state(), room.desk.home, [slug])[0]


def _award(room: Room, slug: str) -> Award:
    for award in actions.badges(room.state()):
        if award.slug == slug:
            return award
    raise NotFound("There is no such badge.", hint="The page Evidence lists them.")


def _unlocked(work: Callable[[], T]) -> T:
    """Do something with the key; where it is locked, say where a passphrase can be typed."""
    try:
        return work()
    except Refusal as refusal:
        if refusal.code != "passphrase":
            raise
        raise Conflict(
            "Your key is locked.", hint="Sign in the terminal: hillclimb evidence export --to DIR", code="passphrase"
        ) from refusal


def _file(name: str, text: str, kind: str) -> Response:
    return Response(text, media_type=kind, headers={"content-disposition": f'attachment; filename="{name}"'})
