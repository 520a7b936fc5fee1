"""Tables: named columns of one length, never changed after they were made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from hillclimb.company.exact import Column, Floats

_TEXT = frozenset("US")


class Table(Mapping[str, Column]):
    """A frozen mapping from column name to a one-dimensional, read-only array; all have the same length."""

    __slots__ = ("_columns", "_rows")

    def __init__(self, columns: Mapping[str, Column]) -> None:
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        self._rows = lengths.pop() if lengths else 0
        self._columns = MappingProxyType({name: _frozen(column) for name, column in columns.items()})

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"Table({self._rows} rows: {', '.join(self._columns)})"

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self._rows

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(self._columns)

    def take(self, indices: Sequence[int] | Column) -> Table:
        """Return the rows at these positions (or where a boolean array is true), in that order."""
        where = np.asarray(indices)
        if where.size == 0 and where.dtype != np.bool_:
            where = where.astype(np.int64)
        return Table({name: column[where] for name, column in self._columns.items()})

    def drop(self, columns: Sequence[str]) -> Table:
        """Return the table without these columns; each must be there."""
        for name in columns:
            self._columns[name]
        gone = set(columns)
        return Table({name: column for name, column in self._columns.items() if name not in gone})

    def head(self, n: int) -> Table:
        """Return the first n rows."""
        return Table({name: column[:n] for name, column in self._columns.items()})

    def having(self, **columns: Column) -> Table:
        """Return the table with these columns added or replaced."""
        return Table({**self._columns, **columns})

    def matrix(self, columns: Sequence[str] | None = None) -> Floats:
        """Return numeric columns side by side, shape (rows, columns)."""
        names = self.columns if columns is None else tuple(columns)
        return np.column_stack([self._columns[name].astype(np.float64) for name in names])

    def digest(self) -> str:
        """Return a SHA-256 (hex) over names, kinds and values, the same on every machine."""
        total = hashlib.sha256()
        for name, column in self._columns.items():
            kind, body = _canonical(column)
            total.update(f"{len(name.encode())}:{name}:{kind}:{len(column)}:{len(body)}:".encode())
            total.update(body)
        return total.hexdigest()


def _frozen(column: Column) -> Column:
    array = np.asarray(column)
    if array.ndim != 1:
        raise ValueError(f"a column has one dimension, got {array.ndim}")
    if array.dtype.kind not in "fiubUS":
        raise ValueError(f"a column holds numbers, truth values or text, got {array.dtype}")
    if array.flags.writeable or array.base is not None:
        array = array.copy()
        array.setflags(write=False)
    return array


def _canonical(column: Column) -> tuple[str, bytes]:
    kind = column.dtype.kind
    if kind in _TEXT:
        return "text", b"\0".join(str(value).encode() for value in column.tolist())
    if kind == "f":
        return "number", column.astype("<f8").tobytes()
    if kind == "b":
        return "truth", column.astype("u1").tobytes()
    return "whole", column.astype("<i8").tobytes()
