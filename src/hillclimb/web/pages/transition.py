"""The transition plan: read it, answer what it asks, keep versions, see what changed, and download it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import State
from hillclimb.career import Paper
from hillclimb.ground import NotFound
from hillclimb.web.forms import Text, go
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()
_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@router.get("/transition")
def transition(request: Request, room: RoomIn, version: int = 0, since: int = 0) -> Response:
    """Show the plan as it stands or a version that was kept; with `since`, what changed since another."""
    state = room.state()
    if state.profile is None:
        return go("/begin")
    chosen = version or None
    return show(
        request,
        "transition.html",
        paper=_paper(state, version),
        version=version,
        since=since,
        versions=actions.versions(state),
        changes=actions.compared(state, since, chosen) if since else (),
        asked=actions.whys(state),
        kinds=tuple(_TYPES),
    )


@router.post("/transition/why/{slug}")
def answer(slug: str, room: RoomIn, answer: Text = "") -> Response:
    """Record an answer of the why-interview."""
    actions.answer_why(room.desk, {slug: answer})
    return go(f"/transition#why-{slug}")


@router.post("/transition/keep")
def keep(room: RoomIn, note: Text = "") -> Response:
    """Keep the plan as a version."""
    actions.keep_plan(room.desk, note)
    return go("/transition#versions")


@router.get("/transition/{name}.{kind}")
def download(name: str, kind: str, room: RoomIn) -> Response:
    """Hand out the plan as a file: `now`, or the number of a version that was kept."""
    if kind not in _TYPES or not (name == "now" or name.isdecimal()):
        raise NotFound("There is no such file.", hint="The page Transition plan lists them.")
    state = room.state()
    body = actions.print_paper(_paper(state, 0 if name == "now" else int(name[:9])), f".{kind}", at=state.at)
    file = f"transition-plan.{kind}" if name == "now" else f"transition-plan-{name[:9]}.{kind}"
    return Response(body, media_type=_TYPES[kind], headers={"content-disposition": f'attachment; filename="{file}"'})


def _paper(state: State, version: int) -> Paper:
    return actions.version_of(state, version).paper if version else actions.paper_of(state)
