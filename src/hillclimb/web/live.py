"""Live parts: the checks of a judgement as they end, and a word whenever another program writes to the record."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends
from fastapi.sse import EventSourceResponse, ServerSentEvent

from hillclimb.grading import Checked, Timeline
from hillclimb.ground import Refusal
from hillclimb.web.room import Room, RoomIn
from hillclimb.web.showing import fragment

live = APIRouter(include_in_schema=False)

_TICK_SECONDS = 0.15
_TICKS_PER_LOOK = 5


def _known(slug: str, room: RoomIn) -> str:
    """Refuse an unknown lab before the stream begins; afterwards no status can be sent any more."""
    return room.desk.lab(slug).slug


@live.get("/labs/{slug}/live", response_class=EventSourceResponse)
async def follow_lab(slug: Annotated[str, Depends(_known)], room: RoomIn) -> AsyncIterator[ServerSentEvent]:
    """Send `started`, `checked`, `traffic` and `over` of the lab's judgements, and `record` with each event."""
    number, told = _already_over(room, slug)
    seen: Timeline | None = None
    watch = await to_thread.run_sync(_Watch, room)
    tick = 0
    yield ServerSentEvent(event="ready", data={})
    while not room.closing:
        now = room.judging.get(slug)
        if now is not None and now.number != number:
            number, told = now.number, 0
            yield ServerSentEvent(event="started", data={"number": number})
        if now is not None and told >= 0:
            for checked in now.checks[told:]:
                told += 1
                yield ServerSentEvent(event="checked", data=_told(checked))
            if now.traffic is not None and now.traffic is not seen:
                seen = now.traffic
                yield ServerSentEvent(event="traffic", data=_drawn(seen))
            if now.over and told == len(now.checks):
                told = -1
                yield ServerSentEvent(event="over", data={"number": number})
        if tick % _TICKS_PER_LOOK == 0 and await to_thread.run_sync(watch.changed):
            yield ServerSentEvent(event="record", data={"seq": watch.last})
        tick += 1
        await asyncio.sleep(_TICK_SECONDS)


@live.get("/live", response_class=EventSourceResponse)
async def follow_record(room: RoomIn) -> AsyncIterator[ServerSentEvent]:
    """Send `record` when anything was recorded."""
    watch = await to_thread.run_sync(_Watch, room)
    yield ServerSentEvent(event="ready", data={})
    while not room.closing:
        if await to_thread.run_sync(watch.changed):
            yield ServerSentEvent(event="record", data={"seq": watch.last})
        for _ in range(_TICKS_PER_LOOK):
            if not room.closing:
                await asyncio.sleep(_TICK_SECONDS)


def _already_over(room: Room, slug: str) -> tuple[int, int]:
    now = room.judging.get(slug)
    return (now.number, -1) if now is not None and now.over else (0, -1)


def _told(checked: Checked) -> dict[str, Any]:
    return {"name": checked.name, "outcome": checked.outcome.value, "message": checked.message}


def _drawn(line: Timeline) -> dict[str, Any]:
    return {**line.to_json(), "html": fragment("_traffic.html", line=line, growing=True)}


class _Watch:
    """Notices growth of the record by looking at its files first, and opens it only when they changed."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._seen = self._look()
        self.last = self._last()

    def changed(self) -> bool:
        """Whether there is a new event since the last call."""
        seen = self._look()
        if seen == self._seen:
            return False
        self._seen = seen
        last = self._last()
        grown, self.last = last > self.last, max(last, self.last)
        return grown

    def _last(self) -> int:
        try:
            return self._room.desk.record.last()
        except Refusal:  # the page that is asked for next says it better than a stream could
            return 0

    def _look(self) -> tuple[tuple[int, int], ...]:
        path = self._room.desk.home.record
        return tuple(_stamp(file) for file in (path, path.with_name(path.name + "-wal")))


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = os.stat(file)
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)
