"""Values as short text for people: small ones whole, large ones by their beginning and their shape."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np

from hillclimb.company import Table
from hillclimb.grading.remote import Remote
from hillclimb.grading.seam import readable

_ROWS = 6
_LONGEST = 600
_BITS = 512
_DEPTH = 3


def show(value: Any) -> str:
    """Return a value as text of a few lines at most, in time that does not grow with the value."""
    return _cut(readable(_text(value, 0)))


def _text(value: Any, depth: int) -> str:
    if isinstance(value, Remote):
        return f"an object of type {value.type_name}"
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, Table):
        return _table(value, value.rows)
    if isinstance(value, Mapping) and value and all(isinstance(item, np.ndarray) for item in value.values()):
        return _table(value, len(next(iter(value.values()))))
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str | bytes):
        return repr(value[: _LONGEST + 1])
    if isinstance(value, int) and value.bit_length() > _BITS:
        return f"an integer of {value.bit_length()} bits"
    if isinstance(value, list | tuple | Mapping):
        return "…" if depth > _DEPTH else _several(value, depth + 1)
    return repr(value)


def _several(value: Any, depth: int) -> str:
    some = islice(value.items() if isinstance(value, Mapping) else value, _ROWS)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_text(name, depth)}: {_text(item, depth)}" for name, item in some)
    else:
        inner = ", ".join(_text(item, depth) for item in some)
    if len(value) > _ROWS:
        return f"{type(value).__name__} of {len(value)}: {inner}, …"
    return f"{{{inner}}}" if isinstance(value, Mapping) else f"[{inner}]" if isinstance(value, list) else f"({inner})"


def _array(value: np.ndarray[Any, Any]) -> str:
    small = value[:_ROWS] if value.ndim else value
    text = np.array2string(np.asarray(small), precision=5, suppress_small=True, threshold=60, max_line_width=100)
    if value.ndim and len(value) > _ROWS:
        return f"{text[:-1]} …] with shape {value.shape}"
    return text


def _table(columns: Mapping[str, Any], rows: int) -> str:
    names = list(columns)
    cells = [[_cell(columns[name][row]) for name in names] for row in range(min(rows, _ROWS))]
    widths = [
        max(len(name), *(len(line[i]) for line in cells), 0) if cells else len(name) for i, name in enumerate(names)
    ]
    lines = ["  ".join(name.rjust(width) for name, width in zip(names, widths, strict=True))]
    lines += ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
    if rows > _ROWS:
        lines.append(f"… {rows} rows in all")
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, float | np.floating) else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
