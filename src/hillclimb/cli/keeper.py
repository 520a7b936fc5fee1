"""The keeper: a small process that holds the judge warm for one learner's folder, and leaves when it is not needed.

A check starts it; it serves one check at a time, goes when its own code changes, and ends after a quarter of an hour
without work. Whoever finds it busy or gone judges alone: the keeper saves time, nothing depends on it.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hillclimb.cli.quick import frame, greeted, socket_path, user_of
from hillclimb.ground import Refusal

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hillclimb.actions import Desk, State
    from hillclimb.grading import Judge

IDLE_SECONDS = 900.0
LOOK_SECONDS = 5.0
# How long a client may take to say what it wants, and to take in what it is told.
REQUEST_SECONDS = 2.0
ANSWER_SECONDS = 20.0
LONGEST_REQUEST = 1 << 16
_PIECE = 1 << 16


def wake(home: Path, lab: str) -> None:
    """Start a keeper for this folder if none is there; it gets `lab` ready at once."""
    if os.environ.get("HILLCLIMB_KEEPER") == "off":
        return
    if (there := greeted(socket_path(["--home", str(home)]))) is not None:
        there.close()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a client wants judged, from where, and how it shows text."""

    folder: str = "/"
    pack: str = ""
    colour: bool = False
    columns: int = 100
    arguments: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: bytes) -> Request:
        """Return the request that a frame holds; raise ValueError for what is none."""
        folder, pack, colour, columns, command, *arguments = map(os.fsdecode, body.split(b"\0"))
        if command != "check":
            raise ValueError("the keeper only checks")
        return cls(
            folder=folder, pack=pack, colour=colour == "1", columns=int(columns), arguments=(command, *arguments)
        )


class Client(io.TextIOBase):
    """Standard output of a check that runs for somebody else: text goes over the socket in frames."""

    def __init__(self, channel: socket.socket, request: Request, *, error: bool = False) -> None:
        self._channel = channel
        self._kind = b"e" if error else b"o"
        self.colour = request.colour
        self.columns = request.columns
        self.gone = False

    def write(self, text: str) -> int:
        """Send text; once the other side has gone, or takes nothing in, drop it."""
        if text and not self.gone:
            try:
                for start in range(0, len(text), _PIECE):
                    part = text[start : start + _PIECE].encode("utf-8", "surrogatepass")
                    self._channel.sendall(frame(self._kind + part))
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
        from concurrent.futures import ThreadPoolExecutor

        from hillclimb.cli.front import build_parser

        self.judge = judge
        self.client = client
        self.desk: Desk | None = None
        self.state: State | None = None
        self.parser = build_parser()
        self._stamp: object = None
        self._looker = ThreadPoolExecutor(1)
        self._seen: Future[tuple[bytes, int]] | None = None

    def look(self) -> None:
        """Begin to look for changes of the pack; there is nothing else to do while the submission works."""
        from hillclimb.actions import find_pack
        from hillclimb.content import stamp_of

        self._seen = self._looker.submit(stamp_of, find_pack())

    def cancelled(self) -> bool:
        """Return whether the client has gone."""
        return self.client.hung_up()

    def open_desk(self, home: Path) -> Desk:
        """Return the desk, reading the pack again only when a file of it has changed."""
        from hillclimb.actions import Home, find_pack, open_desk
        from hillclimb.content import stamp_of

        folder = find_pack()
        seen, self._seen = self._seen, None
        stamp = (home, folder, seen.result() if seen else stamp_of(folder))
        if self.desk is None or stamp != self._stamp:
            self.desk, self.state, self._stamp = open_desk(Home(folder=home), folder), None, stamp
        return self.desk


def age_of(folder: Path) -> tuple[int, int]:
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
    born = age_of(source)
    with _listening(path) as listener, Judge() as judge:
        warm = Warm(judge, Client(listener, Request()))
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
                if not _serve(channel, warm, fresh=age_of(source) == born):
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
    try:
        if user_of(channel) != os.getuid():
            return True
        request = Request.read(_asked(channel, time.monotonic() + REQUEST_SECONDS))
        channel.settimeout(ANSWER_SECONDS)
        if not fresh or request.pack != os.environ.get("HILLCLIMB_PACK", ""):
            channel.sendall(frame(b"-"))
            return fresh
        channel.sendall(frame(b"+"))
        status = _check(channel, request, warm)
        channel.sendall(frame(b"=%d" % status))
    except (OSError, ValueError):
        return True
    return True


def _asked(channel: socket.socket, until: float) -> bytes:
    """Return the body of the one frame that a client sends; raise for one too long, too slow, or cut."""
    found = b""
    size = 4
    while len(found) < size:
        channel.settimeout(max(0.001, until - time.monotonic()))
        part = channel.recv(size - len(found))
        if not part or time.monotonic() > until:
            raise ValueError("no whole request")
        found += part
        if len(found) == 4:
            size = 4 + int.from_bytes(found, "big")
            if size > LONGEST_REQUEST:
                raise ValueError("too long a request")
    return found[4:]


def _check(channel: socket.socket, request: Request, warm: Warm) -> int:
    from hillclimb.cli.checking import check_warm
    from hillclimb.cli.front import our_fault, refused
    from hillclimb.grading import Cancelled

    warm.client = Client(channel, request)
    as_json = "--json" in request.arguments
    os.chdir(request.folder)
    try:
        with contextlib.redirect_stdout(warm.client), contextlib.redirect_stderr(Client(channel, request, error=True)):
            try:
                warm.look()
                return check_warm(warm.parser.parse_args(request.arguments), warm)
            except Cancelled:
                return 130
            except SystemExit as ended:  # what argparse does once it has printed help
                return ended.code if isinstance(ended.code, int) else 2
            except Refusal as refusal:
                return refused(refusal, as_json=as_json)
            except Exception as error:  # noqa: BLE001 - boundary: the keeper outlives a fault of one check
                return our_fault(error, as_json=as_json)
    finally:
        os.chdir("/")


if __name__ == "__main__":
    sys.exit(keep(Path(sys.argv[1]), sys.argv[2]))
