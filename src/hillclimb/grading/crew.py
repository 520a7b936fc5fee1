"""The workers of one judgement: the one that is asked, the next ones getting ready, and those whose end is awaited."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from hillclimb.content import Lab
from hillclimb.grading.sandbox import ForkSandbox, ForkWorker
from hillclimb.grading.seam import Cancelled, Stopped, Vanished

if TYPE_CHECKING:
    from hillclimb.grading.booting import Boot, Dock, Start
    from hillclimb.grading.traffic.timeline import Timeline

# How long something of ours may take that is not on the submission's clock.
OURS_SECONDS = 60.0
# How many workers get ready beside the one at work: to make one takes longer than many a draw.
AHEAD = 2
# Kinds whose worker begins by importing the submission.
_IMPORTED = ("module", "predictions")


class Crew:
    """What a kind is given to work with: a lab, the files handed in, and fresh workers on one clock."""

    def __init__(
        self, lab: Lab, files: Mapping[str, bytes], sandbox: ForkSandbox, *, secrets: Mapping[str, str] | None = None
    ) -> None:
        self.lab = lab
        self.files = files
        self.secrets: Mapping[str, str] = secrets or {}
        self.cancelled: Callable[[], bool] | None = None
        self.watched: Callable[[Timeline], None] | None = None
        self.output = ""
        self.peak_mb = 0.0
        self.timeline: Timeline | None = None
        self._dock: Dock | None = None
        self._boot: Boot | None = None
        self._closing: list[Callable[[], None]] = []
        self._sandbox = sandbox
        self._deadline = 0.0
        self._worker: ForkWorker | None = None
        self._ready: list[ForkWorker] = []
        self._ending: list[ForkWorker] = []

    def starts(self) -> None:
        """Start the clock of the workers from here on; loading the libraries is not on it."""
        self._sandbox.wait_ready()
        self._deadline = time.monotonic() + self.lab.limits.seconds

    def grant(self, seconds: float) -> None:
        """Put the deadline of what runs off by time that was spent for our own ends."""
        if self.lab.kind == "service":
            self._deadline += seconds
        if self._worker is not None:
            self._worker.grant(seconds)

    def fresh(self) -> ForkWorker:
        """End the worker there is, if any, and return a new one."""
        self.dismiss()
        if not self._ready:
            self._worker = self._sandbox.worker(self.lab.limits, self._deadline, cancelled=self.cancelled)
        else:
            self._worker = self._ready.pop(0)
            self._worker.starts(self._deadline, self.cancelled)
        return self._worker

    def boot(self, start: Start, *, anew: bool = True) -> Boot:
        """End the service there is, if any, and start one; on an empty disk, unless it is not `anew`."""
        self.dismiss()
        if anew:
            self.dock.clear()
        deadline = self._deadline + (OURS_SECONDS if start.ours else 0.0)
        self._boot = self.dock.boot(start, deadline)
        return self._boot

    @property
    def port(self) -> int:
        """The port that a service listens on."""
        return self.dock.port

    @property
    def serves(self) -> bool:
        """Whether a service runs."""
        return self._boot is not None and self._boot.running()

    @property
    def dock(self) -> Dock:
        """Where services are booted: their port, their disk, their environment."""
        from hillclimb.grading.booting import Dock

        if self._dock is None:
            self._dock = Dock(self._sandbox, self.lab.limits)
        return self._dock

    def later(self, close: Callable[[], None]) -> None:
        """Have something closed when the judgement ends."""
        self._closing.append(close)

    def patience(self) -> float:
        """Return the seconds left to the judgement; raise `Cancelled` once nobody wants it any more."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled
        return self._deadline - time.monotonic()

    def remove(self, name: str) -> None:
        """Remove a file of the running service's folder."""
        if self._dock is not None:
            self._dock.remove(name)

    def note(self, timeline: Timeline) -> None:
        """Keep a timeline for the verdict."""
        self.timeline = timeline
        self.show(timeline)

    def show(self, timeline: Timeline) -> None:
        """Show a timeline that still grows to whoever watches."""
        if self.watched is not None:
            self.watched(timeline)

    def prepare(self, wanted: int) -> None:
        """Have some of the workers wanted next made, and the submission imported in them, while this one works."""
        from hillclimb.grading.remote import to_load

        if not self._sandbox.apart or self.lab.kind not in _IMPORTED:
            return
        while len(self._ready) < min(wanted, AHEAD):
            worker = self._sandbox.worker(self.lab.limits, time.monotonic() + self.lab.limits.seconds)
            try:
                worker.post(to_load(self.lab.entry, self.files))
            except (Stopped, Vanished):
                worker.end()
                return
            self._ready.append(worker)

    def dismiss(self) -> None:
        """End the worker there is; where others can live beside it, the proof is awaited with theirs."""
        if self._boot is not None:
            boot, self._boot = self._boot, None
            ended = boot.end()
            if not boot.ours:
                self.peak_mb = max(self.peak_mb, ended.peak_mb)
                self.output = boot.output or self.output
        if self._worker is not None:
            worker, self._worker = self._worker, None
            worker.kill()
            self._ending.append(worker)
        if not self._sandbox.apart:
            self.await_ends()

    def await_ends(self) -> None:
        """Return once every worker that was dismissed is proven to have ended."""
        while self._ending:
            worker = self._ending.pop(0)
            self.peak_mb = max(self.peak_mb, worker.end().peak_mb)
            self.output = self.output or worker.output

    def dissolve(self) -> None:
        """End every worker, the next one too; return once that is proven."""
        while self._closing:
            self._closing.pop()()
        self.dismiss()
        for worker in self._ready:
            worker.kill()
        try:
            self.await_ends()
            if self._dock is not None:
                dock, self._dock = self._dock, None
                dock.close()
        finally:
            while self._ready:
                with suppress(OSError):
                    self._ready.pop().end()
