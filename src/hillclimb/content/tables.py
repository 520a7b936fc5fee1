"""Loads a TOML file and holds its tables against a shape; what does not fit becomes a Problem with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import tomli  # the standard library's parser, compiled: a pack is read twice as fast

from hillclimb.content.model import Place, Problem
from hillclimb.content.shapes import HUGE, SLUG, UUID, Key, Kind, Shape

Row: TypeAlias = Mapping[str, Any]

_HEADER = re.compile(r"\[{1,2}\s*([A-Za-z0-9_.-]+)\s*\]{1,2}\s*(#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)$")
_SLUG = re.compile(SLUG)
_UUID = re.compile(UUID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Where the tables and keys of one file begin; tables are named as `card` (the header) and counted from 0."""

    file: str
    tables: Mapping[tuple[str, int], int]
    keys: Mapping[tuple[str, int, str], int]

    def place(self, table: str = "", index: int = 0, *, key: str = "") -> Place:
        """Return the place of a key, else of its table, else of the file."""
        line = self.keys.get((table, index, key)) or self.tables.get((table, index), 0)
        return Place(file=self.file, line=line)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A TOML file as read: its top table (None when it cannot be read), its marks and its problems."""

    top: Row | None
    marks: Marks
    problems: tuple[Problem, ...] = ()


def load(path: Path, root: Path) -> File:
    """Read a TOML file; a missing or broken one is a file without a table."""
    name = path.relative_to(root).as_posix()
    nothing = Marks(file=name, tables={}, keys={})
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        found = Problem(rule="P001", place=Place(file=name), message="the file is missing")
        return File(top=None, marks=nothing, problems=(found,))
    except (OSError, UnicodeDecodeError) as fault:
        found = Problem(rule="P001", place=Place(file=name), message=f"the file cannot be read: {fault}")
        return File(top=None, marks=nothing, problems=(found,))
    try:
        return File(top=tomli.loads(text), marks=mark(text, name))
    except (ValueError, RecursionError) as fault:  # the second and huge numbers come from TOML's own parser
        told = str(fault)
        at = _AT_LINE.search(told)
        line = int(at.group(1)) if at else text.count("\n") + 1
        message = f"not TOML: {told[: at.start()].strip() if at else told}"
        found = Problem(rule="P003", place=Place(file=name, line=line), message=message)
        return File(top=None, marks=nothing, problems=(found,))


def mark(text: str, file: str) -> Marks:
    """Return where the tables and keys of a TOML text begin, `[question.draw]` counting as a key of its question."""
    tables: dict[tuple[str, int], int] = {}
    keys: dict[tuple[str, int, str], int] = {}
    seen: dict[str, int] = {}
    here, at, inside = ("", 0), ("", 0), ""
    for number, line in enumerate(text.split("\n"), start=1):
        if not inside:
            if line.startswith("[") and (header := _HEADER.match(line)):
                name, _, below = header.group(1).partition(".")
                if below:
                    at = (name, seen.get(name, 1) - 1)
                    keys.setdefault((*at, below), number)
                    here = (header.group(1), at[1])
                else:
                    seen[name] = seen.get(name, 0) + 1
                    here = (name, seen[name] - 1)
                tables.setdefault(here, number)
            elif key := _KEY.match(line):
                keys.setdefault((*here, key.group(1)), number)
        if "'''" in line or '"""' in line:
            inside = _inside(line, inside)
    return Marks(file=file, tables=tables, keys=keys)


def _inside(line: str, quote: str) -> str:
    """Return the triple quote that is still open at the end of a line that began inside `quote`."""
    at = 0
    while at < len(line):
        if line.startswith(quote or ('"""', "'''"), at):
            quote = "" if quote else line[at : at + 3]
            at += 3
        else:
            at += 1
    return quote


def fit(shape: Shape, row: Row, marks: Marks, *, table: str = "", index: int = 0) -> tuple[Row | None, list[Problem]]:
    """Return the row with its known keys only, or None where it cannot be used, and what does not fit."""
    problems: list[Problem] = []
    usable = True
    known = {key.name: key for key in shape.keys}
    for name in row:
        if name not in known:
            place = marks.place(table, index, key=name)
            problems.append(_problem("P005", place, f"unknown key {name!r}", hint=nearest(name, known)))
    for key in shape.keys:
        place = marks.place(table, index, key=key.name)
        if key.name not in row:
            if key.needed:
                usable = False
                problems.append(_problem("P004", place, f"{_who(shape, row)} has no {key.name!r}", hint=key.meaning))
            continue
        for wrong in misfits(key, row[key.name]):
            usable = False
            problems.append(_problem("P004", place, wrong, hint=key.meaning))
    return ({name: row[name] for name in row if name in known} if usable else None), problems


def misfits(key: Key, value: Any) -> Iterator[str]:
    """Say what keeps a value from being what its key may hold."""
    if not _is(key.kind, value):
        yield f"{key.name!r} must be a {key.kind}, not {_shown(value)}"
    elif key.among and value not in key.among:
        yield f"{key.name!r} must be one of {', '.join(key.among)}, not {_shown(value)}"
    elif key.shape is not None and key.kind is not Kind.ITEMS:
        rows = value.values() if key.kind is Kind.NAMED else value if key.kind is Kind.TABLES else [value]
        for row in rows:
            yield from _inner(key, key.shape, row)


def _inner(key: Key, shape: Shape, row: Row) -> Iterator[str]:
    known = {inner.name for inner in shape.keys}
    yield from (f"unknown key {name!r} in {key.name!r}" for name in row if name not in known)
    for inner in shape.keys:
        if inner.name in row:
            yield from (f"in {key.name!r}: {wrong}" for wrong in misfits(inner, row[inner.name]))
        elif inner.needed:
            yield f"in {key.name!r}: no {inner.name!r}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to an unknown one, or an empty one."""
    import difflib  # only a mistake waits for it

    close = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""


def _is(kind: Kind, value: Any) -> bool:
    match kind:
        case Kind.TEXT:
            return isinstance(value, str) and bool(value.strip())
        case Kind.SLUG:
            return isinstance(value, str) and _SLUG.fullmatch(value) is not None
        case Kind.UUID:
            return isinstance(value, str) and _UUID.fullmatch(value) is not None
        case Kind.WHOLE:
            return isinstance(value, int) and not isinstance(value, bool) and -HUGE <= value <= HUGE
        case Kind.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool) and -HUGE <= value <= HUGE
        case Kind.FLAG:
            return isinstance(value, bool)
        case Kind.TEXTS | Kind.SLUGS | Kind.NUMBERS | Kind.TABLES | Kind.ITEMS:
            one = _ONE[kind]
            return isinstance(value, list) and all(_is(one, item) for item in value)
        case Kind.LEVELS | Kind.SHARES | Kind.NAMED:
            one = _ONE[kind]
            return isinstance(value, dict) and all(_is(one, item) for item in value.values())
        case Kind.TABLE:
            return isinstance(value, dict)


_ONE = {
    Kind.TEXTS: Kind.TEXT,
    Kind.SLUGS: Kind.SLUG,
    Kind.NUMBERS: Kind.NUMBER,
    Kind.TABLES: Kind.TABLE,
    Kind.ITEMS: Kind.TABLE,
    Kind.LEVELS: Kind.WHOLE,
    Kind.SHARES: Kind.NUMBER,
    Kind.NAMED: Kind.TABLE,
}


def _who(shape: Shape, row: Row) -> str:
    slug = row.get("slug")
    return f"{shape.name} {slug!r}" if isinstance(slug, str) else f"the {shape.name}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _problem(rule: str, place: Place, message: str, *, hint: str = "") -> Problem:
    return Problem(rule=rule, place=place, message=message, hint=hint)
