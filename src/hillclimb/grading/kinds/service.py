"""A running service: booted in the jail, spoken to over HTTP as the company's clients do, restarted and ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

from hillclimb.company import Draw
from hillclimb.content import Lab
from hillclimb.grading.booting import Start
from hillclimb.grading.crew import OURS_SECONDS
from hillclimb.grading.kinds import Room, Unreadable
from hillclimb.grading.kinds.hardships import Clients, Database, Disk
from hillclimb.grading.kinds.settings import Settings, settings_of
from hillclimb.grading.labkit.hiding import conceals, said_in
from hillclimb.grading.leaks import Leak, find_leak
from hillclimb.grading.seam import Fault, Stopped
from hillclimb.grading.submission import python_files, read_submission
from hillclimb.grading.traffic.arrivals import Load, arrivals
from hillclimb.grading.traffic.client import Client
from hillclimb.grading.traffic.growing import Growing
from hillclimb.grading.traffic.http import MOST_BODY_BYTES, Reply, Request, json_request
from hillclimb.grading.traffic.timeline import Mark, Sample, percentile, timeline_of

_STEP_SECONDS = 0.05
_PAUSE_SECONDS = 0.01
_HEALTH_SECONDS = 2.0
_STOP_SECONDS = 5.0
_LAST_WORDS = 1200

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What became of the requests of a stretch of traffic, in the order in which they were due."""

    replies: tuple[Reply, ...]
    right: tuple[bool, ...]

    @property
    def errors(self) -> int:
        """How many went wrong: no response, a 5xx, or what the check itself calls wrong."""
        return self.right.count(False)

    def percentile(self, share: float) -> float:
        """Return a percentile of the latency of what was answered, in ms; infinite where nothing was."""
        times = [reply.seconds * 1000.0 for reply, fine in zip(self.replies, self.right, strict=True) if fine]
        return percentile(times, share) if times else float("inf")

    def first_wrong(self) -> Reply | None:
        """Return the first reply that was wrong."""
        return next((reply for reply, fine in zip(self.replies, self.right, strict=True) if not fine), None)


class Running:
    """A service that runs: what its clients send it, and what befalls it."""

    def __init__(self, room: Room, settings: Settings, start: Start) -> None:
        self._room = room
        self._settings = settings
        self._start = start
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._marks: list[tuple[float, str]] = []
        self._leaked: tuple[Leak, Reply] | None = None
        self._growing: Growing | None = None
        self.seconds_to_start = 0.0
        self.database = Database(room, self)
        self.disk = Disk(room, self)
        self.clients = Clients(self)
        room.later(self.close)
        self._boot = room.boot(start)
        self._boots = [self._boot]
        self._wait_until_well()

    def get(self, path: str, **more: Any) -> Reply:
        """Send a GET and return the reply."""
        return self.send(Request(method="GET", path=path, headers=more.pop("headers", {})), **more)

    def post(self, path: str, *, json: Any = None, body: bytes | None = None, **more: Any) -> Reply:
        """Send a POST with a value as JSON, or with a `body` as it is, and return the reply."""
        headers = more.pop("headers", {})
        if body is None:
            return self.send(json_request("POST", path, json, headers), **more)
        fields = {"content-type": "application/json", **headers}
        return self.send(Request(method="POST", path=path, body=body, headers=fields), **more)

    def send(self, request: Request, *, timeout: float = 5.0) -> Reply:
        """Send one request and return the reply; one that got no response says why in `lost`."""
        return self._run(lambda client: client.send(request, timeout=timeout))

    def together(self, requests: Sequence[Request], *, timeout: float = 10.0) -> tuple[Reply, ...]:
        """Send requests all at once and return the replies in their order."""
        instants = [0.0] * len(requests)
        return tuple(self._run(lambda client: client.drive(requests, instants, timeout=timeout)))

    def paced(
        self,
        plan: Sequence[tuple[float, Request]],
        *,
        timeout: float = 10.0,
        during: Mapping[float, Callable[[], object]] | None = None,
    ) -> tuple[Reply, ...]:
        """Send each request at its second, whatever became of those before, and return the replies in their order.

        What is in `during` is done at its seconds; what it does must not wait for a reply.
        """
        due = sorted(range(len(plan)), key=lambda place: plan[place][0])
        acts = sorted((during or {}).items(), key=lambda item: item[0])
        sent, instants = [plan[place][1] for place in due], [plan[place][0] for place in due]
        replies = self._run(lambda client: client.drive(sent, instants, timeout=timeout, during=acts))
        found = dict(zip(due, replies, strict=True))
        return tuple(found[place] for place in range(len(plan)))

    def traffic(  # noqa: PLR0913 - what a stretch of traffic depends on, each by name
        self,
        load: Load,
        requests: Sequence[Request],
        draw: Draw,
        *,
        timeout: float = 2.0,
        right: Callable[[Reply], bool] | None = None,
        during: Mapping[float, Callable[[], object]] | None = None,
        kept: bool = True,
    ) -> Traffic:
        """Send requests, drawn from these, when `load` says, whatever became of those before; return what came back.

        `right` says whether a reply is what it should be (else: any below 500). What is in `during` is done at its
        seconds. The verdict shows a timeline of it unless it is not `kept`.
        """
        instants = arrivals(load, draw.child("arrivals"))
        chosen = draw.child("requests").integers(0, len(requests), len(instants)).tolist() if instants else []
        sent = [requests[place] for place in chosen]
        self._marks = []
        began = time.monotonic()
        acts = sorted((during or {}).items(), key=lambda item: item[0])
        self._growing = Growing(began=began, seconds=load.seconds) if kept else None
        try:
            replies = self._run(lambda client: client.drive(sent, instants, timeout=timeout, during=acts))
        finally:
            self._growing = None
        fine = tuple(not reply.lost and (reply.status < 500 if right is None else right(reply)) for reply in replies)
        samples = [Sample(at=r.at, seconds=r.seconds, answered=ok) for r, ok in zip(replies, fine, strict=True)]
        if kept:
            self._room.note(timeline_of(samples, load.seconds, self._marks_since(began)))
        return Traffic(replies=tuple(replies), right=fine)

    def drain(self, requests: Sequence[Request], *, after: float = 0.2, timeout: float = 10.0) -> tuple[Reply, ...]:
        """Send requests all at once, SIGTERM `after` seconds later, and return the replies: all that was begun.

        Let it be few, and such that take longer than that: what was not accepted yet when it came may be refused.
        """
        acts = [(after, self.terminate)]
        instants = [0.0] * len(requests)
        return tuple(self._run(lambda client: client.drive(requests, instants, timeout=timeout, during=acts)))

    def remove(self, name: str) -> None:
        """Remove a file of the service's folder while it runs."""
        self.mark(f"removes {name}")
        self._room.remove(name)
        line = self._boot.dial()  # who connects does one thing after the other: the file is gone once this is there
        if line is not None:
            line.close()

    def terminate(self) -> None:
        """Send SIGTERM, as a deployment does, and go on at once."""
        self.mark("SIGTERM")
        self._boot.terminate()

    def ended(self, seconds: float = _STOP_SECONDS) -> bool:
        """Return whether it ends by itself within some seconds."""
        return self._boot.waits_for_end(min(seconds, max(0.0, self._room.patience())))

    def kill(self) -> None:
        """Kill it: SIGKILL."""
        self.mark("SIGKILL")
        self._boot.kill()

    def stop(self) -> None:
        """End it by SIGTERM, by SIGKILL if it does not go."""
        self._loop.run_until_complete(self._stopping())

    def restart(self) -> Awaitable[None] | None:
        """End it by SIGTERM, by SIGKILL if it does not go, and start it again on the same disk; wait until it is well.

        In the middle of traffic nothing waits for it.
        """
        if self._loop.is_running():
            return self._restarting()
        self._loop.run_until_complete(self._restarting())
        self._wait_until_well()
        return None

    async def _stopping(self) -> None:
        if self._boot.running():
            self.terminate()
            until = self._loop.time() + _STOP_SECONDS
            while self._boot.running() and self._loop.time() < until:
                await asyncio.sleep(_PAUSE_SECONDS)
            if self._boot.running():
                self.kill()

    async def _restarting(self) -> None:
        await self._stopping()
        self.mark("starts again")
        self._boot = self._room.boot(self._start, anew=False)
        self._boots.append(self._boot)

    @property
    def log(self) -> str:
        """What it printed since it was started."""
        return self._boot.output

    @property
    def logged(self) -> bytes:
        """All that it printed, before its restarts too, as it is."""
        return b"".join(boot.printed for boot in self._boots)

    @property
    def cpu_seconds(self) -> float:
        """The seconds of a core that it used, of the processes that have ended."""
        return sum(boot.ended.cpu_seconds for boot in self._boots if boot.ended is not None)

    def keeps_secrets(self) -> None:
        """Fail if a secret of lab.toml stood in an answer, a header or the log, in any form that `conceals` knows."""
        if self._leaked is not None:
            leak, reply = self._leaked
            message = f"The secret {leak.name} stands in this response, {leak.form}."
            raise reply.wrong(message, expected="no secret in any response")
        conceals(self.logged, self._room.secrets, where="The log")

    def close(self) -> None:
        """Hang up; whatever still runs is ended by the judgement."""
        if not self._loop.is_closed():
            if self._client is not None:
                self._client.hang_up()
            self._loop.close()

    def mark(self, what: str) -> None:
        """Note on the timeline what the judge does now."""
        self._marks.append((time.monotonic(), what))

    def _marks_since(self, began: float) -> list[Mark]:
        return [Mark(at=at - began, what=what) for at, what in self._marks]

    def talk(self, talk: Callable[[Client], Coroutine[Any, Any, Result]]) -> Result:
        """Have a client do something; in the middle of traffic, beside it, and nothing waits for the result."""
        if self._loop.is_running() and self._client is not None:
            return cast("Result", talk(self._client))
        return self._run(talk)

    def _sees(self, reply: Reply) -> None:
        """Look for secrets in a reply, and have it grow the timeline."""
        if self._growing is not None:
            self._growing.add(reply)
        if self._leaked is None and (values := self._room.secrets):
            found = find_leak(said_in(reply), values)
            self._leaked = None if found is None else (found, reply)

    def _run(self, talk: Callable[[Client], Coroutine[Any, Any, Result]]) -> Result:
        """Have the client do something while looking after the clock and the service's limits."""
        if self._loop.is_closed():
            raise Fault("a service was spoken to that another one has taken the place of")
        began = time.monotonic()

        async def watched() -> Result:
            if self._client is None:
                self._client = Client(lambda: self._boot, self._room.port, most_body=MOST_BODY_BYTES, seen=self._sees)
            task = asyncio.ensure_future(talk(self._client))
            try:
                while not (await asyncio.wait({task}, timeout=_STEP_SECONDS))[0]:
                    self._look()
                    if self._growing is not None and self._growing.due():
                        self._room.show(self._growing.line(self._marks_since(self._growing.began)))
            finally:
                if not task.done():
                    task.cancel()
                    await asyncio.wait({task})
            return task.result()

        result = self._loop.run_until_complete(watched())
        if self._start.ours:
            self._room.grant(time.monotonic() - began)
        self._look()
        return result

    def _look(self) -> None:
        """Raise what ends the judgement: its clock, or a limit that the service ran into."""
        left = self._room.patience() + (OURS_SECONDS if self._start.ours else 0.0)
        self._boot.running()
        stopped = Stopped("time", f"{self._room.lab.limits.seconds:g} s") if left <= 0 else self._boot.stopped()
        if stopped and self._start.ours:
            raise Fault(f"the lab's own service ran into a limit: {stopped}")
        if stopped:
            raise stopped

    def _wait_until_well(self) -> None:
        if self._client is not None:
            self._client.hang_up()
        began = time.monotonic()
        request = Request(method="GET", path=self._settings.health)
        reply = Reply(request=request, lost="it was not asked")
        until = began + self._settings.seconds_to_start
        while time.monotonic() < until:
            reply = self.send(request, timeout=min(_HEALTH_SECONDS, max(0.05, until - time.monotonic())))
            if reply.status == 200:
                self.seconds_to_start = time.monotonic() - began
                return
            if not self._boot.running():
                said = self._boot.output.strip()[-_LAST_WORDS:]
                how = self._boot.how()
                raise Unreadable(f"The service ended before it was well: {how}.", said or "It printed nothing.")
            self._loop.run_until_complete(asyncio.sleep(_PAUSE_SECONDS))
        found = f"no response: {reply.lost}" if reply.lost else f"status {reply.status}"
        raise Unreadable(
            f"The service was not well within {self._settings.seconds_to_start:g} s: GET {self._settings.health} must "
            f"answer 200 on 127.0.0.1, port $PORT. The last try: {found}.",
            self._boot.output.strip()[-_LAST_WORDS:] or "It printed nothing.",
        )


class Service:
    """The submission: a service that can be started, one at a time."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._running: Running | None = None

    @property
    def secrets(self) -> Mapping[str, str]:
        """The secrets that the service is given in its environment, by the names in lab.toml; others each time."""
        return self._room.secrets

    def start(
        self, *, files: Mapping[str, bytes] | None = None, environment: Mapping[str, str] | None = None
    ) -> Running:
        """Start it on an empty disk, with files of the company's beside its own, and return once it is well."""
        return self._started(self._room.files, files, environment)

    def reference(
        self, *, files: Mapping[str, bytes] | None = None, environment: Mapping[str, str] | None = None
    ) -> Running:
        """Start the lab's own solution in its place, to measure what this machine can do now; not on its clock."""
        lab = self._room.lab
        own = read_submission(lab.folder / "solution", lab).files
        try:
            return self._started(own, files, environment, ours=True)
        except Unreadable as unreadable:
            raise Fault(f"the lab's own service: {unreadable.headline} {unreadable.hint}") from None

    def _started(
        self,
        own: Mapping[str, bytes],
        files: Mapping[str, bytes] | None,
        environment: Mapping[str, str] | None,
        *,
        ours: bool = False,
    ) -> Running:
        settings = settings_of(own)
        if self._running is not None:
            self._running.close()
        dock = self._room.dock
        start = Start(
            files={**own, **(files or {})},
            arguments=settings.arguments(dock.port),
            environment={**(environment or {}), **self._room.secrets},
            database=bool(self._room.lab.database),
            ours=ours,
        )
        self._running = Running(self._room, settings, start)
        return self._running


class ServiceKind:
    """A folder with a service and service.toml."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and every other Python file beside them."""
        return python_files(folder, lab)

    def open(self, room: Room) -> Service:
        """Return the service; nothing runs until a check starts it."""
        settings_of(room.files)
        return Service(room)
