"""Settings: who and when, how reviews go, what is kept where, copies of it, and how to delete everything."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from hillclimb import actions
from hillclimb.web.forms import Text, go
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()


@router.get("/settings")
def settings(request: Request, room: RoomIn) -> Response:
    """Show what can be set, and what is kept."""
    state, home = room.state(), room.desk.home
    hours = state.hours if state.profile is not None else (0.0,) * len(actions.DAYS)
    return show(
        request,
        "settings.html",
        begun=state.profile is not None,
        role=state.role if state.profile is not None else None,
        hours=hours,
        week=", ".join(f"{day.capitalize()} {h:g}" for day, h in zip(actions.DAYS, hours, strict=True) if h),
        terms=state.terms,
        events=len(state.events),
        folder=home.folder,
        holds=actions.holdings(home),
        backups=actions.backups(home),
    )


@router.post("/settings/backup")
def backup(room: RoomIn) -> Response:
    """Copy the record now."""
    actions.back_up(room.desk)
    return go("/settings#copies")


@router.post("/settings/restore")
def restore(room: RoomIn, name: Text, sure: Text = "") -> Response:
    """Put a copy back, once it was confirmed; what it replaces is copied before."""
    if sure:
        actions.restore_backup(room.desk, name)
    return go("/settings#copies")


@router.post("/settings/export")
def export(room: RoomIn) -> Response:
    """Hand out everything as one file, without the key."""
    folder = tempfile.TemporaryDirectory(prefix="hillclimb-")
    name = f"hillclimb-{room.desk.clock().astimezone():%Y-%m-%d}.zip"
    try:
        done = actions.export_all(room.desk, Path(folder.name) / name)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(done.path, filename=name, background=BackgroundTask(folder.cleanup))
