"""A service run for its author: booted in the jail as for a check, with a port of this machine in front of it."""

from __future__ import annotations

import asyncio
import select
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from hillclimb.content import Lab
from hillclimb.grading.booting import Boot, Dock, Start
from hillclimb.grading.kinds import Unreadable
from hillclimb.grading.kinds.settings import settings_of
from hillclimb.grading.leaks import secrets_of
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.submission import read_submission
from hillclimb.grading.traffic.client import Client
from hillclimb.grading.traffic.http import Reply, Request
from hillclimb.ground import Misuse, Seed, Unavailable

# Longer than anybody tries a service by hand, and still an end.
_SECONDS = 12 * 3600.0
_STOP_SECONDS = 5.0
_MOST_GIVEN = 4 << 20
_PIECE = 64 << 10


class Forwarded:
    """A service that listens on a port of 127.0.0.1 here; close it when done."""

    def __init__(self, lab: Lab, folder: Path, *, port: int, heard: Callable[[bytes], None]) -> None:
        if lab.kind != "service":
            raise Misuse(f"{lab.title} is no service.", hint=f"Judge it with: hillclimb check {lab.slug}")
        files = read_submission(folder, lab).files
        try:
            settings = settings_of(files)
        except Unreadable as unreadable:
            raise Misuse(unreadable.headline, hint=unreadable.hint) from None
        self._settings = settings
        self._listener = _listening(port)
        self._lock = threading.Lock()
        self._sandbox = ForkSandbox(lab.libraries, threads=lab.limits.threads, service=True)
        try:
            self._dock = Dock(self._sandbox, lab.limits)
            start = Start(
                files={**_given(folder), **files},
                arguments=settings.arguments(self._dock.port),
                environment=secrets_of(lab, Seed.fresh()),
                database=bool(lab.database),
            )
            self._boot: Boot = self._dock.boot(start, time.monotonic() + _SECONDS, heard=heard)
        except BaseException:
            self._sandbox.close()
            self._listener.close()
            raise
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Forwarded:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def port(self) -> int:
        """The port of this machine that it can be reached on."""
        found: int = self._listener.getsockname()[1]
        return found

    @property
    def missing(self) -> tuple[str, ...]:
        """The protections that this system does not allow."""
        return self._sandbox.missing

    def ask(self, request: Request, *, timeout: float = 10.0) -> Reply:
        """Send one request to the service, and return its reply."""

        async def asked() -> Reply:
            client = Client(lambda: self._boot, self._dock.port)
            try:
                return await client.send(request, timeout=timeout)
            finally:
                client.hang_up()

        with self._lock:
            return asyncio.run(asked())

    def waits_until_well(self) -> bool:
        """Return whether its health path answers 200 within the seconds that service.toml allows."""
        until = time.monotonic() + self._settings.seconds_to_start
        health = Request(method="GET", path=self._settings.health)
        while time.monotonic() < until and not self.ended():
            if self.ask(health, timeout=2.0).status == 200:
                return True
            time.sleep(0.02)
        return False

    def ended(self) -> str:
        """Return how the service ended, in words; nothing while it runs."""
        with self._lock:
            self._boot.running()
            return self._boot.how()

    def close(self) -> None:
        """End the service as a deployment does, then for good."""
        self._listener.close()
        with self._lock:
            if self._boot.running():
                self._boot.terminate()
                self._boot.waits_for_end(_STOP_SECONDS)
            self._boot.end()
            self._dock.close()
            self._sandbox.close()

    def _accept(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return  # closed
            with self._lock:
                inside = self._boot.dial() if self._boot.running() else None
            if inside is None:
                caller.close()
                continue
            inside.setblocking(True)
            threading.Thread(target=_joined, args=(caller, inside), daemon=True).start()


def _joined(caller: socket.socket, inside: socket.socket) -> None:
    """Carry bytes both ways until both sides have said all they had to say."""
    other = {caller: inside, inside: caller}
    waiting = {caller, inside}
    with caller, inside, suppress(OSError):
        while waiting:
            for line in select.select(list(waiting), [], [])[0]:
                part = line.recv(_PIECE)
                if part:
                    other[line].sendall(part)
                    continue
                waiting.discard(line)
                with suppress(OSError):
                    other[line].shutdown(socket.SHUT_WR)


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port), backlog=64)
    except (OSError, OverflowError) as error:
        raise Unavailable(
            f"Port {port} of this machine cannot be had: {error}.", hint="Choose another one: hillclimb run --port 8001"
        ) from None


def _given(folder: Path) -> Mapping[str, bytes]:
    """Return what the company gives the service: the files of the learner's data folder."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted((folder / "data").glob("*")):
        if path.is_file() and not path.is_symlink():
            size += path.stat().st_size
            if size > _MOST_GIVEN:
                raise Misuse(f"{path.parent} holds more than 4 MB.", hint="Keep only what the lab put there.")
            found[f"data/{path.name}"] = path.read_bytes()
    return found
