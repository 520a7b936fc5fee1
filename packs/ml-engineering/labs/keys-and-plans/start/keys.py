"""Who may ask, how often and how much: keys, plans and the meter, in one SQLite file that outlives the process."""

import sqlite3

# To do: tables for plans, tenants, keys, what is used, calls, buckets, and answers to give again.
SCHEMA = """
CREATE TABLE IF NOT EXISTS plan (name TEXT PRIMARY KEY, quota INTEGER, rate REAL, burst INTEGER, may TEXT);
"""


class Accounts:
    """The file."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=0.5)
        self._db.executescript(SCHEMA)
