"""Ask the database that a service left behind, inside: its bytes are a stranger's, and so is every name in it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import Any

_MOST_ROWS = 20_000
_STEP = 10_000
_MOST_STEPS = 5_000
_LONGEST = 4 << 20


def ask(name: str, query: str, parameters: list[Any]) -> dict[str, Any]:
    """Return columns and rows of one query on a database file beside this one, or what the database says is wrong."""
    if not os.path.exists(name):
        return {"error": "there is no database"}
    steps = 0

    def enough() -> int:
        nonlocal steps
        steps += 1
        return int(steps > _MOST_STEPS)

    try:
        # Writable, so that what a crash left half done is finished; the file is a copy of this process's own.
        with closing(sqlite3.connect(name, isolation_level=None)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA mmap_size = 0")
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
            connection.set_progress_handler(enough, _STEP)
            connection.execute("PRAGMA query_only = ON")
            cursor = connection.execute(query, parameters)
            rows = cursor.fetchmany(_MOST_ROWS + 1)
            columns = [str(item[0]) for item in cursor.description or ()]
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        return {"error": str(error) or type(error).__name__}
    if len(rows) > _MOST_ROWS:
        return {"error": f"more than {_MOST_ROWS} rows come back"}
    return {"columns": columns, "rows": [list(row) for row in rows]}
