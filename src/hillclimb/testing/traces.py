"""What a judgement could leave behind on the machine, counted."""

from __future__ import annotations

import ctypes
import hashlib
import os
import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Everything counted at one moment; equal traces mean that nothing was left."""

    processes: frozenset[str]
    descriptors: tuple[str, ...]
    mounts: tuple[str, ...]
    files: tuple[str, ...]

    def left(self, before: Traces) -> str:
        """Return in words what is here now and was not before, or is gone."""
        words = []
        for name in Traces.__slots__:
            now, then = set(getattr(self, name)), set(getattr(before, name))
            if now != then or len(getattr(self, name)) != len(getattr(before, name)):
                words.append(f"{name}: new {sorted(now - then)}, gone {sorted(then - now)}")
        return "; ".join(words)


def adopt_orphans() -> None:
    """Make orphans of this process's children its own children, so that none can hide by a double fork."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def traces(folders: Sequence[Path] = ()) -> Traces:
    """Count the processes below this one, its descriptors, all their mounts, and the files of some folders."""
    below = descendants(os.getpid())
    mounts: list[str] = []
    for process in sorted(below):
        with suppress(OSError):
            if os.readlink(f"/proc/{process}/ns/mnt") != os.readlink("/proc/self/ns/mnt"):
                mounts += Path(f"/proc/{process}/mountinfo").read_text(encoding="utf-8").splitlines()
    # Of the machine's own mounts only what concerns us: others change them meanwhile.
    with suppress(OSError):
        own = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
        mounts += [line for line in own if any(str(folder) in line for folder in folders)]
    return Traces(
        processes=frozenset(f"{process} {name}" for process, name in below.items()),
        descriptors=tuple(sorted(_descriptors())),
        mounts=tuple(sorted(line.split(" - ")[0].split(" ", 3)[3] for line in mounts)),
        files=tuple(line for folder in folders for line in _files(folder)),
    )


def descendants(root: int) -> dict[int, str]:
    """Return the names of all processes below one, in whatever pid namespace, by pid."""
    parents: dict[int, tuple[int, str]] = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with suppress(OSError, ValueError):
                stat = Path(f"/proc/{entry}/stat").read_text(encoding="utf-8", errors="replace")
                name, rest = stat.split("(", 1)[1].rsplit(")", 1)
                parents[int(entry)] = (int(rest.split()[1]), name)
    found: dict[int, str] = {}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        for process, (above, name) in parents.items():
            if above == parent and process not in found:
                found[process] = name
                waiting.append(process)
    return found


def settled(before: Collection[int], seconds: float = 5.0) -> bool:
    """Wait until only processes from before are below this one, burying adopted orphans; return whether they are."""
    until = time.monotonic() + seconds
    while (more := descendants(os.getpid()).keys() - set(before)) and time.monotonic() < until:
        for process in more:
            with suppress(ChildProcessError):
                os.waitpid(process, os.WNOHANG)
        time.sleep(0.01)
    return not more


def _descriptors() -> Iterable[str]:
    for entry in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            target = os.readlink(f"/proc/self/fd/{entry}")
            if not target.startswith(f"/proc/{os.getpid()}/fd"):
                yield f"{entry} -> {target}"


def _files(folder: Path) -> Iterable[str]:
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for name in [*folders, *names]:
            path = Path(root, name)
            with suppress(OSError):
                state = path.lstat()
                plain = path.is_file() and not path.is_symlink()
                body = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if plain else ""
                yield f"{path} {state.st_mode:o} {state.st_nlink if body else ''} {body}"
