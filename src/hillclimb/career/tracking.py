"""The tracker of applications: what was noted becomes how each stands; trackers merge without loss."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hillclimb.ground import Misuse, from_text, to_text
from hillclimb.record import ApplicationNoted, Event

STAGES = ("found", "applied", "screen", "task", "interview", "offer", "accepted")
ENDED = ("declined", "rejected", "withdrawn")
FIELDS = ("employer", "title", "place", "stage", "on", "contact", "next", "next_on", "note", "source", "posting")
LONGEST = 2_000
MOST_ENTRIES = 20_000
_COLUMNS = ("application", "entry", "at", *FIELDS)
_SPACE = uuid.UUID("7f6f3c1e-58a3-4c0e-9a3d-1b5b8c1d7e21")
# A cell that begins with one of these would be taken for a formula by a spreadsheet.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something noted about an application: the fields that were said, an empty text where one was cleared."""

    application: str
    entry: str
    at: datetime
    says: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """How an application stands: the newest of each field, and all that was noted, oldest first."""

    uuid: str
    says: Mapping[str, str]
    entries: tuple[Entry, ...]

    def __getitem__(self, field: str) -> str:
        return self.says.get(field, "")

    @property
    def stage(self) -> str:
        """Where it stands."""
        return self["stage"] or STAGES[0]

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self.stage in ENDED or self.stage == STAGES[-1]

    @property
    def furthest(self) -> int:
        """The number of the furthest stage that it ever reached."""
        seen = [entry.says.get("stage", "") for entry in self.entries]
        return max((STAGES.index(stage) for stage in seen if stage in STAGES), default=0)

    @property
    def next_on(self) -> date | None:
        """The day of its next action."""
        return a_date(self["next_on"]) if self["next_on"] else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How many applications came to a stage or beyond it."""

    stage: str
    count: int


def entries_from(events: Iterable[Event]) -> tuple[Entry, ...]:
    """Return everything that a record holds about applications, each entry once."""
    found: dict[str, Entry] = {}
    for event in events:
        if isinstance(event.fact, ApplicationNoted):
            fact = event.fact
            says = {name: str(text) for name, text in fact.says.items() if name in FIELDS}
            try:
                at = from_text(fact.said_at)
            except ValueError:
                at = event.at
            found.setdefault(fact.entry, Entry(application=fact.application, entry=fact.entry, at=at, says=says))
    return tuple(found.values())


def applications(entries: Iterable[Entry]) -> tuple[Application, ...]:
    """Return how every application stands, in the order in which they were begun; the order of entries is no matter."""
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (one.at, one.entry)):
        groups.setdefault(entry.application, []).append(entry)
    return tuple(
        Application(
            uuid=name,
            says={field: text for one in group for field, text in one.says.items()},
            entries=tuple(group),
        )
        for name, group in groups.items()
    )


def missing(known: Iterable[Entry], others: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of another tracker that one does not hold: with them it holds all of both."""
    there = {entry.entry for entry in known}
    return tuple({entry.entry: entry for entry in others if entry.entry not in there}.values())


def funnel(found: Sequence[Application]) -> tuple[Rung, ...]:
    """Return how many applications came how far."""
    return tuple(
        Rung(stage=stage, count=sum(one.furthest >= number for one in found)) for number, stage in enumerate(STAGES)
    )


def funnel_lines(found: Sequence[Application], width: int = 40) -> tuple[str, ...]:
    """Return the funnel as a picture of text."""
    rungs = funnel(found)
    most = max((rung.count for rung in rungs), default=0)
    lines = []
    for before, rung in zip((None, *rungs), rungs, strict=False):
        bar = "█" * (round(width * rung.count / most) or 1) if rung.count else ""
        share = f"  {rung.count / before.count:.0%} of {before.stage}" if before and before.count and rung.count else ""
        lines.append(f"{rung.stage:<10} {rung.count:>3} {bar}{share}")
    return tuple(lines)


def a_date(text: str) -> date:
    """Return a date such as 2026-11-30; refuse what is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Misuse(f"{text!r} is no date.", hint="Write it like 2026-11-30.") from None


def checked(says: Mapping[str, str]) -> Mapping[str, str]:
    """Return fields as they are kept; refuse an unknown field or stage, or a day that is none."""
    for field, text in says.items():
        if field not in FIELDS:
            raise Misuse(f"An application has no {field!r}.", hint=f"There are: {', '.join(FIELDS)}.")
        if field in ("on", "next_on") and text:
            a_date(text)
        if field == "stage" and text not in (*STAGES, *ENDED):
            raise Misuse(f"There is no stage {text!r}.", hint=f"There are: {', '.join((*STAGES, *ENDED))}.")
    return {field: text.strip()[:LONGEST] for field, text in says.items()}


def to_json(entries: Iterable[Entry]) -> dict[str, Any]:
    """Return a tracker as JSON values (version 1)."""
    return {
        "version": 1,
        "entries": [
            {"application": one.application, "entry": one.entry, "at": to_text(one.at), "says": dict(one.says)}
            for one in entries
        ],
    }


def to_csv(entries: Iterable[Entry]) -> str:
    """Return a tracker as CSV, one row for each entry; `-` stands for a field that was cleared."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for one in entries:
        cells = [_cell(one.says[field]) if field in one.says else "" for field in FIELDS]
        rows.writerow([one.application, one.entry, to_text(one.at), *cells])
    return out.getvalue()


def _cell(text: str) -> str:
    if not text:
        return "-"
    return f"'{text}" if text.startswith(_RISKY) else text


def read_tracker(text: str, *, at: datetime) -> tuple[Entry, ...]:
    """Return the entries of a tracker, JSON or CSV; rows of a spreadsheet without UUIDs get the same ones each time."""
    text = text.removeprefix("\ufeff")
    try:
        raw = _json_rows(text) if text.lstrip().startswith("{") else _csv_rows(text)
        if len(raw) > MOST_ENTRIES:
            raise Misuse(f"That tracker has {len(raw):,} entries.", hint=f"At most {MOST_ENTRIES:,} are read.")
        return tuple(_entry(row, at) for row in raw)
    except (ValueError, TypeError, KeyError, AttributeError, csv.Error, RecursionError) as error:
        raise Misuse(
            f"That is no tracker: {error}.", hint="Give it what `hillclimb postings export` wrote, JSON or CSV."
        ) from error


def _json_rows(text: str) -> list[dict[str, Any]]:
    body = json.loads(text)
    if body.get("version") != 1:
        raise ValueError("it is of a version that this release does not read")
    return [dict(row) for row in body["entries"]]


def _csv_rows(text: str) -> list[dict[str, Any]]:
    table = csv.DictReader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in table.fieldnames or ()]
    if not {"employer", "title"} & set(names):
        raise ValueError("its first line names no column employer or title")
    table.fieldnames = names
    rows = []
    for row in table:
        says = {
            field: "" if cell == "-" else cell.removeprefix("'") for field in FIELDS if (cell := row.get(field) or "")
        }
        if says:
            rows.append({name: row.get(name) or "" for name in ("application", "entry", "at")} | {"says": says})
    return rows


def _entry(row: Mapping[str, Any], at: datetime) -> Entry:
    says = checked({str(field): str(text) for field, text in row["says"].items()})
    key = json.dumps([row.get("at") or "", sorted(says.items())])
    who = json.dumps([says.get("employer", ""), says.get("title", "")])
    return Entry(
        application=str(uuid.UUID(row["application"])) if row.get("application") else str(uuid.uuid5(_SPACE, who)),
        entry=str(uuid.UUID(row["entry"])) if row.get("entry") else str(uuid.uuid5(_SPACE, key)),
        at=from_text(row["at"]) if row.get("at") else at,
        says=says,
    )
