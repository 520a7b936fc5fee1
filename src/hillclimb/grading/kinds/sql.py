"""SQL queries against a database that the grader makes; they run inside, on a copy of their own each time."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillclimb.company import Table
from hillclimb.content import Lab
from hillclimb.grading.kinds import Room, Unreadable, load_runner, plain
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.remote import Raised
from hillclimb.grading.seam import Vanished, readable
from hillclimb.grading.submission import named_files

Cell = int | float | str | bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a query returned; `plan` is the database's own (EXPLAIN QUERY PLAN), `steps` its work in hundreds."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    plan: tuple[str, ...]
    steps: int

    def matches(
        self, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, ordered: bool = False, why: str = ""
    ) -> None:
        """Fail unless these are the columns and the rows; numbers to nine digits, in any order unless `ordered`."""
        if [name.lower() for name in self.columns] != [name.lower() for name in columns]:
            raise Failed("The query returns other columns.", expected=", ".join(columns), got=", ".join(self.columns))
        wanted, got = [tuple(row) for row in rows], list(self.rows)
        if len(got) != len(wanted):
            message = f"{len(got)} rows come back where {len(wanted)} are right.{' ' + why if why else ''}"
            raise Failed(message, expected=_lines(columns, wanted), got=_lines(columns, got))
        if not ordered:
            wanted, got = sorted(wanted, key=_order), sorted(got, key=_order)
        for number, (right, found) in enumerate(zip(wanted, got, strict=True)):
            if len(right) != len(found) or not all(_alike(a, b) for a, b in zip(right, found, strict=True)):
                where = f"Row {number} differs" if ordered else "A row differs"
                message = f"{where}.{' ' + why if why else ''}"
                raise Failed(message, expected=_lines(columns, [right]), got=_lines(columns, [found]))


class Queries:
    """The submission: files of SQL that can be run."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def query(self, name: str, database: bytes, parameters: Sequence[Cell] = ()) -> Answer:
        """Run the one statement of a file against a database and return what it answers."""
        return self._run(name, database, [], self._text(name), parameters)

    def after(self, name: str, database: bytes, question: str) -> Answer:
        """Run the statements of a file (a migration), then a query of the grader's on what they made."""
        return self._run(name, database, [self._text(name)], question, ())

    def _text(self, name: str) -> str:
        try:
            return self._room.files[name].decode("utf-8")
        except UnicodeDecodeError as error:
            raise Unreadable(f"{name} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from None

    def _run(self, name: str, database: bytes, scripts: list[str], query: str, parameters: Sequence[Cell]) -> Answer:
        try:
            reply = load_runner(self._room.fresh(), "sql", {}).run(database, scripts, query, list(parameters))
        except Raised as raised:
            raise Vanished(f"the query broke the process that ran it ({raised})") from None
        body = reply if isinstance(reply, dict) else {}
        error = plain(body.get("error"), str, "")
        if error:
            raise Failed(f"{name}: the database says: {readable(error)[:300]}.", expected="an answer")
        rows = [row for row in plain(body.get("rows"), list, []) if isinstance(row, list | tuple)]
        return Answer(
            columns=tuple(readable(str(item)) for item in plain(body.get("columns"), list, [])),
            rows=tuple(tuple(cell(item) for item in row) for row in rows),
            plan=tuple(readable(str(item)) for item in plain(body.get("plan"), list, [])),
            steps=plain(body.get("steps"), int, 0),
        )


def database(tables: Mapping[str, Table | Mapping[str, Sequence[Any]]], script: str = "") -> bytes:
    """Return a SQLite database with these tables (columns typed by their values), after a script if one is given."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for name, table in tables.items():
            columns = {column: _values(table[column]) for column in table}
            shown = ", ".join(f'"{column}" {_type(values)}' for column, values in columns.items())
            connection.execute(f'CREATE TABLE "{name}" ({shown})')
            holes = ", ".join("?" for _ in columns)
            connection.executemany(f'INSERT INTO "{name}" VALUES ({holes})', list(zip(*columns.values(), strict=True)))  # noqa: S608
        connection.executescript(script)
        connection.commit()
        return connection.serialize()


def ask(database: bytes, query: str, parameters: Sequence[Cell] = ()) -> list[tuple[Cell, ...]]:
    """Return the rows of the grader's own query, run here; never give it a submission's text."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        return [tuple(row) for row in connection.execute(query, list(parameters))]


class SqlKind:
    """Files of SQL."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and nothing else."""
        return named_files(folder, lab)

    def open(self, room: Room) -> Queries:
        """Return the queries; nothing runs until a check asks one."""
        return Queries(room)


def _values(column: Any) -> list[Any]:
    return list(column.tolist() if hasattr(column, "tolist") else column)


def _type(values: Sequence[Any]) -> str:
    present = [value for value in values if value is not None]
    if all(isinstance(value, int) for value in present):
        return "INTEGER"
    return "REAL" if all(isinstance(value, int | float) for value in present) else "TEXT"


def cell(value: Any) -> Cell:
    """Return a value out of a database as one of the kinds that there are; anything else as its text."""
    return value if value is None or type(value) in (int, float, str, bytes) else str(value)


def _alike(right: Any, found: Any) -> bool:
    if isinstance(right, int | float) and isinstance(found, int | float):
        return math.isclose(right, found, rel_tol=1e-9, abs_tol=1e-12)
    return bool(right == found)


def _order(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return a sorting key that compares numbers with numbers and text with text, whatever is where."""
    return tuple(
        (0, 0.0, "")
        if cell is None
        else (1, float(f"{cell:.6g}"), "")
        if isinstance(cell, int | float)
        else (2, 0.0, str(cell))
        for cell in row
    )


def _lines(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    shown = [" | ".join(columns), *(" | ".join(readable(str(cell)) for cell in row) for row in rows[:6])]
    return "\n".join([*shown, *([f"… {len(rows)} rows in all"] if len(rows) > 6 else [])])
