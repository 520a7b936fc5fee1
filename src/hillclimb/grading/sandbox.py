"""The judge's side of the jail: start a parent, get a worker, talk to it over the wire, end it for good."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from hillclimb.content import Limits
from hillclimb.grading.inside import jail, wire
from hillclimb.grading.inside.worker import OUT_OF_MEMORY
from hillclimb.grading.scratch import remove

_INSIDE = Path(__file__).parent / "inside"
_READY_SECONDS = 60.0
_KEPT_OUTPUT = 16 << 10
_CANCEL_SECONDS = 0.05
# What is loaded before the fork, so that a submission's own imports cost nothing.
_PRELOAD = {
    "numpy": ("numpy", "numpy.linalg", "numpy.random"),
    "pandas": ("pandas",),
    "scipy": ("scipy.optimize", "scipy.special"),
    "scikit-learn": (
        "sklearn.compose",
        "sklearn.ensemble",
        "sklearn.linear_model",
        "sklearn.metrics",
        "sklearn.model_selection",
        "sklearn.pipeline",
        "sklearn.preprocessing",
        "sklearn.tree",
    ),
}


class Fault(Exception):
    """Our side failed: the verdict is unjudged."""


class Stopped(Exception):
    """A limit was reached; `limit` names it and `allowed` says how much there was."""

    def __init__(self, limit: str, allowed: str) -> None:
        super().__init__(f"{limit}: {allowed}")
        self.limit = limit
        self.allowed = allowed


class Cancelled(Exception):
    """Whoever asked no longer wants the answer."""


class Vanished(Exception):
    """The worker ended before it answered; the message says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a worker ended: its wait status, peak memory in MB, and CPU seconds."""

    status: int
    peak_mb: float
    cpu_seconds: float


class Worker(Protocol):
    """One running submission: asks go in as values, answers come out as values."""

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send one request and return its reply; raise Stopped, Vanished or Fault."""

    def end(self) -> Ended:
        """Kill the worker and all it started; return once that is proven."""

    @property
    def output(self) -> str:
        """What the learner's code printed so far, cut at a limit."""


class Sandbox(Protocol):
    """Where submissions run; holds one set of libraries."""

    protections: tuple[str, ...]
    missing: tuple[str, ...]

    def worker(self, limits: Limits, deadline: float) -> Worker:
        """Return a fresh worker that must be done by `deadline` (monotonic seconds)."""

    def close(self) -> None:
        """End everything that runs inside."""


class ForkSandbox:
    """A parent process that holds the libraries and forks a jailed worker for each run."""

    def __init__(self, libraries: tuple[str, ...], *, threads: int = 1, jail: bool = True) -> None:
        self.libraries = libraries
        ours, theirs = socket.socketpair()
        config = {
            "libraries": list(libraries),
            "preload": [name for library in libraries for name in _PRELOAD.get(library, ())],
            "site": list(dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))),
            "threads": threads,
            "jail": jail,
        }
        command = [sys.executable, "-I", "-S", "-X", "utf8", str(_INSIDE), str(theirs.fileno()), json.dumps(config)]
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
        self._folder: str | None = None
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
        self.missing = tuple(message["missing"])
        if "private root" not in self.protections:
            jail.hide_memory()
        self._ready = True

    def worker(self, limits: Limits, deadline: float, *, cancelled: Callable[[], bool] | None = None) -> ForkWorker:
        """Fork a worker from the loaded parent; `cancelled` is asked now and then whether to give up."""
        self.wait_ready()
        ours, theirs = socket.socketpair()
        read_end, write_end = os.pipe()
        message: dict[str, Any] = {
            "op": "spawn",
            "seconds": limits.seconds * limits.threads,
            "memory_mb": limits.memory_mb,
            "disk_mb": limits.disk_mb,
            "threads": limits.threads,
        }
        if "private root" not in self.protections:
            self._folder = message["folder"] = tempfile.mkdtemp(prefix="hillclimb-")
        try:
            socket.send_fds(self._channel, [json.dumps(message).encode() + b"\n"], [theirs.fileno(), write_end])
        except OSError as error:
            ours.close()
            os.close(read_end)
            raise Fault(f"the sandbox has gone: {error}") from error
        finally:
            theirs.close()
            os.close(write_end)
        found = ForkWorker(self, ours, read_end, limits=limits, deadline=deadline)
        found.cancelled = cancelled
        return found

    def say(self, message: Mapping[str, Any]) -> None:
        """Send one message to the parent."""
        with contextlib.suppress(OSError):
            self._channel.sendall(json.dumps(message).encode() + b"\n")

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
        self._errors.close()
        self.forget_folder()

    def forget_folder(self) -> None:
        """Remove the scratch folder of a system without private roots."""
        if self._folder is not None:
            remove(self._folder)
            self._folder = None


class ForkWorker:
    """A worker of `ForkSandbox`, seen from the judge."""

    def __init__(
        self, sandbox: ForkSandbox, channel: socket.socket, output: int, *, limits: Limits, deadline: float
    ) -> None:
        self._sandbox = sandbox
        self._channel = channel
        self._output = output
        self._limits = limits
        self._deadline = deadline
        self._unread = bytearray()
        self._kept = bytearray()
        self._printed = 0
        self._ended: Ended | None = None
        self.cancelled: Callable[[], bool] | None = None
        channel.setblocking(False)
        os.set_blocking(output, False)

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
        """Send one request and wait for its reply, reading what is printed meanwhile."""
        payload = wire.encode(request)
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

    def _send(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[self._channel.send(view) :]
            except BlockingIOError:
                self._wait(select.POLLOUT)
            except OSError:
                self._gone()

    def _receive(self, size: int) -> bytes:
        while len(self._unread) < size:
            if not self._wait(select.POLLIN):
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

    def _wait(self, events: int) -> bool:
        """Wait until the channel is ready; read output on the way; enforce the deadline and the output limit."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            self.end()
            raise Stopped("time", f"{self._limits.seconds:g} s")
        poll = select.poll()
        poll.register(self._channel, events)
        if self._output >= 0:
            poll.register(self._output, select.POLLIN)
        ready = False
        patience = left if self.cancelled is None else min(left, _CANCEL_SECONDS)
        found = poll.poll(patience * 1000 + 1)
        if not found and self.cancelled is not None and self.cancelled():
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
            os.close(self._output)
            self._output = -1
            return
        self._printed += len(part)
        self._kept += part[: max(0, _KEPT_OUTPUT - len(self._kept))]
        if self._printed > self._limits.output_kb << 10:
            self.end()
            raise Stopped("output", f"{self._limits.output_kb} KB")

    def _gone(self) -> None:
        """Find out why the worker closed the channel, and raise it."""
        by_itself = self._ended is not None or self._sandbox.tells(0.25)
        ended = self.end()
        if not by_itself:
            raise Vanished("it closed its line to the judge")
        if os.WIFSIGNALED(ended.status):
            number = os.WTERMSIG(ended.status)
            spent = ended.cpu_seconds >= self._limits.seconds * self._limits.threads
            if number == signal.SIGXCPU or (number == signal.SIGKILL and spent):
                raise Stopped("time", f"{self._limits.seconds * self._limits.threads:g} s of CPU")
            if number == signal.SIGXFSZ:
                raise Stopped("disk", f"{self._limits.disk_mb} MB")
            if ended.peak_mb > 0.9 * self._limits.memory_mb:
                raise Stopped("memory", f"{self._limits.memory_mb} MB")
            raise Vanished(f"the process crashed ({_signal_name(number)})")
        if os.WEXITSTATUS(ended.status) == OUT_OF_MEMORY:
            raise Stopped("memory", f"{self._limits.memory_mb} MB")
        raise Vanished(f"the process ended by itself (exit status {os.WEXITSTATUS(ended.status)}) before it answered")

    def end(self) -> Ended:
        """Kill the worker if it still runs and return how it ended."""
        if self._ended is not None:
            return self._ended
        self._channel.close()
        self._sandbox.say({"op": "kill"})
        try:
            message = self._sandbox.hear(time.monotonic() + 10)
            if message.get("op") != "ended":
                raise Fault("the sandbox lost a worker")
            self._ended = Ended(status=message["status"], peak_mb=message["peak_kb"] / 1024, cpu_seconds=message["cpu"])
            self._read_last_output()
        finally:
            if self._output >= 0:
                os.close(self._output)
                self._output = -1
            self._sandbox.forget_folder()
        return self._ended

    def _read_last_output(self) -> None:
        while self._output >= 0 and self._printed <= self._limits.output_kb << 10:
            before = self._printed
            with contextlib.suppress(Stopped):
                self._read_output()
            if self._printed == before:
                break


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # the real-time signals have none
        return f"signal {number}"


def readable(text: str) -> str:
    """Return text with every control character but newline and tab made visible, so that no terminal obeys it."""
    return "".join(
        char
        if char in "\n\t" or (char.isprintable() and ord(char) < 0xE000) or (ord(char) > 0xF8FF and char.isprintable())
        else f"\\x{ord(char):02x}"
        for char in text
    )
