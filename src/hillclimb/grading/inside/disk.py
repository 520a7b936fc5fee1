"""The disk of a service, from outside: kept over its restarts, filled to the brim, its database locked and copied.

What lies there is the learner's: every name is opened step by step without following a link, only a plain file counts,
and no byte of it is read here.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import stat
from collections.abc import Mapping
from typing import Any

from . import jail

FOLDER, NAME = "database", "service.db"
# What belongs to one database: the file, and what SQLite needs to finish what a crash left half done.
PARTS = ("", "-journal", "-wal")
# Where SQLite locks its file and, for a write-ahead log, the index of it (sqlite.org/src: os.h, wal.h).
_PENDING, _SHARED, _SHARED_SIZE = 0x40000000, 0x40000002, 510
_LOG_WRITES = 120


class Disk:
    """The disk that a service is started on: a mount of its own, or a folder of the machine where there is none."""

    def __init__(self, private: bool, folder: str = "") -> None:
        self._private = private
        self._root = "/scratch" if private else folder
        self._steps = ("work",) if private else ()
        self._locks: list[int] = []
        self._filled: list[int] = []
        self.owner: int | None = None

    def ready(self, size_mb: int, owner: int) -> int:
        """Mount it unless it is there, and return whose it is."""
        if self.owner is None:
            if self._private:
                jail.mount_scratch(size_mb, owner)
            self.owner = owner
        return self.owner

    def drop(self) -> None:
        """Take it away with all that lies on it."""
        self._release()
        self._empty()
        if self.owner is not None and self._private:
            jail.unmount_scratch()
        self.owner = None

    def remove(self, name: str) -> None:
        """Remove one file of the folder that the service was started in."""
        if self.owner is not None and self._private and ".." not in name.split("/"):
            try:
                os.unlink(f"/work/{name}")
            except OSError:
                return

    def do(self, what: str, descriptors: list[int]) -> Mapping[str, Any]:
        """Do one thing that the judge asks for and return what came of it."""
        match what:
            case "lock":
                return {"found": self._lock()}
            case "release":
                self._release()
            case "fill":
                return {"bytes": self._fill()}
            case "empty":
                self._empty()
            case "hand":
                return {"parts": self._hand(descriptors[0])}
        return {}

    def _lock(self) -> str:
        """Lock the database as if somebody were writing it for good; say whether it is `there`, `absent` or `busy`."""
        self._release()
        try:
            file = self._opened(NAME, os.O_RDWR)
        except OSError:
            return "absent"
        self._locks.append(file)
        if not _locked(file, _PENDING, 2):
            self._release()
            return "busy"
        _locked(file, _SHARED, _SHARED_SIZE)  # with a write-ahead log, whoever has it open shares this one for good
        with contextlib.suppress(OSError):
            log = self._opened(f"{NAME}-shm", os.O_RDWR)
            self._locks.append(log)
            # Not the locks of reading: for those SQLite waits ten seconds, whatever its timeout.
            if not _locked(log, _LOG_WRITES, 1):
                self._release()
                return "busy"
        return "there"

    def _release(self) -> None:
        while self._locks:
            os.close(self._locks.pop())

    def _fill(self) -> int:
        """Take all that is left of the disk, by files without a name; return how many bytes that was."""
        self._empty()
        if not self._private or self.owner is None:
            return 0
        taken, size = 0, 1 << 30
        while size >= 4096:
            found = os.statvfs(self._root)
            size = min(size, found.f_bavail * found.f_frsize)
            if not size:
                break
            file = os.open(self._root, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
            self._filled.append(file)
            try:
                os.posix_fallocate(file, 0, size)
            except OSError:
                os.close(self._filled.pop())
                size //= 2
                continue
            taken += size
        return taken

    def _empty(self) -> None:
        while self._filled:
            os.close(self._filled.pop())

    def _hand(self, line: int) -> int:
        """Hand out what belongs to the database over a line, each part by its place in `PARTS`; say how many it was."""
        self._release()  # a lock would go with the first descriptor that is closed
        handed = 0
        with socket.socket(fileno=line) as to:
            for place, ending in enumerate(PARTS):
                try:
                    file = self._opened(f"{NAME}{ending}", os.O_RDONLY)
                except OSError:
                    continue
                try:
                    socket.send_fds(to, [bytes([place])], [file])
                    handed += 1
                except OSError:
                    return handed
                finally:
                    os.close(file)
        return handed

    def _opened(self, name: str, how: int) -> int:
        """Return a plain file of the database's folder, opened without following a link on the way."""
        at = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            for step in (*self._steps, FOLDER):
                below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=at)
                os.close(at)
                at = below
            file = os.open(name, how | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=at)
        finally:
            os.close(at)
        if not stat.S_ISREG(os.fstat(file).st_mode):
            os.close(file)
            raise OSError("no plain file")
        return file


def _locked(file: int, start: int, length: int) -> bool:
    """Return whether bytes of a file could be locked at once, against every other process."""
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, length, start)
    except OSError:
        return False
    return True
