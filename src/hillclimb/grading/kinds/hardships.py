"""What befalls a running service: its database is taken away, its disk is full, its clients behave as clients do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Protocol, TypeVar

from hillclimb.grading.kinds import Room
from hillclimb.grading.kinds.stored import MOST_BYTES, Stored
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.traffic import awkward
from hillclimb.grading.traffic.client import Client
from hillclimb.grading.traffic.http import Reply, Request

_LOCK_SECONDS = 3.0
_PAUSE_SECONDS = 0.02

Result = TypeVar("Result")


class Host(Protocol):
    """What a hardship needs of the service that it befalls."""

    def mark(self, what: str) -> None:
        """Note on the timeline what the judge does now."""

    def stop(self) -> None:
        """End the service by SIGTERM, by SIGKILL if it does not go."""

    def talk(self, talk: Callable[[Client], Coroutine[Any, Any, Result]]) -> Result:
        """Have a client do something; in the middle of traffic, beside it, and nothing waits for the result."""


class Database:
    """The database that the lab gives to its service."""

    def __init__(self, room: Room, host: Host) -> None:
        self._room = room
        self._host = host

    def take(self) -> None:
        """Take the database away until it is given back: to the service it is locked (`SQLITE_BUSY`).

        With a write-ahead log, a service that has it open still reads. Fails if there is no database, or if the
        service itself never lets go of it.
        """
        return self._host.talk(lambda _: self._take())

    async def _take(self) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _LOCK_SECONDS
        while (found := self._ask("lock").get("found")) == "busy" and loop.time() < until:
            await asyncio.sleep(_PAUSE_SECONDS)
        if found == "absent":
            raise Failed(
                "There is no database where DATABASE_URL says.",
                expected="a SQLite database in that file",
                got="no file",
            )
        if found != "there":
            raise Failed(
                f"For {_LOCK_SECONDS:g} s the service held its database locked, so that nobody else could write to it. "
                "Is a transaction left open between requests?",
                expected="a database that is free between requests",
            )
        self._host.mark("the database goes away")

    def give_back(self) -> None:
        """Give the database back."""
        self._ask("release")
        self._host.mark("the database is back")

    def read(self) -> Stored:
        """End the service if it runs, as a deployment does, and return what is in its database.

        A crash is not undone: what a `kill` left half done is finished or rolled back as SQLite does when it is opened.
        """
        self._host.stop()
        files = self._room.dock.database(MOST_BYTES)
        if files is None:
            raise Failed(
                f"The database is larger than {MOST_BYTES >> 20} MB.", expected="a database of the size of its rows"
            )
        return Stored(self._room, files)

    def _ask(self, what: str) -> Mapping[str, Any]:
        return self._room.dock.ask_disk(what)


class Disk:
    """The disk that the service writes to."""

    def __init__(self, room: Room, host: Host) -> None:
        self._room = room
        self._host = host

    def fill(self) -> bool:
        """Take all that is left of the disk; return whether that can be done on this system."""
        filled = int(self._room.dock.ask_disk("fill").get("bytes", 0)) > 0
        if filled:
            self._host.mark("the disk is full")
        return filled

    def give_back(self) -> None:
        """Give the room on the disk back."""
        self._room.dock.ask_disk("empty")
        self._host.mark("the disk has room")


class Clients:
    """Clients as they are outside of tests; amid traffic they come beside it, and nothing waits for them."""

    def __init__(self, host: Host) -> None:
        self._host = host

    def abandon(self, request: Request, *, share: float = 0.5) -> None:
        """Send a share of a request's bytes and hang up; with a share of 1, without waiting for the response."""
        return self._host.talk(lambda client: awkward.abandon(client, request, share=share))

    def trickle(self, request: Request, *, seconds: float = 1.0, timeout: float = 10.0) -> Reply:
        """Send a request drop by drop over some seconds and return the reply."""
        return self._host.talk(lambda client: awkward.trickle(client, request, seconds=seconds, timeout=timeout))

    def dawdle(self, request: Request, *, seconds: float = 1.0, timeout: float = 10.0) -> Reply:
        """Send a request, read the response a little at a time for some seconds, then the rest, and return it."""
        return self._host.talk(lambda client: awkward.dawdle(client, request, seconds=seconds, timeout=timeout))

    def insist(self, request: Request, *, times: int = 4, timeout: float = 10.0) -> list[Reply]:
        """Send a request and hang up, send it `times` times at once, then once more; return the replies but the first.

        What a client does that lost patience: with an idempotency key all of it must count once.
        """
        return self._host.talk(lambda client: awkward.insist(client, request, times=times, timeout=timeout))

    def say(self, said: bytes, *, timeout: float = 2.0) -> bytes:
        """Send bytes as they are, whether or not they are HTTP, and return what comes back, at most 64 KB."""
        return self._host.talk(lambda client: awkward.say(client, said, timeout=timeout))
