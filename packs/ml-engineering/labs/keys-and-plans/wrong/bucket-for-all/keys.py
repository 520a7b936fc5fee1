"""Who may ask, how often and how much: keys, plans and the meter, in one SQLite file that outlives the process."""

import hashlib
import hmac
import json
import math
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

SCHEMA = """
CREATE TABLE IF NOT EXISTS plan (name TEXT PRIMARY KEY, quota INTEGER, rate REAL, burst INTEGER, may TEXT);
CREATE TABLE IF NOT EXISTS tenant (name TEXT PRIMARY KEY, plan TEXT);
CREATE TABLE IF NOT EXISTS key (id TEXT PRIMARY KEY, digest BLOB, tenant TEXT, ends_at REAL);
CREATE TABLE IF NOT EXISTS bucket (tenant TEXT PRIMARY KEY, tokens REAL, at REAL);
CREATE TABLE IF NOT EXISTS usage (tenant TEXT, month TEXT, used INTEGER, PRIMARY KEY (tenant, month));
CREATE TABLE IF NOT EXISTS call (id TEXT PRIMARY KEY, tenant TEXT, at REAL, people INTEGER);
CREATE TABLE IF NOT EXISTS answer (tenant TEXT, retry TEXT, question BLOB, body TEXT, PRIMARY KEY (tenant, retry));
"""


class Unknown(Exception):
    """A plan, tenant or key that is not there."""


class TooMuch(Exception):
    """A limit is reached; after `wait` seconds it is worth another try."""

    def __init__(self, limit: str, wait: float) -> None:
        super().__init__(limit)
        self.limit = limit
        self.wait = wait


class Reused(Exception):
    """An idempotency key came again with another question."""


@dataclass(frozen=True)
class Caller:
    """Who holds a key, and what their plan says at this moment."""

    tenant: str
    quota: int
    rate: float
    burst: int
    may: frozenset[str]


def hashed(secret: str) -> bytes:
    """Return what is kept of a secret. A fast hash will do: 256 random bits cannot be guessed; a password could."""
    return hashlib.sha256(secret.encode()).digest()


def month_of(now: float) -> str:
    """Return the month that an instant is billed to."""
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m")


def seconds_to_next_month(now: float) -> float:
    """Return how long a quota that is used up stays so."""
    at = datetime.fromtimestamp(now, UTC)
    following = datetime(at.year + at.month // 12, at.month % 12 + 1, 1, tzinfo=UTC)
    return following.timestamp() - now


class Accounts:
    """The file. What must not come apart is one transaction: it holds for threads, processes and crashes alike."""

    def __init__(self, path: str) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=0.5)
        self._lock = threading.Lock()    # one connection, many threads
        self._db.executescript(SCHEMA)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")    # the lock at once: nobody writes between our read and write
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    # Plans and tenants

    def set_plan(self, name: str, plan: Mapping[str, Any]) -> None:
        """Make or change a plan; it holds from the next request on."""
        values = (name, plan["quota"], plan["rate"], plan["burst"], " ".join(plan["may"]))
        with self._transaction() as db:
            db.execute("REPLACE INTO plan VALUES (?, ?, ?, ?, ?)", values)

    def subscribe(self, tenant: str, plan: str) -> None:
        """Put a tenant on a plan."""
        with self._transaction() as db:
            if db.execute("SELECT 1 FROM plan WHERE name = ?", (plan,)).fetchone() is None:
                raise Unknown(f"there is no plan {plan}")
            db.execute("REPLACE INTO tenant VALUES (?, ?)", (tenant, plan))

    # Keys

    def issue(self, tenant: str) -> tuple[str, str]:
        """Return the id of a new key and the key: the only time that anybody sees it."""
        with self._transaction() as db:
            if db.execute("SELECT 1 FROM tenant WHERE name = ?", (tenant,)).fetchone() is None:
                raise Unknown(f"there is no tenant {tenant}")
            return self._issued(db, tenant)

    def _issued(self, db: sqlite3.Connection, tenant: str) -> tuple[str, str]:
        name, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        db.execute("INSERT INTO key VALUES (?, ?, ?, NULL)", (name, hashed(secret), tenant))
        return name, f"fh_{name}_{secret}"

    def rotate(self, name: str, ends_at: float) -> tuple[str, str]:
        """Return a new key of the same tenant; the old one ends when it is said, so that there is time to change."""
        with self._transaction() as db:
            row = db.execute("SELECT tenant FROM key WHERE id = ?", (name,)).fetchone()
            if row is None:
                raise Unknown(f"there is no key {name}")
            db.execute("UPDATE key SET ends_at = ? WHERE id = ?", (ends_at, name))
            return self._issued(db, row[0])

    def revoke(self, name: str) -> None:
        """End a key now."""
        with self._transaction() as db:
            if db.execute("DELETE FROM key WHERE id = ?", (name,)).rowcount == 0:
                raise Unknown(f"there is no key {name}")

    def caller(self, key: str, now: float) -> Caller | None:
        """Return who holds a key, asked anew each time: keys end and plans change while the service runs."""
        prefix, _, rest = key.partition("_")
        name, _, secret = rest.partition("_")
        with self._lock:
            row = self._db.execute(
                "SELECT digest, tenant, quota, rate, burst, may FROM key JOIN tenant ON tenant.name = key.tenant "
                "JOIN plan ON plan.name = tenant.plan WHERE id = ? AND (ends_at IS NULL OR ends_at > ?)",
                (name, now),
            ).fetchone()
        # compare_digest takes the same time wherever the first difference is.
        if prefix != "fh" or row is None or not hmac.compare_digest(row[0], hashed(secret)):
            return None
        _, tenant, quota, rate, burst, may = row
        return Caller(tenant, quota, rate, burst, frozenset(may.split()))

    # Limits and the meter

    def take_token(self, caller: Caller, now: float) -> None:
        """Take a token from the tenant's bucket: it holds `burst`, and `rate` a second come in."""
        with self._transaction() as db:
            row = db.execute("SELECT tokens, at FROM bucket WHERE tenant = ?", ("",)).fetchone()
            tokens, at = row or (float(caller.burst), now)
            tokens = min(caller.burst, tokens + max(0.0, now - at) * caller.rate)
            if tokens < 1:
                raise TooMuch("rate", (1 - tokens) / caller.rate)
            # max: a clock that was set back must not give the same seconds twice
            db.execute("REPLACE INTO bucket VALUES (?, ?, ?)", ("", tokens - 1, max(at, now)))

    def bill(
        self, caller: Caller, answer: Mapping[str, Any], *, people: Sequence[Any], retry: str | None, now: float
    ) -> Mapping[str, Any]:
        """Bill an answer and return it with its call, all or nothing; or return the first answer to that question."""
        question = hashed(json.dumps(people, sort_keys=True))
        whole = {**answer, "call": secrets.token_hex(8)}
        month, count = month_of(now), len(people)
        with self._transaction() as db:
            if retry is not None:
                asked = "SELECT question, body FROM answer WHERE tenant = ? AND retry = ?"
                if row := db.execute(asked, (caller.tenant, retry)).fetchone():
                    if row[0] != question:
                        raise Reused
                    return json.loads(row[1])
                values = (caller.tenant, retry, question, json.dumps(whole))
                db.execute("INSERT INTO answer VALUES (?, ?, ?, ?)", values)
            db.execute("INSERT OR IGNORE INTO usage VALUES (?, ?, 0)", (caller.tenant, month))
            counted = db.execute(
                "UPDATE usage SET used = used + ? WHERE tenant = ? AND month = ? AND used + ? <= ?",
                (count, caller.tenant, month, count, caller.quota),
            )
            if counted.rowcount == 0:
                raise TooMuch("quota", seconds_to_next_month(now))
            db.execute("INSERT INTO call VALUES (?, ?, ?, ?)", (whole["call"], caller.tenant, now, count))
        return whole

    def used(self, tenant: str, now: float) -> int:
        """Return how many people a tenant has been billed for in this month."""
        with self._lock:
            query = "SELECT used FROM usage WHERE tenant = ? AND month = ?"
            row = self._db.execute(query, (tenant, month_of(now))).fetchone()
        return row[0] if row else 0

    def calls(self, tenant: str, name: str = "") -> list[dict[str, Any]]:
        """Return what a tenant was billed for, or the one call of theirs that has this name."""
        with self._lock:
            query = "SELECT id, at, people FROM call WHERE tenant = ? AND ? IN ('', id) ORDER BY at, rowid"
            rows = self._db.execute(query, (tenant, name)).fetchall()
        return [{"call": call, "at": at, "people": people} for call, at, people in rows]


def whole_seconds(wait: float) -> str:
    """Return a wait as Retry-After has it: rounded up, or who obeys comes back too early."""
    return str(math.ceil(wait))
