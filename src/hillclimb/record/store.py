"""The record on disk: one append-only SQLite file, durable on every commit, shared by any number of processes."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

from hillclimb.ground import Conflict, Damaged, Refusal, Unavailable, from_text, new_id, to_text
from hillclimb.record.events import Event, from_body, to_body
from hillclimb.record.fact import Fact
from hillclimb.record.migrations import MIGRATIONS

APPLICATION = 0x48434C42  # "HCLB" in the file's header: this is a Hillclimb record
_WAIT_MS = 5000
_BACKUPS = "backups"
_LEAST = 512  # SQLite takes a shorter file for an empty database


# An event as it is stored: seq, uuid, at, kind, version, body (JSON).
Row: TypeAlias = tuple[int, str, str, str, int, str]


class Record(Protocol):
    """Where facts are kept: append them, read them back in order."""

    def append(self, facts: Sequence[Fact], *, at: datetime, after: int | None = None) -> tuple[Event, ...]:
        """Add facts in one transaction and return them as events; all of them are durable, or none.

        With `after`, only where that is still the newest event; else refuse with the code `record-moved`.
        """

    def events(self, *, after: int = 0) -> tuple[Event, ...]:
        """Return the events with a number above `after`, in order."""

    def last(self) -> int:
        """Return the number of the newest event, 0 for an empty record."""


class SqliteRecord:
    """A record in one SQLite file (WAL, synchronous FULL, STRICT tables); made when the first fact is added."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, facts: Sequence[Fact], *, at: datetime, after: int | None = None) -> tuple[Event, ...]:
        """Add facts in one transaction and return them as events; all of them are durable, or none.

        With `after`, only where that is still the newest event; else refuse with the code `record-moved`.
        """
        if not facts:
            return ()
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
            if after is not None and last != after:
                raise Conflict(
                    "Something else was recorded in the meantime.", hint="Look again, then repeat.", code="record-moved"
                )
            events = tuple(
                Event(seq=last + number, uuid=new_id(), at=at, fact=fact) for number, fact in enumerate(facts, start=1)
            )
            connection.executemany(
                "INSERT INTO event (seq, uuid, at, kind, version, body) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        event.seq,
                        event.uuid,
                        to_text(at),
                        event.fact.kind,
                        event.fact.version,
                        json.dumps(to_body(event.fact), ensure_ascii=False, allow_nan=False, separators=(",", ":")),
                    )
                    for event in events
                ],
            )
            connection.execute("COMMIT")
        return events

    def events(self, *, after: int = 0) -> tuple[Event, ...]:
        """Return the events with a number above `after`, in order."""
        if not self._there():
            return ()
        with self._open() as connection:
            rows = connection.execute(
                "SELECT seq, uuid, at, kind, version, body FROM event WHERE seq > ? ORDER BY seq", (after,)
            ).fetchall()
        return tuple(self._event(row) for row in rows)

    def last(self) -> int:
        """Return the number of the newest event, 0 for an empty record."""
        if not self._there():
            return 0
        with self._open() as connection:
            return int(connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0])

    def rows(self) -> tuple[Row, ...]:
        """Return every event as it is stored, also those that this release does not know."""
        if not self._there():
            return ()
        with self._open() as connection:
            return tuple(
                connection.execute("SELECT seq, uuid, at, kind, version, body FROM event ORDER BY seq").fetchall()
            )

    def restore(self, rows: Sequence[Row]) -> None:
        """Write events that `rows` returned into an empty record, with their names and instants; all or none."""
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
            if last:
                raise Conflict(
                    f"The record {self.path} holds {last} events already.",
                    hint="Restore into an empty folder: add --home DIR. Nothing was changed.",
                    code="record-moved",
                )
            connection.executemany(
                "INSERT INTO event (seq, uuid, at, kind, version, body) VALUES (?, ?, ?, ?, ?, ?)", rows
            )
            connection.execute("COMMIT")

    def copy_to(self, target: Path) -> None:
        """Write a consistent copy of the whole record to a new file, while others go on using it."""
        with self._open() as connection:
            connection.execute("VACUUM INTO ?", (str(target),))

    def replace_with(self, source: Path) -> None:
        """Put another record in the place of this one, for whoever has it open; all or nothing."""
        with SqliteRecord(source)._open() as found, self._open() as connection:
            found.backup(connection)

    def _event(self, row: Row) -> Event:
        seq, uuid, at, kind, version, body = row
        try:
            return Event(seq=seq, uuid=uuid, at=from_text(at), fact=from_body(kind, version, json.loads(body)))
        except (ValueError, TypeError, AttributeError) as error:
            raise self._damaged(f"event {seq} cannot be read: {error}") from error

    def _there(self) -> bool:
        """Return whether there is a record to read; looking makes none."""
        try:
            if self.path.exists():
                return True
        except OSError as error:
            raise self._unusable(error) from error
        lost = self._lost()
        if lost is not None and not self.path.exists():
            raise lost
        return False

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection: sqlite3.Connection | None = None
        try:
            if not self._there():
                self.path.parent.mkdir(parents=True, exist_ok=True)
            elif self.path.is_file() and 0 < self.path.stat().st_size < _LEAST:
                raise self._damaged("it was cut off")
            connection = sqlite3.connect(self.path, timeout=_WAIT_MS / 1000, isolation_level=None)
            self._prepare(connection)
            yield connection
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        except OSError as error:
            raise self._unusable(error) from error
        finally:
            if connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    connection.rollback()
                connection.close()

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        if application != APPLICATION:
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            (application,) = connection.execute("PRAGMA application_id").fetchone()
            if (tables or version) and application != APPLICATION:
                raise Damaged(
                    f"{self.path} is a database, but not a Hillclimb record.",
                    hint="Move it away, or point HILLCLIMB_HOME elsewhere. Nothing was changed.",
                    code="record-foreign",
                )
            lost = None if application == APPLICATION else self._lost()
            (application,) = connection.execute("PRAGMA application_id").fetchone()  # another may have begun it
            if lost is not None and application != APPLICATION:
                raise lost
        if version > len(MIGRATIONS):
            raise Damaged(
                f"The record {self.path} was written by a newer Hillclimb (format {version}; this one knows "
                f"{len(MIGRATIONS)}).",
                hint="Update this copy of Hillclimb. Nothing was changed.",
                code="record-newer",
            )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA trusted_schema=OFF")
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
        if mode != "wal":  # a new record, or a copy that was put in its place
            connection.execute("PRAGMA journal_mode=WAL")
        if version < len(MIGRATIONS):
            self._migrate(connection)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        connection.execute("BEGIN IMMEDIATE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have been first
        for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version={number}")
        connection.execute(f"PRAGMA application_id={APPLICATION}")
        connection.execute("COMMIT")

    def _lost(self) -> Damaged | None:
        """Return the refusal to begin an empty record where copies show that there was one."""
        copies = sorted((self.path.parent / _BACKUPS).glob("*.db"))
        if not copies:
            return None
        return Damaged(
            f"The record {self.path} is gone or empty, but there are copies of it.",
            hint=f"Move any {self.path.name}-wal and {self.path.name}-shm aside and copy the newest to its place: "
            f"cp '{copies[-1]}' '{self.path}'. Or move {copies[-1].parent} away to start over.",
            code="record-lost",
        )

    def _unusable(self, error: OSError) -> Unavailable:
        return Unavailable(
            f"The record {self.path} cannot be used: {error.strerror}.",
            hint="Check the folder's rights, or point HILLCLIMB_HOME to a folder of yours.",
        )

    def _damaged(self, what: str) -> Damaged:
        copies = self.path.parent / _BACKUPS
        return Damaged(
            f"The record {self.path} is damaged ({what}).",
            hint=f"Move {self.path.name}, {self.path.name}-wal and {self.path.name}-shm aside (keep them), and copy "
            f"the newest file of {copies} to {self.path}.",
            code="record-damaged",
        )

    def _refusal(self, error: sqlite3.Error) -> Refusal:
        text = str(error)
        name = getattr(error, "sqlite_errorname", "")
        if "locked" in text or "busy" in text:
            return Unavailable(
                f"The record {self.path} is locked by another program.",
                hint="Close what holds it (a backup, a database browser) and try again. Nothing was lost.",
                code="record-locked",
            )
        if "readonly" in text or "read-only" in text or "unable to open" in text:
            return Unavailable(
                f"The record {self.path} cannot be written.",
                hint="Check the rights of the file and its folder, or set HILLCLIMB_HOME. Nothing was lost.",
                code="record-read-only",
            )
        if "full" in text or "disk I/O" in text or name.startswith("SQLITE_IOERR"):
            return Unavailable(
                f"The record {self.path} could not be written: {text}.",
                hint="The disk is probably full: free some space and repeat. What was recorded before is safe.",
                code="disk-full",
            )
        return self._damaged(text)
