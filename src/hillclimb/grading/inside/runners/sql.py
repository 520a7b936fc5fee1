"""Run SQL against a database that is given as bytes; return columns and rows, or what the database says is wrong."""

from __future__ import annotations

import sqlite3
from typing import Any

_MOST_ROWS = 20_000
_STEP = 100


def run(database: bytes, scripts: list[str], query: str, parameters: list[Any]) -> dict[str, Any]:
    """Run scripts, then one query; return its columns, rows, plan, and how many steps the database took for it."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(database)
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += _STEP
        return 0

    try:
        for script in scripts:
            connection.executescript(script)
        plan = (
            [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}", parameters)]
            if _reads(query)
            else []
        )
        connection.set_progress_handler(count, _STEP)
        cursor = connection.execute(query, parameters)
        rows = cursor.fetchmany(_MOST_ROWS + 1)
        connection.set_progress_handler(None, 0)
    except (sqlite3.Error, sqlite3.Warning, ValueError, OverflowError) as error:
        return {"error": str(error) or type(error).__name__}
    if len(rows) > _MOST_ROWS:
        return {"error": f"more than {_MOST_ROWS} rows come back"}
    columns = [str(item[0]) for item in cursor.description or ()]
    return {"columns": columns, "rows": [list(row) for row in rows], "plan": plan, "steps": steps}


def _reads(query: str) -> bool:
    """Return whether a text is a single statement that only reads, as far as its first word says."""
    words = [line.split("--")[0] for line in query.splitlines()]
    first = " ".join(words).split(maxsplit=1)
    return bool(first) and first[0].lower() in ("select", "with", "values")
