"""Export everything there is about a learner into one file, as JSON and CSV, and restore it elsewhere."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import hillclimb
from hillclimb.actions.desk import Desk
from hillclimb.actions.home import Home
from hillclimb.ground import Conflict, Damaged, NotFound, Refusal, Unavailable, from_text, new_id, to_text
from hillclimb.record import Row, SqliteRecord

_NAME = "export.json"
_FOLDERS = ("work", "kept", "writeups")
_KEYS = ("keys/ed25519.pem", "keys/ed25519.pub")
_SKIPPED = {"__pycache__", ".venv", "node_modules", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache"}
_MOST_BYTES = 4 << 30
_LONGEST_RECORD = 1 << 30
# What a spreadsheet would run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_README = """Everything that Hillclimb knew about one learner.

export.json   every event of the record, as it was stored; `hillclimb import` reads this
csv/          the same for spreadsheets, one file for each kind of event; a text that a spreadsheet would run
              as a formula has a ' before it
work/         the labs that were opened
kept/         the files of submissions that passed
writeups/     what was written for a portfolio
keys/         the key that signs evidence, only where that was asked for: keep it to yourself
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """What was exported or restored: how many events and files, and names that were left out or left as they were."""

    path: Path
    events: int
    files: int
    left: tuple[str, ...]


def export_all(desk: Desk, target: Path, *, key: bool = False) -> Export:
    """Write the record and the learner's files into a new zip file; the key only where it is asked for."""
    rows = desk.record.rows()
    if target.exists():
        raise Conflict(f"{target} is there already.", hint="Choose another name; nothing was changed.")
    draft = target.with_name(f".{target.name}.{new_id()}.part")
    left: list[str] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w+b") as file:
            count = _write(file, desk.home, rows, at=to_text(desk.clock()), key=key, left=left)
        draft.replace(target)
    except OSError as error:
        raise Unavailable(f"{target} cannot be written: {error.strerror}.", hint="Choose another place.") from error
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return Export(path=target, events=len(rows), files=count, left=tuple(left))


def _write(  # noqa: PLR0913 - what an export consists of
    file: BinaryIO, home: Home, rows: Sequence[Row], *, at: str, key: bool, left: list[str]
) -> int:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", _README)
        body = {"version": 1, "hillclimb": hillclimb.__version__, "exported_at": at, "events": list(map(_shown, rows))}
        archive.writestr(_NAME, json.dumps(body, ensure_ascii=False, indent=1) + "\n")
        for kind, text in _tables(rows):
            archive.writestr(f"csv/{kind}.csv", text)
        count = 0
        for path in _files(home, key=key):
            name = path.relative_to(home.folder).as_posix()
            try:
                archive.write(path, name)
                count += 1
            except (OSError, ValueError, UnicodeEncodeError):  # unreadable, or a date or name that zip does not know
                left.append(name.encode("utf-8", "backslashreplace").decode())
    return count


def _shown(row: Row) -> dict[str, Any]:
    seq, uuid, at, kind, version, body = row
    return {"seq": seq, "uuid": uuid, "at": at, "kind": kind, "version": version, "body": json.loads(body)}


def _tables(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield (kind, CSV) for each kind of event; what is itself a list or an object is JSON in its cell."""
    kinds: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        shown = _shown(row)
        kind = shown["kind"] if re.fullmatch(r"[a-z0-9-]{1,60}", shown["kind"]) else "other"
        kinds.setdefault(kind, []).append({**_cells(shown), **_cells(shown["body"], "body.")})
    for kind, found in kinds.items():
        columns = list(dict.fromkeys(name for cells in found for name in cells))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
        yield kind, text.getvalue()


def _cells(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}{name}": _cell(value) for name, value in values.items() if prefix or name != "body"}


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value if isinstance(value, int | float) or value is None else json.dumps(value, ensure_ascii=False)


def _files(home: Home, *, key: bool) -> Iterator[Path]:
    for folder in _FOLDERS:
        for root, folders, names in os.walk(home.folder / folder):
            folders[:] = sorted(name for name in folders if name not in _SKIPPED and not Path(root, name).is_symlink())
            yield from (
                path for name in sorted(names) if (path := Path(root, name)).is_file() and not path.is_symlink()
            )
    if key:
        yield from (path for name in _KEYS if (path := home.folder / name).is_file())


def import_all(home: Home, source: Path) -> Export:
    """Restore an export into a folder whose record is empty; files that are there already stay as they are."""
    record = SqliteRecord(home.record)
    if record.last():
        raise Conflict(
            f"{home.folder} holds a record already ({record.last()} events).",
            hint="Restore into an empty folder: add --home DIR. Nothing was changed.",
        )
    try:
        with zipfile.ZipFile(source) as archive:
            rows = _rows(archive)
            members = _members(archive)
            left = tuple(name for name, member in members.items() if not _restore(archive, member, home.folder / name))
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.", hint="`hillclimb export FILE` writes one.") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _damaged(source, str(error)) from error
    except OSError as error:
        raise Unavailable(f"{home.folder} cannot be written: {error.strerror}.", hint="Check its rights.") from error
    record.restore(rows)  # last: what is not in the record did not happen
    return Export(path=home.folder, events=len(rows), files=len(members) - len(left), left=left)


def _rows(archive: zipfile.ZipFile) -> tuple[Row, ...]:
    """Return the events of an export; raise ValueError where they are not whole."""
    try:
        info = archive.getinfo(_NAME)
    except KeyError:
        raise ValueError(f"it holds no {_NAME}") from None
    if info.file_size > _LONGEST_RECORD:
        raise ValueError("its record is too large")
    try:
        body = json.loads(archive.read(info))
        if body["version"] != 1:
            raise ValueError("a newer Hillclimb wrote it")
        if not isinstance(body["events"], list):
            raise ValueError("it holds no events")
        rows = tuple(_row(number, event) for number, event in enumerate(body["events"], start=1))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"an event of it cannot be read ({type(error).__name__})") from None
    if len({row[1] for row in rows}) != len(rows):
        raise ValueError("an event stands in it twice")
    return rows


def _row(number: int, event: Mapping[str, Any]) -> Row:
    seq, uuid, at, kind, version, body = (event[name] for name in ("seq", "uuid", "at", "kind", "version", "body"))
    if seq != number or not all(isinstance(text, str) and text for text in (uuid, at, kind)):
        raise ValueError(f"event {number} is missing")
    if not isinstance(version, int) or isinstance(version, bool) or not isinstance(body, dict):
        raise ValueError(f"event {number} cannot be read")
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return number, uuid, to_text(from_text(at)), kind, version, text


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Return the files to restore by name; raise ValueError for names that lead elsewhere and for too much of it."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if info.is_dir() or path.parts[:1] == ("csv",) or info.filename in (_NAME, "README.txt"):
            continue
        parts = info.filename.split("/")
        odd = any(part in ("", ".", "..") or "\\" in part or "\0" in part for part in parts)
        known = (len(parts) > 1 and parts[0] in _FOLDERS) or info.filename in _KEYS
        if odd or not known or info.filename in found:
            raise ValueError(f"{info.filename!r} does not belong into an export")
        found[info.filename] = info
    if sum(info.file_size for info in found.values()) > _MOST_BYTES:
        raise ValueError("its files are too large")
    return found


def _restore(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> bool:
    """Write one file, unless something is there; return whether it was written."""
    if target.exists() or target.is_symlink():
        return False
    target.parent.mkdir(mode=0o700 if target.parent.name == "keys" else 0o777, parents=True, exist_ok=True)
    left = member.file_size
    draft = target.with_name(f".{new_id()}.part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if target.parent.name == "keys" else 0o666)
        with archive.open(member) as source, os.fdopen(handle, "wb") as file:
            while part := source.read(1 << 20):
                left -= len(part)
                if left < 0:
                    raise ValueError(f"{member.filename} is larger than it says")
                file.write(part)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def _damaged(source: Path, why: str) -> Refusal:
    return Damaged(
        f"{source} is no whole export of Hillclimb: {why}.", hint="Export it again; nothing was put into the record."
    )


def moved_json(moved: Export) -> dict[str, Any]:
    """Return what was exported or restored (version 1)."""
    return {
        "version": 1,
        "path": str(moved.path),
        "events": moved.events,
        "files": moved.files,
        "left": list(moved.left),
    }
