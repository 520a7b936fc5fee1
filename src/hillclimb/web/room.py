"""What the running app holds: the desk, one judge for all, what is being judged now, and the token of its forms."""

from __future__ import annotations

import contextlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request

from hillclimb.actions import Desk, Report, State, check
from hillclimb.grading import Checked, Judge, Timeline

# How long a replay may be shown again while nothing new was recorded; beliefs and due cards move slower than this.
_FRESH = timedelta(seconds=15)


@dataclass(slots=True)
class Judging:
    """A judgement on its way: the checks that are done so far, its traffic, and whether it is over."""

    number: int
    checks: list[Checked] = field(default_factory=list)
    traffic: Timeline | None = None
    over: bool = False

    def see(self, traffic: Timeline) -> None:
        """Take in how the traffic stands."""
        self.traffic = traffic


class Room:
    """Everything that requests share; safe to use from several threads."""

    def __init__(self, desk: Desk, *, judge: Judge | None = None) -> None:
        self.desk = desk
        self.closing = False
        self._judge = judge
        self._one_check = threading.Lock()
        self._judging: dict[str, Judging] = {}
        self._number = 0
        self._state: tuple[int, State] | None = None
        self.token = _token(desk)

    def state(self) -> State:
        """Return how things stand, replayed anew when something was recorded or some seconds have passed."""
        last, at = self.desk.record.last(), self.desk.clock()
        known = self._state
        if known is not None and known[0] == last and timedelta() <= at - known[1].at < _FRESH:
            return known[1]
        state = self.desk.state()
        self._state = (len(state.events), state)
        return state

    @property
    def judging(self) -> Mapping[str, Judging]:
        """The newest judgement per lab since the app started, by slug."""
        return self._judging

    def check(self, slug: str) -> Report:
        """Judge a lab's work folder; a second check waits for the first."""
        self.desk.lab(slug)
        with self._one_check:
            self._number += 1
            now = self._judging[slug] = Judging(number=self._number)
            try:
                if self._judge is None:
                    self._judge = Judge()
                return check(self.desk, slug, judge=self._judge, progress=now.checks.append, watched=now.see)
            finally:
                now.over = True

    def warm(self, slug: str) -> None:
        """Have the judge load what a lab needs, so that the first check does not wait for it."""
        if not self._one_check.acquire(blocking=False):
            return
        try:
            if self._judge is None:
                self._judge = Judge()
            self._judge.warm(self.desk.lab(slug))
        finally:
            self._one_check.release()

    def close(self) -> None:
        """End the live streams and the judge."""
        self.closing = True
        if self._judge is not None:
            self._judge.close()

    def knows(self, token: str) -> bool:
        """Whether a form's token is the one that our pages carry."""
        return hmac.compare_digest(token.encode(), self.token.encode())


def _token(desk: Desk) -> str:
    """Return the token of this home, kept in a file so that open pages survive a restart."""
    path = desk.home.folder / "keys" / "web"
    with contextlib.suppress(OSError):
        token = path.read_text(encoding="ascii", errors="replace").strip()
        if len(token) >= 32:
            return token
    token = secrets.token_urlsafe(32)
    with contextlib.suppress(OSError):  # a folder that cannot be written only costs a reload after a restart
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(token, encoding="ascii")
    return token


def _room(request: Request) -> Room:
    room: Room = request.app.state.room
    return room


RoomIn = Annotated[Room, Depends(_room)]
