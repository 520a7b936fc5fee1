"""Control groups: a ceiling on the memory and the tasks of a whole sandbox, where the system lets us make one.

Resource limits count each process by itself; a group counts all of a sandbox together, with the pages of its disks and
the buffers of its sockets. It is a second wall behind the first: without one nothing is missing, and a sandbox says
whether it has one. Formats: cgroup-v1/memory.rst, cgroup-v1/pids.rst and cgroup-v2.rst of the kernel's documentation.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hillclimb.content import Limits

PROTECTION = "control group"
_NAME = "hillclimb-"
# What the parent and its libraries take, at most; a worker's pages that it shares with them are counted once.
_BASE_MB, _BASE_TASKS = 2048, 64
# How many workers may live at once: one at work, those getting ready and those whose end is awaited.
_WORKERS = 6
# The kernel counts a process in until it was waited for, which others may have to do.
_TRIES, _PAUSE_SECONDS = 20, 0.01


@dataclass(frozen=True, slots=True)
class _Files:
    """One folder of a hierarchy, and the files in it that take the two ceilings."""

    folder: Path
    memory: str = ""
    tasks: str = ""


class Group:
    """A group of one sandbox; whoever writes to `entrances` is in it, and so is all that it starts."""

    def __init__(self, files: Sequence[_Files]) -> None:
        self._files = tuple(files)
        self._memory_mb = 0

    @property
    def entrances(self) -> tuple[str, ...]:
        """The files to write "0" to, for a process that enters."""
        return tuple(str(each.folder / "cgroup.procs") for each in self._files)

    def allow(self, limits: Limits) -> None:
        """Have room for workers with these limits; the ceiling is never lowered, since others may still live."""
        wanted = _BASE_MB + _WORKERS * (limits.memory_mb + limits.disk_mb)
        if wanted <= self._memory_mb:
            return
        self._memory_mb = wanted
        tasks = _BASE_TASKS + _WORKERS * (limits.threads + 64)
        for each in self._files:
            with contextlib.suppress(OSError):  # the group was taken away: the other walls stand
                if each.memory:
                    (each.folder / each.memory).write_text(str(wanted << 20), encoding="ascii")
                if each.tasks:
                    (each.folder / each.tasks).write_text(str(tasks), encoding="ascii")

    def close(self) -> None:
        """Remove the group; every process of it must have ended. One that is still counted in is left to a sweep."""
        for each in self._files:
            for _ in range(_TRIES):
                with contextlib.suppress(OSError):
                    each.folder.rmdir()
                if not each.folder.exists():
                    break
                time.sleep(_PAUSE_SECONDS)


def make_group(number: int, *, proc: Path = Path("/proc/self")) -> Group | None:
    """Make a group for the sandbox of this number, or return None where the system does not let us.

    The groups of judges that were killed are removed first.
    """
    try:
        mounts = _mounts((proc / "mounts").read_text(encoding="utf-8"))
        places = _places((proc / "cgroup").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    name = f"{_NAME}{os.getpid()}-{number}"
    for made in (_second(name, mounts, places), _first(name, mounts, places)):
        if made:
            return Group(made)
    return None


def _mounts(text: str) -> Mapping[str, Path]:
    """Return where the hierarchy of each controller is mounted; that of version 2 has the name ""."""
    found: dict[str, Path] = {}
    for line in text.splitlines():
        _, place, kind, options, *_ = line.split()
        if kind == "cgroup2":
            found.setdefault("", Path(place))
        elif kind == "cgroup":
            for option in options.split(","):
                found.setdefault(option, Path(place))
    return found


def _places(text: str) -> Mapping[str, str]:
    """Return this process's group in the hierarchy of each controller, relative to its mount."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        _, controllers, place = line.split(":", 2)
        for controller in controllers.split(","):
            found[controller] = place.lstrip("/")
    return found


def _second(name: str, mounts: Mapping[str, Path], places: Mapping[str, str]) -> list[_Files]:
    """Make a group of version 2 beside our own, or in it: a group that holds processes has no limited ones in it."""
    if "" not in mounts or "" not in places:
        return []
    own = mounts[""] / places[""]
    for base in dict.fromkeys((own.parent if places[""] else own, own)):
        with contextlib.suppress(OSError):
            if {"memory", "pids"} <= set((base / "cgroup.subtree_control").read_text(encoding="ascii").split()):
                _sweep(base)
                return [_Files(_made(base / name), memory="memory.max", tasks="pids.max")]
    return []


def _first(name: str, mounts: Mapping[str, Path], places: Mapping[str, str]) -> list[_Files]:
    """Make a group below our own in the hierarchies of version 1."""
    made: list[_Files] = []
    try:
        for controller, files in _FILES_OF_THE_FIRST.items():
            base = mounts[controller] / places[controller]
            _sweep(base)
            made.append(_Files(_made(base / name), **files))
    except (OSError, KeyError):
        Group(made).close()
        return []
    return made


_FILES_OF_THE_FIRST = {"memory": {"memory": "memory.limit_in_bytes"}, "pids": {"tasks": "pids.max"}}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _sweep(base: Path) -> None:
    """Remove the groups of processes of ours that are no more."""
    for folder in list(_left(base)):
        with contextlib.suppress(OSError):
            folder.rmdir()  # refuses while anything lives in it


def _left(base: Path) -> Iterator[Path]:
    for folder in base.glob(f"{_NAME}*-*"):
        owner = folder.name.removeprefix(_NAME).partition("-")[0]
        if owner.isdecimal() and not Path("/proc", owner).exists():
            yield folder
