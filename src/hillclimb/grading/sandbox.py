"""The judge's side of the jail: start a parent, get a worker, talk to it over the wire, end it for good."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import select
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hillclimb.content import Limits
from hillclimb.grading.cgroup import PROTECTION, make_group
from hillclimb.grading.ends import how_ended, stopped_by
from hillclimb.grading.inside import jail, wire
from hillclimb.grading.inside.views import PRELOAD
from hillclimb.grading.scratch import remove
from hillclimb.grading.seam import Berth, Cancelled, Ended, Fault, Stopped, Vanished, readable
from hillclimb.grading.seatbelt import wrapped

_INSIDE = Path(__file__).parent / "inside"
_READY_SECONDS = 60.0
_KEPT_OUTPUT = 16 << 10
_CANCEL_SECONDS = 0.05
_END_SECONDS = 10.0
_NUMBERS = itertools.count(1)


class ForkSandbox:
    """A parent process that holds the libraries and forks a jailed worker for each run."""

    # What measurements compare with: a parent that puts up no walls at all. No option of the product leads here.
    bare = False
    # The profile of macOS: not the default until the conformance suite has held with it on a Mac.
    profiled = False

    def __init__(
        self, libraries: tuple[str, ...], *, threads: int = 1, jail: bool = True, service: bool = False
    ) -> None:
        self.libraries = libraries
        self._group = make_group(next(_NUMBERS)) if jail and not self.bare else None
        ours, theirs = socket.socketpair()
        sites = list(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib")))
        config = {
            "libraries": list(libraries),
            "preload": [name for library in libraries for name in PRELOAD.get(library, ())],
            "site": sites,
            "threads": threads,
            "jail": jail and not self.bare,
            "bare": self.bare,
            "service": service,
            "group": self._group.entrances if self._group is not None else (),
        }
        command = [sys.executable, "-I", "-S", "-X", "utf8", str(_INSIDE), str(theirs.fileno()), json.dumps(config)]
        if self.profiled:
            places = [sys.prefix, sys.base_prefix, str(_INSIDE), *sites]
            command = wrapped(command, readable=places, writable=[tempfile.gettempdir()])
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        self._process = subprocess.Popen(
            command,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            # Without a bound each thread reserves up to 128 MB of addresses, which the memory limit counts.
            env={"PATH": "/usr/bin:/bin", "MALLOC_ARENA_MAX": "2"},
            cwd="/",
            start_new_session=True,
        )
        theirs.close()
        self._channel = ours
        self._pending = b""
        self._ready = False
        self._count = 0
        self._ends: dict[int, Ended] = {}
        self.protections: tuple[str, ...] = ()
        self.missing: tuple[str, ...] = ()

    def wait_ready(self) -> None:
        """Return once the libraries are loaded; raise `Fault` when the parent could not start."""
        if self._ready:
            return
        message = self.hear(time.monotonic() + _READY_SECONDS)
        if message.get("op") != "ready":
            raise Fault(f"the sandbox could not start: {message.get('message', 'no reason given').strip()}")
        self.protections = tuple(message["protections"])
        if PROTECTION not in self.protections and self._group is not None:
            self._group.close()
            self._group = None
        self.missing = tuple(message["missing"])
        if "private root" not in self.protections:
            jail.hide_memory()
        self._ready = True

    @property
    def apart(self) -> bool:
        """Whether two workers can live at once without either reaching what is the other's."""
        return {"private root", "pid namespace", "own user"} <= set(self.protections)

    def worker(
        self,
        limits: Limits,
        deadline: float,
        *,
        cancelled: Callable[[], bool] | None = None,
        berth: Berth | None = None,
    ) -> ForkWorker:
        """Fork a worker from the loaded parent; `cancelled` is asked now and then whether to give up.

        One with a `berth` may become a service there.
        """
        self.wait_ready()
        if self._group is not None:
            self._group.allow(limits)
        self._count += 1
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        passed = [theirs.fileno(), write_end]
        message: dict[str, Any] = {
            "op": "spawn",
            "worker": self._count,
            "seconds": limits.seconds * limits.threads,
            "memory_mb": limits.memory_mb,
            "disk_mb": limits.disk_mb,
            "threads": limits.threads,
        }
        own = berth is None and "private root" not in self.protections
        if own:
            message["folder"] = tempfile.mkdtemp(prefix="hillclimb-")
        if berth is not None:
            message |= {"port": berth.port, "folder": berth.folder}
            passed.append(berth.line)
        try:
            socket.send_fds(self._channel, [json.dumps(message).encode() + b"\n"], passed)
        except OSError as error:
            ours.close()
            os.close(read_end)
            raise Fault(f"the sandbox has gone: {error}") from error
        finally:
            theirs.close()
            os.close(write_end)
        found = ForkWorker(self, ours, read_end, number=self._count, limits=limits)
        found.folder = message["folder"] if own else None
        found.starts(deadline, cancelled)
        return found

    def say(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
        """Send one message to the parent."""
        with contextlib.suppress(OSError):
            socket.send_fds(self._channel, [json.dumps(message).encode() + b"\n"], descriptors)

    def tells(self, seconds: float) -> bool:
        """Return whether the parent has a message now or within some seconds."""
        if self._channel.fileno() < 0:
            raise Fault("the sandbox was closed")
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return b"\n" in self._pending or bool(poll.poll(seconds * 1000))

    def hear(self, until: float) -> dict[str, Any]:
        """Return the parent's next message; raise `Fault` when it is silent until then or gone."""
        while b"\n" not in self._pending:
            if not self.tells(max(0.0, until - time.monotonic())):
                raise Fault("the sandbox does not answer")
            try:
                part = self._channel.recv(65536)
            except OSError:
                part = b""
            if not part:
                raise Fault(f"the sandbox ended: {self._last_words()}")
            self._pending += part
        line, self._pending = self._pending.split(b"\n", 1)
        found: dict[str, Any] = json.loads(line)
        return found

    def end_of(self, worker: int, seconds: float) -> Ended | None:
        """Return how a worker ended if the parent tells it within some seconds."""
        until = time.monotonic() + seconds
        while worker not in self._ends:
            if not self.tells(max(0.0, until - time.monotonic())):
                return None
            self.note(self.hear(until))
        return self._ends[worker]

    def note(self, message: Mapping[str, Any]) -> None:
        """Keep what the parent tells of a worker's end."""
        if message.get("op") != "ended":
            raise Fault("the sandbox lost a worker")
        peak, cpu = message["peak_kb"] / 1024, message["cpu"]
        self._ends[message["worker"]] = Ended(status=message["status"], peak_mb=peak, cpu_seconds=cpu)

    def forget(self, worker: int) -> None:
        """Forget a worker whose end is known."""
        self._ends.pop(worker, None)

    def _last_words(self) -> str:
        self._errors.seek(0, os.SEEK_END)
        self._errors.seek(max(0, self._errors.tell() - 2000))
        return self._errors.read().decode("utf-8", "replace").strip() or "it said nothing"

    def close(self) -> None:
        """End the parent, and with it everything inside."""
        self._channel.close()
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._group is not None:
            self._group.close()
        self._errors.close()


class ForkWorker:
    """A worker of `ForkSandbox`, seen from the judge."""

    def __init__(
        self, sandbox: ForkSandbox, channel: socket.socket, output: int, *, number: int, limits: Limits
    ) -> None:
        self._sandbox = sandbox
        self._channel = channel
        self._output = output
        self.number = number
        self._limits = limits
        self._deadline = 0.0
        self._cancelled: Callable[[], bool] | None = None
        self._posted = b""
        self._unread = bytearray()
        self._kept = bytearray()
        self._printed = 0
        self._killed = False
        self._ended: Ended | None = None
        self.folder: str | None = None
        self.turn = 0
        channel.setblocking(False)
        os.set_blocking(output, False)
        self._poll = select.poll()
        self._poll.register(channel, select.POLLIN)
        self._poll.register(output, select.POLLIN)

    def starts(self, deadline: float, cancelled: Callable[[], bool] | None) -> None:
        """Set until when it must be done, and who is asked now and then whether to give up."""
        self._deadline = deadline
        self._cancelled = cancelled

    @property
    def output(self) -> str:
        """What was printed, control characters made visible, cut at 16 KB."""
        text = self._kept.decode("utf-8", "replace")
        more = f"\n… {self._printed - len(self._kept)} more bytes" if self._printed > len(self._kept) else ""
        return readable(text) + more

    def grant(self, seconds: float) -> None:
        """Put the deadline off by time that was spent for our own ends."""
        self._deadline += seconds

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send one request, unless it was posted, and wait for its reply, reading what is printed meanwhile."""
        payload = wire.encode(request)
        self.turn += 1
        if self._posted:
            if payload != self._posted:
                raise Fault("a worker was asked something else first than was posted to it")
            self._posted = b""
        else:
            self._send(struct.pack(">I", len(payload)) + payload)
        (size,) = struct.unpack(">I", self._receive(4))
        if size > min(wire.MAX_FRAME, self._limits.memory_mb << 20):
            raise Vanished("it sent an answer larger than an answer can be")
        try:
            reply = wire.decode(self._receive(size))
        except wire.Malformed as error:
            raise Vanished(f"it sent what is no value ({error})") from error
        if not isinstance(reply, dict):
            raise Vanished("it sent something that is not an answer")
        return reply

    def post(self, request: Mapping[str, Any]) -> None:
        """Send the request that will be asked first, so that its reply is on its way before that."""
        self._posted = wire.encode(request)
        self._send(struct.pack(">I", len(self._posted)) + self._posted)

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._channel.send(view) :]
            except BlockingIOError:
                self._poll.modify(self._channel, select.POLLOUT)
                self._wait()
                self._poll.modify(self._channel, select.POLLIN)
            except OSError:
                self._gone()

    def _receive(self, size: int) -> bytes:
        while len(self._unread) < size:
            if not self._wait():
                continue
            try:
                part = self._channel.recv(max(1 << 16, min(size - len(self._unread), 1 << 20)))
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            if not part:
                self._gone()
            self._unread += part
        taken = bytes(self._unread[:size])
        del self._unread[:size]
        return taken

    def _wait(self) -> bool:
        """Wait until the channel is ready; read output on the way; enforce the deadline and the output limit."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            self.end()
            raise Stopped("time", f"{self._limits.seconds:g} s")
        ready = False
        patience = left if self._cancelled is None else min(left, _CANCEL_SECONDS)
        found = self._poll.poll(patience * 1000 + 1)
        if not found and self._cancelled is not None and self._cancelled():
            self.end()
            raise Cancelled
        for descriptor, _ in found:
            if descriptor == self._output:
                self._read_output()
            else:
                ready = True
        return ready

    def _read_output(self) -> None:
        try:
            part = os.read(self._output, 1 << 16)
        except BlockingIOError:
            return
        if not part:
            self._close_output()
            return
        self._printed += len(part)
        self._kept += part[: max(0, _KEPT_OUTPUT - len(self._kept))]
        if self._printed > self._limits.output_kb << 10:
            self.end()
            raise Stopped("output", f"{self._limits.output_kb} KB")

    def _gone(self) -> None:
        """Find out why the worker closed the channel, and raise it."""
        by_itself = self._ended is not None or self._sandbox.end_of(self.number, 0.25) is not None
        ended = self.end()
        if not by_itself:
            raise Vanished("it closed its line to the judge")
        raise stopped_by(ended, self._limits) or Vanished(f"{how_ended(ended)} before it answered")

    def kill(self) -> None:
        """Begin to end it; `end` has the proof."""
        if not self._killed:
            self._killed = True
            self._poll.unregister(self._channel)
            self._channel.close()
            self._sandbox.say({"op": "kill", "worker": self.number})

    def end(self) -> Ended:
        """Kill the worker if it still runs and return how it ended."""
        if self._ended is not None:
            return self._ended
        self.kill()
        try:
            ended = self._sandbox.end_of(self.number, _END_SECONDS)
            if ended is None:
                raise Fault("the sandbox does not answer")
            self._ended = ended
            self._read_last_output()
        finally:
            self._sandbox.forget(self.number)
            self._close_output()
            if self.folder is not None:
                remove(self.folder)
                self.folder = None
        return self._ended

    def left_alone(self, request: Mapping[str, Any]) -> int:
        """Send a last request that is never answered, and return the descriptor of what is printed from here on."""
        self._poll.unregister(self._output)
        self.post(request)
        output, self._output = self._output, -1
        return output

    def _close_output(self) -> None:
        if self._output >= 0:
            self._poll.unregister(self._output)
            os.close(self._output)
            self._output = -1

    def _read_last_output(self) -> None:
        while self._output >= 0 and self._printed <= self._limits.output_kb << 10:
            before = self._printed
            with contextlib.suppress(Stopped):
                self._read_output()
            if self._printed == before:
                break
