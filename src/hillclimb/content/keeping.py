"""A pack as it was last read, kept in a file so that the next command need not parse a thousand tables again.

What is kept holds values of the model and nothing else: whoever loads it refuses any other class, so the file can make
no code run. It is used only while every file that reading depends on, and the code that reads, are as they were.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hillclimb.content import model
from hillclimb.content.model import Pack, Problem
from hillclimb.content.reading import read_pack

_OTHERS = {("pathlib", "PosixPath"), ("pathlib", "WindowsPath")}
# Of a lab only what reading looks at: what stands in lab.toml, and whether its files are there.
_LAB = ("", "start", "solution")
# Two changes within one tick of a file system's clock look like one; so what changed just now is not kept yet.
_SETTLED_NS = 1_000_000_000


def open_pack(folder: Path, kept: Path) -> tuple[Pack | None, tuple[Problem, ...]]:
    """Return the pack and the problems that `read_pack` finds, from the file `kept` where that still holds.

    Only packs without problems are kept, in a folder that is there or below one that is. A file that is missing,
    broken or in the way costs time, never a result.
    """
    stamp, newest = stamp_of(folder)
    pack = _loaded(kept, stamp)
    if pack is not None:
        return pack, ()
    reading = read_pack(folder)
    if reading.pack is not None and not reading.problems and time.time_ns() - newest > _SETTLED_NS:
        _keep(reading.pack, kept, stamp)
    return reading.pack, reading.problems


def stamp_of(folder: Path) -> tuple[bytes, int]:
    """Return a digest (32 bytes) of all that reading a pack depends on, and when (ns) the last of it was changed.

    That is the names, sizes and times of its files and of the code that reads them.
    """
    digest = hashlib.blake2b(str(folder.absolute()).encode("utf-8", "surrogateescape"), digest_size=32)
    newest = 0
    for path in (*_files(folder), *_sources()):
        told = path
        with contextlib.suppress(OSError):
            found = os.stat(path)
            newest = max(newest, found.st_mtime_ns)
            told = f"{path}\0{found.st_mtime_ns}\0{found.st_size}"
        digest.update(f"{told}\0".encode("utf-8", "surrogateescape"))
    return digest.digest(), newest


def _files(folder: Path) -> Iterator[str]:
    """Yield the paths that reading looks at, in a fixed order."""
    top = str(folder)
    yield from (os.path.join(top, part) for part in ("pack.toml", "roles.toml", "moved.toml"))
    for part in ("skills", "cards", "questions", "lessons"):
        yield from _in(os.path.join(top, part))
    for lab in _in(os.path.join(top, "labs")):
        for part in _LAB:
            yield from _in(os.path.join(lab, part))


def _sources() -> Iterator[str]:
    yield from (path for path in _in(os.path.dirname(__file__)) if path.endswith(".py"))


def _in(folder: str) -> list[str]:
    try:
        return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    except OSError:
        return []


class _Careful(pickle.Unpickler):
    """Loads values of the model only."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class that the model defines, or refuse: what it only imports, and what hangs on it, is none."""
        if (module, name) in _OTHERS:
            return super().find_class(module, name)
        found = vars(model).get(name) if module == model.__name__ else None
        if isinstance(found, type) and found.__module__ == model.__name__:
            return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong into a pack")


def _loaded(kept: Path, stamp: bytes) -> Pack | None:
    try:
        body = kept.read_bytes()
        if body[: len(stamp)] != stamp or hashlib.blake2b(body[64:], digest_size=32).digest() != body[32:64]:
            return None
        pack = _Careful(io.BytesIO(body[64:])).load()
    except Exception:  # noqa: BLE001 - boundary: whatever is wrong with it, the pack itself is there to be read
        return None
    return pack if isinstance(pack, Pack) else None


def _keep(pack: Pack, kept: Path, stamp: bytes) -> None:
    body = pickle.dumps(pack, protocol=pickle.HIGHEST_PROTOCOL)
    draft = kept.with_name(f"{kept.name}.{os.getpid()}.part")
    with contextlib.suppress(OSError):
        kept.parent.mkdir(exist_ok=True)
        try:
            draft.write_bytes(stamp + hashlib.blake2b(body, digest_size=32).digest() + body)
            draft.replace(kept)
        finally:
            draft.unlink(missing_ok=True)
