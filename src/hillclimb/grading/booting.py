"""One service while it runs: booted in the jail, dialled through the parent, listened to, ended for good."""

from __future__ import annotations

import errno
import os
import select
import socket
import stat
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from hillclimb.content import Limits
from hillclimb.grading.ends import how_ended, stopped_by
from hillclimb.grading.inside import disk
from hillclimb.grading.sandbox import ForkSandbox, ForkWorker
from hillclimb.grading.scratch import remove
from hillclimb.grading.seam import Berth, Ended, Fault, Stopped, readable

PORT = 8000
_KEPT = 8 << 10
_DIAL_SECONDS = 5.0
_LAST_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """How a service is started: its files, the words of its command, what its environment has besides its port.

    With a `database` it is told where that lies. One that is `ours` is no learner's.
    """

    files: Mapping[str, bytes]
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    database: bool = False
    ours: bool = False


class Dock:
    """Where services of one judgement are booted one after the other: a port, and a disk that restarts keep."""

    def __init__(self, sandbox: ForkSandbox, limits: Limits) -> None:
        sandbox.wait_ready()
        self._sandbox = sandbox
        self._limits = limits
        private = "network namespace" in sandbox.protections
        self.port = PORT if private else _free_port()
        self._folder: str | None = None
        self._here: disk.Disk | None = None
        if "private root" not in sandbox.protections:
            self._make()

    def _make(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="hillclimb-")
        self._here = disk.Disk(private=False, folder=self._folder)

    def _environment(self, start: Start) -> Mapping[str, str]:
        """Return what a service finds in its environment: its port, and where its database is if it has one."""
        where = f"{self._folder or '/work'}/{disk.FOLDER}/{disk.NAME}"
        given = {"DATABASE_URL": f"sqlite:///{where}"} if start.database else {}
        return {**start.environment, **given, "PORT": str(self.port)}

    def ask_disk(self, what: str) -> Mapping[str, Any]:
        """Have something done to the disk: `lock`, `release`, `fill`, `empty`; return what came of it."""
        if self._here is not None:
            return self._here.do(what, [])
        self._sandbox.say({"op": "disk", "what": what})
        return self._told()

    def database(self, most: int) -> Mapping[str, bytes] | None:
        """Return what belongs to the database, by its file's name; None where it is larger than `most` bytes.

        No service may be running.
        """
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            if self._here is not None:
                self._here.do("hand", [theirs.detach()])
            else:
                with theirs:
                    self._sandbox.say({"op": "disk", "what": "hand"}, [theirs.fileno()])
                self._told()
            return _copied(ours, most)

    def _told(self) -> Mapping[str, Any]:
        while (told := self._sandbox.hear(time.monotonic() + _DIAL_SECONDS)).get("op") != "disk":
            self._sandbox.note(told)
        return told

    def boot(self, start: Start, deadline: float, *, heard: Callable[[bytes], None] | None = None) -> Boot:
        """Start a service and return at once; it listens when it does."""
        start = replace(start, environment=self._environment(start))
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        berth = Berth(port=self.port, line=theirs.fileno(), folder=self._folder)
        try:
            worker = self._sandbox.worker(self._limits, deadline, berth=berth)
        except Fault:
            ours.close()
            raise
        finally:
            theirs.close()
        return Boot(self._sandbox, worker, ours, limits=self._limits, start=start, heard=heard)

    def remove(self, name: str) -> None:
        """Remove a file of the folder that services are started in."""
        if self._folder is None:
            self._sandbox.say({"op": "remove", "name": name})
        else:
            with suppress(OSError):
                os.unlink(os.path.join(self._folder, name))

    def clear(self) -> None:
        """Empty the disk; no service may be running."""
        self.close()
        if self._folder is not None:
            self._make()

    def _drop(self) -> None:
        self._sandbox.say({"op": "drop"})
        while (told := self._sandbox.hear(time.monotonic() + _DIAL_SECONDS)).get("op") != "dropped":
            self._sandbox.note(told)

    def close(self) -> None:
        """Take the disk away."""
        if self._folder is None or self._here is None:
            self._drop()
        else:
            self._here.drop()
            remove(self._folder)


class Boot:
    """One process of a service, from its start to its end."""

    def __init__(  # noqa: PLR0913 - what a process is made of, each by name
        self,
        sandbox: ForkSandbox,
        worker: ForkWorker,
        line: socket.socket,
        *,
        limits: Limits,
        start: Start,
        heard: Callable[[bytes], None] | None,
    ) -> None:
        self._sandbox = sandbox
        self._worker = worker
        self._line = line
        self._limits = limits
        self.ours = start.ours
        self.terminated = False
        self.ended: Ended | None = None
        self._pump: Pump | None = None
        try:
            self._run(start, heard)
        except BaseException:
            self.end()
            raise

    def _run(self, start: Start, heard: Callable[[bytes], None] | None) -> None:
        from hillclimb.grading.kinds import load_runner

        runner = load_runner(self._worker, "service", start.files)
        request = {
            "op": "call",
            "of": runner.serve._handle.number,
            "args": [list(start.arguments), dict(start.environment)],
            "kwargs": {},
            "keep": False,
        }
        self._pump = Pump(self._worker.left_alone(request), self._limits.output_kb << 10, heard)

    @property
    def output(self) -> str:
        """What it printed: the beginning, and the end where there is too much between them."""
        if self._pump is None:
            return self._worker.output
        if self.ended is not None:
            self._pump.join(_LAST_SECONDS)  # its last words may still be on their way
        return self._pump.text

    @property
    def printed(self) -> bytes:
        """All that it printed, as it is, as far as it was within the lab's limit."""
        if self._pump is None:
            return b""
        if self.ended is not None:
            self._pump.join(_LAST_SECONDS)
        return self._pump.whole

    @property
    def flooded(self) -> bool:
        """Whether it printed more than the lab allows."""
        return self._pump is not None and self._pump.flooded

    def running(self) -> bool:
        """Return whether its process still runs."""
        if self.ended is None:
            self.ended = self._sandbox.end_of(self._worker.number, 0.0)
        return self.ended is None

    def how(self) -> str:
        """Return how it ended, in words; nothing while it runs."""
        return "" if self.ended is None else how_ended(self.ended)

    def stopped(self) -> Stopped | None:
        """Return the limit that ended it, if one did."""
        if self.flooded:
            return Stopped("output", f"{self._limits.output_kb} KB")
        return None if self.ended is None or self.terminated else stopped_by(self.ended, self._limits)

    def dial(self) -> socket.socket | None:
        """Return a socket that is connected to the service's port; None where nobody listens."""
        self.ask()
        ready = select.poll()
        ready.register(self._line, select.POLLIN)
        if not ready.poll(_DIAL_SECONDS * 1000):
            raise Fault("the sandbox does not connect")
        made = self.take()
        if made is None:
            return None
        ready = select.poll()
        ready.register(made, select.POLLOUT)
        if ready.poll(_DIAL_SECONDS * 1000) and not made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return made
        made.close()
        return None

    def ask(self) -> None:
        """Ask for a connection; `take` returns it once the line is readable."""
        try:
            self._line.send(b"?")
        except OSError as error:
            raise Fault(f"the sandbox has gone: {error}") from error

    @property
    def line(self) -> socket.socket:
        """What becomes readable when a connection is there."""
        return self._line

    def take(self) -> socket.socket | None:
        """Return the connection that was asked for, made or being made; refuse whatever else arrives."""
        try:
            body, descriptors, _, _ = socket.recv_fds(self._line, 64, 1)
        except OSError as error:
            raise Fault(f"the sandbox has gone: {error}") from error
        if len(body) != 2 or (len(descriptors) == 1) != (body == b"\0\0"):
            for descriptor in descriptors:
                os.close(descriptor)
            raise Fault("the sandbox sent no connection")
        (code,) = struct.unpack(">H", body)
        if not descriptors:
            if code in (errno.ECONNREFUSED, errno.ECONNRESET, errno.EAGAIN, errno.ETIMEDOUT):
                return None
            raise Fault(f"the sandbox cannot connect: {os.strerror(code)}")
        return _stream(descriptors[0])

    def terminate(self) -> None:
        """Ask it to end, as a deployment does: SIGTERM."""
        self.terminated = True
        self._sandbox.say({"op": "terminate", "worker": self._worker.number})

    def waits_for_end(self, seconds: float) -> bool:
        """Return whether it ends within some seconds."""
        until = time.monotonic() + seconds
        if self.ended is None:
            self.ended = self._sandbox.end_of(self._worker.number, max(0.0, until - time.monotonic()))
        return self.ended is not None

    def end(self) -> Ended:
        """Kill it if it still runs, and hang up; return once that is proven."""
        ended = self.kill()
        self._line.close()
        return ended

    def kill(self) -> Ended:
        """Kill it if it still runs; return once that is proven."""
        if self.running():
            self.terminated = True
        self.ended = self._worker.end()
        if self._pump is not None:
            self._pump.close()
        return self.ended


class Pump(threading.Thread):
    """Reads what a service prints while the judge does other things; stops reading once it is too much."""

    def __init__(self, descriptor: int, most: int, heard: Callable[[bytes], None] | None) -> None:
        super().__init__(daemon=True)
        self._descriptor = descriptor
        self._most = most
        self._heard = heard
        self._whole = bytearray()
        self._head = bytearray()
        self._tail = bytearray()
        self._count = 0
        self.flooded = False
        os.set_blocking(descriptor, True)
        self.start()

    def run(self) -> None:
        """Read until there is nobody left to print."""
        while not self.flooded:
            try:
                part = os.read(self._descriptor, 1 << 16)
            except OSError:
                return
            if not part:
                return
            if self._heard is not None:
                self._heard(part)
            elif self._count < self._most:
                self._whole += part
            self._count += len(part)
            room = max(0, _KEPT - len(self._head))
            self._head += part[:room]
            self._tail = (self._tail + part[room:])[-_KEPT:]
            self.flooded = self._heard is None and self._count > self._most

    @property
    def whole(self) -> bytes:
        """What was printed, as it is; nothing where somebody else hears it."""
        return bytes(self._whole)

    @property
    def text(self) -> str:
        """What was printed, control characters made visible."""
        left_out = self._count - len(self._head) - len(self._tail)
        between = f"\n… {left_out} more bytes\n".encode() if left_out > 0 else b""
        return readable((bytes(self._head) + between + bytes(self._tail)).decode("utf-8", "replace"))

    def close(self) -> None:
        """Read what is left; whoever printed has ended."""
        self.join(2.0)
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)


def _copied(line: socket.socket, most: int) -> Mapping[str, bytes] | None:
    """Return the files that were handed over a line, under their names, unless they are too large."""
    found: dict[str, bytes] = {}
    line.setblocking(False)
    while True:
        try:
            body, descriptors, _, _ = socket.recv_fds(line, 1, 1)
        except OSError:
            return found
        if not body:
            return found
        for descriptor in descriptors:
            with open(descriptor, "rb", buffering=0) as file:
                if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                    raise Fault("the sandbox handed out no file")
                most -= os.fstat(descriptor).st_size
                if most < 0:
                    return None
                found[f"{disk.NAME}{disk.PARTS[body[0]]}"] = file.read()


def _stream(descriptor: int) -> socket.socket:
    """Return a descriptor as a socket if it is a TCP connection, and nothing else."""
    if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Fault("the sandbox sent no socket")
    made = socket.socket(fileno=descriptor)
    if made.family != socket.AF_INET or made.type & 0xF != socket.SOCK_STREAM:
        made.close()
        raise Fault("the sandbox sent another socket")
    made.setblocking(False)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _free_port() -> int:
    """Return a port of this machine that is free now: only where services have no network of their own."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        found: int = asked.getsockname()[1]
    return found
