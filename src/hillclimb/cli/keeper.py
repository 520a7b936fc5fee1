"""The keeper: a small process that holds the judge warm for one learner's folder, and leaves when it is not needed.

A check starts it; it serves one check at a time, goes when its own code changes, and ends after a quarter of an hour
without work. Whoever finds it busy or gone judges alone: the keeper saves time, nothing depends on it.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import select
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hillclimb.cli.quick import socket_path
from hillclimb.ground import Refusal

if TYPE_CHECKING:
    from hillclimb.actions import Desk, State
    from hillclimb.grading import Judge

IDLE_SECONDS = 900.0
LOOK_SECONDS = 5.0


def wake(home: Path, lab: str) -> None:
    """Start a keeper for this folder if none is there; it gets `lab` ready at once."""
    if os.environ.get("HILLCLIMB_KEEPER") == "off" or os.path.exists(socket_path(["--home", str(home)])):
        return
    with contextlib.suppress(OSError):
        subprocess.Popen(
            [sys.executable, "-m", "hillclimb.cli.keeper", str(home), lab],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )


class Client(io.TextIOBase):
    """Standard output of a check that runs for somebody else: text goes over the socket as JSON lines."""

    def __init__(self, channel: socket.socket, request: dict[str, Any], *, error: bool = False) -> None:
        self._channel = channel
        self._error = error
        self.colour = bool(request.get("colour"))
        self.columns = int(request.get("columns") or 100)
        self.gone = False

    def write(self, text: str) -> int:
        """Send text; once the other side has gone, drop it."""
        if text and not self.gone:
            try:
                self._channel.sendall(json.dumps({"text": text, "error": self._error}).encode() + b"\n")
            except OSError:
                self.gone = True
        return len(text)

    def isatty(self) -> bool:
        """Return whether the other side wants colour."""
        return self.colour

    def hung_up(self) -> bool:
        """Return whether the other side has closed its end."""
        readable, _, _ = select.select([self._channel], [], [], 0)
        try:
            self.gone = self.gone or (bool(readable) and self._channel.recv(1, socket.MSG_PEEK) == b"")
        except OSError:
            self.gone = True
        return self.gone


class Warm:
    """What is worth keeping between checks: the judge, the pack as last read, and the state after the last verdict."""

    def __init__(self, judge: Judge, client: Client) -> None:
        self.judge = judge
        self.client = client
        self.desk: Desk | None = None
        self.state: State | None = None
        self._stamp: object = None

    def cancelled(self) -> bool:
        """Return whether the client has gone."""
        return self.client.hung_up()

    def open_desk(self, home: Path) -> Desk:
        """Return the desk, reading the pack again only when a file of it has changed."""
        from hillclimb.actions import Home, find_pack, open_desk

        folder = find_pack()
        stamp = (home, folder, stamp_of(folder))
        if self.desk is None or stamp != self._stamp:
            self.desk, self.state, self._stamp = open_desk(Home(folder=home), folder), None, stamp
        return self.desk


def stamp_of(folder: Path) -> tuple[int, int]:
    """Return (newest change in ns, number of files) of a tree: what changes when any file of it does."""
    newest, count = 0, 0
    waiting = [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.name == "__pycache__":
                    continue
                newest = max(newest, entry.stat(follow_symlinks=False).st_mtime_ns)
                count += 1
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
    return newest, count


def keep(home: Path, lab: str) -> int:
    """Serve checks for one folder until idle, stale or told to end."""
    from hillclimb.actions import find_pack
    from hillclimb.content import read_lab
    from hillclimb.grading import Judge

    path = Path(socket_path(["--home", str(home)]))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    lock = os.open(path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return 0  # another keeper is there
    source = Path(__file__).parents[1]
    born = stamp_of(source)
    with _listening(path) as listener, Judge() as judge:
        warm = Warm(judge, Client(listener, {}))
        found, _ = read_lab(find_pack() / "labs" / lab, find_pack())
        if found is not None:
            judge.warm(found)
        idle = 0.0
        while idle < IDLE_SECONDS:
            if not select.select([listener], [], [], LOOK_SECONDS)[0]:
                idle += LOOK_SECONDS
                if not path.exists():  # the learner's folder was moved or removed
                    break
                continue
            idle = 0.0
            channel, _ = listener.accept()
            with channel:
                if not _serve(channel, warm, fresh=stamp_of(source) == born):
                    break
    return 0


@contextlib.contextmanager
def _listening(path: Path) -> Iterator[socket.socket]:
    path.unlink(missing_ok=True)  # the lock says that nobody listens there any more
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(4)
        yield listener
    finally:
        path.unlink(missing_ok=True)
        listener.close()


def _serve(channel: socket.socket, warm: Warm, *, fresh: bool) -> bool:
    """Run one check for a client; return whether to go on keeping."""
    channel.settimeout(2.0)
    try:
        if _user_of(channel) != os.getuid():
            return True
        request = json.loads(channel.makefile("rb").readline(1 << 16))
        channel.settimeout(None)
        if not fresh or request.get("pack", "") != os.environ.get("HILLCLIMB_PACK", ""):
            channel.sendall(b'{"ready": false}\n')
            return fresh
        channel.sendall(b'{"ready": true}\n')
        status = _check(channel, request, warm)
        channel.sendall(json.dumps({"status": status}).encode() + b"\n")
    except (OSError, ValueError):
        return True
    return True


def _user_of(channel: socket.socket) -> int:
    if not hasattr(socket, "SO_PEERCRED"):
        return os.getuid()  # the folder's mode is what protects the socket there
    _, user, _ = struct.unpack("3i", channel.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return int(user)


def _check(channel: socket.socket, request: dict[str, Any], warm: Warm) -> int:
    from hillclimb.cli.checking import check_warm
    from hillclimb.cli.front import build_parser, our_fault, refused
    from hillclimb.grading import Cancelled

    arguments = [str(word) for word in request.get("arguments", [])]
    warm.client = Client(channel, request)
    as_json = "--json" in arguments
    os.chdir(str(request.get("folder", "/")))
    try:
        with contextlib.redirect_stdout(warm.client), contextlib.redirect_stderr(Client(channel, request, error=True)):
            try:
                return check_warm(build_parser().parse_args(arguments), warm)
            except Cancelled:
                return 130
            except Refusal as refusal:
                return refused(refusal, as_json=as_json)
            except Exception as error:  # noqa: BLE001 - boundary: the keeper outlives a fault of one check
                return our_fault(error, as_json=as_json)
    finally:
        os.chdir("/")


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), sys.argv[2]))
