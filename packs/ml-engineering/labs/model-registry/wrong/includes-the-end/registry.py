"""Fernhill's model registry: versions that never change, one in charge per model, and a trace of every attempt."""

import base64
import binascii
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import FastAPI, Header
from fastapi.responses import JSONResponse
from pydantic import BaseModel

PATH = os.environ["DATABASE_URL"].removeprefix("sqlite:///")

# The whole policy: what a role allows on the model that it was granted for. What stands nowhere is denied.
MATRIX = {
    "reader": {"read"},
    "owner": {"read", "register", "grant"},
    "deployer": {"read", "promote"},
    "admin": {"read", "delete", "grant"},
}

# Promises stand in the schema, where no request can forget them.
SCHEMA = """
    CREATE TABLE IF NOT EXISTS versions (
        model TEXT, number INTEGER, sha256 TEXT NOT NULL, lineage TEXT NOT NULL, author TEXT NOT NULL,
        PRIMARY KEY (model, number), UNIQUE (model, sha256));
    CREATE TABLE IF NOT EXISTS contents (model TEXT, number INTEGER, content BLOB NOT NULL,
        PRIMARY KEY (model, number), FOREIGN KEY (model, number) REFERENCES versions);
    CREATE TABLE IF NOT EXISTS production (
        model TEXT, number INTEGER, since TEXT NOT NULL, until TEXT, author TEXT NOT NULL, why TEXT NOT NULL,
        FOREIGN KEY (model, number) REFERENCES versions);
    CREATE UNIQUE INDEX IF NOT EXISTS one_in_charge ON production (model) WHERE until IS NULL;
    CREATE TABLE IF NOT EXISTS grants (model TEXT, who TEXT, role TEXT, PRIMARY KEY (model, who, role));
    CREATE TABLE IF NOT EXISTS audit (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL, model TEXT NOT NULL,
        allowed INTEGER NOT NULL);
    CREATE TRIGGER IF NOT EXISTS frozen BEFORE UPDATE ON versions
        BEGIN SELECT RAISE(ABORT, 'a version is immutable'); END;
    CREATE TRIGGER IF NOT EXISTS kept BEFORE DELETE ON versions
        BEGIN SELECT RAISE(ABORT, 'a version is kept'); END;
"""

app = FastAPI()
User = Annotated[str | None, Header(alias="X-User")]
At = Annotated[str, Header(alias="X-At")]


class Content(BaseModel):
    """A model to be registered: its bytes in base64, their hash, and where they come from."""

    content: str
    sha256: str
    lineage: dict[str, Any]


class Promotion(BaseModel):
    """A version to be put in charge, and the one that its promoter believes is in charge now."""

    version: int
    expects: int | None
    why: str


class Grant(BaseModel):
    """A role for somebody."""

    who: str
    role: str


@contextmanager
def transaction() -> Iterator[sqlite3.Connection]:
    """Have the database to oneself from the first look to the last word: all that is written holds, or none of it."""
    db = sqlite3.connect(PATH, timeout=1.0, isolation_level=None)    # waits a second for others, then says so
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("BEGIN IMMEDIATE")    # not at the first write: what was read before that might be old by then
        yield db
        db.execute("COMMIT")
    finally:
        db.close()    # without a commit everything is rolled back


def may(db: sqlite3.Connection, who: str, action: str, model: str, about: str | int | None) -> bool:
    """Return whether somebody may do this: a role for this model allows it, and nobody decides on their own behalf."""
    if who == "root":
        roles = ["admin"]
    else:
        rows = db.execute("SELECT role FROM grants WHERE model = ? AND who = ?", (model, who))
        roles = [row["role"] for row in rows]
    if not any(action in MATRIX[role] for role in roles):
        return False
    if action == "grant":
        return about != who
    if action == "promote":    # four eyes: who made a version does not put it in charge
        version = version_of(db, model, about)
        return version is None or version["author"] != who
    return True


Effect = Callable[[sqlite3.Connection, str], tuple[int, dict[str, Any]]]


def act(who: str | None, at: str, action: str, model: str, effect: Effect, about: Any = None) -> JSONResponse:
    """Decide, write the attempt down, and do it if it is allowed: in one transaction, and nowhere else."""
    if not who:
        return JSONResponse({"error": "who asks?"}, status_code=401)
    with transaction() as db:
        allowed = may(db, who, action, model, about)
        row = (at, who, action, model, allowed)
        db.execute("INSERT INTO audit (at, who, action, model, allowed) VALUES (?, ?, ?, ?, ?)", row)
        status, body = effect(db, who) if allowed else (403, {"error": f"{who} may not {action} here"})
    return JSONResponse(body, status_code=status)


def version_of(db: sqlite3.Connection, model: str, number: Any) -> sqlite3.Row | None:
    """Return a version of a model, with its content where that was not deleted."""
    query = """SELECT number, sha256, lineage, author, content FROM versions LEFT JOIN contents USING (model, number)
        WHERE model = ? AND number = ?"""
    return db.execute(query, (model, number)).fetchone()


def in_charge(db: sqlite3.Connection, model: str) -> int | None:
    """Return the number of the version in charge, if there is one."""
    row = db.execute("SELECT number FROM production WHERE model = ? AND until IS NULL", (model,)).fetchone()
    return row["number"] if row else None


@app.get("/health")
def health() -> dict[str, str]:
    """Say that requests may come."""
    return {"status": "ok"}


@app.post("/models/{model}/versions")
def register(model: str, sent: Content, who: User = None, at: At = "") -> JSONResponse:
    """Give content a number of its own, for ever. It is bytes: nothing here opens it."""

    def effect(db: sqlite3.Connection, author: str) -> tuple[int, dict[str, Any]]:
        try:
            content = base64.b64decode(sent.content, validate=True)
        except binascii.Error:
            return 422, {"error": "content is not base64"}
        if hashlib.sha256(content).hexdigest() != sent.sha256:
            return 422, {"error": "sha256 is not the hash of content"}
        query = "SELECT number FROM versions WHERE model = ? AND sha256 = ?"
        if known := db.execute(query, (model, sent.sha256)).fetchone():
            return 200, {"version": known["number"]}
        (last,) = db.execute("SELECT COALESCE(MAX(number), 0) FROM versions WHERE model = ?", (model,)).fetchone()
        lineage = json.dumps(sent.lineage, sort_keys=True)
        db.execute("INSERT INTO versions VALUES (?, ?, ?, ?, ?)", (model, last + 1, sent.sha256, lineage, author))
        db.execute("INSERT INTO contents VALUES (?, ?, ?)", (model, last + 1, content))
        return 201, {"version": last + 1}

    return act(who, at, "register", model, effect)


@app.get("/models/{model}/versions/{number}")
def fetch(model: str, number: int, who: User = None, at: At = "") -> JSONResponse:
    """Return a version: its content, and all that is known of where it comes from."""

    def effect(db: sqlite3.Connection, _: str) -> tuple[int, dict[str, Any]]:
        found = version_of(db, model, number)
        if found is None:
            return 404, {"error": "there is no such version"}
        if found["content"] is None:
            return 410, {"error": "its content was deleted"}
        known = {"version": number, "sha256": found["sha256"], "author": found["author"]}
        content = base64.b64encode(found["content"]).decode()
        return 200, {**known, "lineage": json.loads(found["lineage"]), "content": content}

    return act(who, at, "read", model, effect)


@app.delete("/models/{model}/versions/{number}")
def delete(model: str, number: int, who: User = None, at: At = "") -> JSONResponse:
    """Drop the content of a version; that it was, and where it came from, stays."""

    def effect(db: sqlite3.Connection, _: str) -> tuple[int, dict[str, Any]]:
        if version_of(db, model, number) is None:
            return 404, {"error": "there is no such version"}
        if in_charge(db, model) == number:
            return 409, {"error": "it is in charge"}
        db.execute("DELETE FROM contents WHERE model = ? AND number = ?", (model, number))
        return 200, {"version": number}

    return act(who, at, "delete", model, effect)


@app.post("/models/{model}/production")
def promote(model: str, sent: Promotion, who: User = None, at: At = "") -> JSONResponse:
    """Put a version in charge, if the one in charge is still the one that the promoter compared it with."""

    def effect(db: sqlite3.Connection, author: str) -> tuple[int, dict[str, Any]]:
        found, now = version_of(db, model, sent.version), in_charge(db, model)
        if found is None:
            return 404, {"error": "there is no such version"}
        if found["content"] is None:
            return 410, {"error": "its content was deleted"}
        if now != sent.expects or now == sent.version:
            return 409, {"error": f"in charge is {now}"}
        db.execute("UPDATE production SET until = ? WHERE model = ? AND until IS NULL", (at, model))
        row = (model, sent.version, at, None, author, sent.why)
        db.execute("INSERT INTO production VALUES (?, ?, ?, ?, ?, ?)", row)
        return 200, {"version": sent.version}

    return act(who, at, "promote", model, effect, about=sent.version)


@app.get("/models/{model}/production")
def served(model: str, on: str | None = None, who: User = None, at: At = "") -> JSONResponse:
    """Return the version that was in charge at an instant: from `since` on, and no longer at `until`."""

    def effect(db: sqlite3.Connection, _: str) -> tuple[int, dict[str, Any]]:
        query = """SELECT number FROM production
            WHERE model = ? AND since <= ? AND (until IS NULL OR ? <= until)"""
        moment = on or at
        found = db.execute(query, (model, moment, moment)).fetchone()
        return (200, {"version": found["number"]}) if found else (404, {"error": "none was in charge"})

    return act(who, at, "read", model, effect)


@app.post("/models/{model}/grants")
def grant(model: str, sent: Grant, who: User = None, at: At = "") -> JSONResponse:
    """Give somebody a role for this model."""

    def effect(db: sqlite3.Connection, _: str) -> tuple[int, dict[str, Any]]:
        if sent.role not in MATRIX:
            return 422, {"error": "there is no such role"}
        db.execute("INSERT INTO grants VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (model, sent.who, sent.role))
        return 200, {}

    return act(who, at, "grant", model, effect, about=sent.who)


@app.delete("/models/{model}/grants/{whom}/{role}")
def revoke(model: str, whom: str, role: str, who: User = None, at: At = "") -> JSONResponse:
    """Take a role away; the next request finds it gone."""

    def effect(db: sqlite3.Connection, _: str) -> tuple[int, dict[str, Any]]:
        db.execute("DELETE FROM grants WHERE model = ? AND who = ? AND role = ?", (model, whom, role))
        return 200, {}

    return act(who, at, "grant", model, effect, about=whom)


@app.exception_handler(sqlite3.OperationalError)
def away(_: Any, error: sqlite3.OperationalError) -> JSONResponse:
    """Say that the database is away: nothing was done, and it may be asked again."""
    return JSONResponse({"error": "the database is away; try again"}, status_code=503)


with sqlite3.connect(PATH) as prepared:
    prepared.executescript(SCHEMA)
prepared.close()
