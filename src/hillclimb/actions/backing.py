"""Copies of the record: made each day and on request, and put back without losing what they replace."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk
from hillclimb.actions.home import Home
from hillclimb.ground import NotFound, Unavailable, new_id, to_text
from hillclimb.record import SqliteRecord

# What the learner's folder holds, and what each part is.
_PARTS = (
    ("record.db", "everything that happened; all that Hillclimb believes follows from it"),
    ("backups", "copies of the record: one for each of the last seven days of use, and those that you made"),
    ("work", "the labs that you opened"),
    ("kept", "the files of each attempt, as they were judged"),
    ("writeups", "what you wrote for a portfolio"),
    ("keys", "the key that signs evidence"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy of the record: when it was made and how many bytes it has; a `daily` one goes after seven days of use."""

    name: str
    at: datetime
    bytes: int
    daily: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One part of the learner's folder: what it is and how many bytes it has."""

    name: str
    what: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put back: the events there are now, those that there were, and the copy that still holds them."""

    events: int
    before: int
    kept: Backup


def holdings(home: Home) -> tuple[Holding, ...]:
    """Return what the learner's folder holds, part by part."""
    return tuple(Holding(name=name, what=what, bytes=_size(home.folder / name)) for name, what in _PARTS)


def backups(home: Home) -> tuple[Backup, ...]:
    """Return the copies of the record, newest first."""
    found = []
    for path in home.backups.glob("*.db"):
        with contextlib.suppress(OSError):
            found.append(_backup(path))
    return tuple(sorted(found, key=lambda one: (one.at, one.name), reverse=True))


def back_up(desk: Desk) -> Backup:
    """Copy the record now; this copy stays until the learner deletes it."""
    at = desk.clock().astimezone()
    target = desk.home.backups / f"saved-{at:%Y-%m-%d-%H%M%S}-{new_id()[-6:]}.db"
    draft = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        desk.record.copy_to(draft)
        draft.replace(target)
        return _backup(target)
    except OSError as error:
        raise Unavailable(
            f"The record cannot be copied to {target.parent}: {error.strerror}.", hint="Is the disk full?"
        ) from error
    finally:
        draft.unlink(missing_ok=True)


def restore_backup(desk: Desk, name: str) -> Restored:
    """Put a copy of the record back, by its name; what it replaces is copied before."""
    source = desk.home.backups / name
    if Path(name).name != name or not source.is_file():
        known = [one.name for one in backups(desk.home)]
        raise NotFound(
            f"There is no backup {name!r}.", hint=f"There are: {', '.join(known)}" if known else "Make one first."
        )
    with _copied(source) as copy:
        there = len(SqliteRecord(copy).events())  # refuses what is no record, or damaged
        before = desk.record.last()
        kept = back_up(desk)
        desk.record.replace_with(copy)
    return Restored(events=there, before=before, kept=kept)


@contextmanager
def _copied(source: Path) -> Iterator[Path]:
    """Yield a copy to read from: to open a record writes beside it."""
    draft = source.with_name(f".{source.name}.{new_id()}.part")
    try:
        shutil.copyfile(source, draft)
        yield draft
    except OSError as error:
        raise Unavailable(f"{source} cannot be read: {error.strerror}.", hint="Nothing was changed.") from error
    finally:
        for end in ("", "-wal", "-shm"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def backups_json(home: Home) -> dict[str, Any]:
    """Return the folder's parts and the copies of the record (version 1)."""
    return {
        "version": 1,
        "folder": str(home.folder),
        "holds": [{"name": one.name, "what": one.what, "bytes": one.bytes} for one in holdings(home)],
        "backups": [
            {"name": one.name, "at": to_text(one.at), "bytes": one.bytes, "daily": one.daily} for one in backups(home)
        ],
    }


def _backup(path: Path) -> Backup:
    found = path.stat()
    at = datetime.fromtimestamp(found.st_mtime).astimezone()
    return Backup(name=path.name, at=at, bytes=found.st_size, daily=path.name.startswith("record-"))


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    found = 0
    for part in path.rglob("*"):
        with contextlib.suppress(OSError):
            found += 0 if part.is_dir() or part.is_symlink() else part.stat().st_size
    return found
