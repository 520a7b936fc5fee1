"""The attempts at a lab: what each was judged, and what had changed since the one before."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hillclimb.actions.desk import Desk
from hillclimb.actions.preserving import kept_files
from hillclimb.content import Lab
from hillclimb.grading import Verdict
from hillclimb.ground import NotFound, to_text
from hillclimb.record import LabGraded

# Lines shown around a change, and the most that are shown of one file.
_AROUND, _MOST_LINES = 2, 400
_SIGNS = {" ": "same", "+": "added", "-": "removed", "@": "place"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a difference; `kind` is `same`, `added`, `removed` or `place` (where in the file the next lie)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What became of one file since the attempt before; `cut` lines are not shown."""

    name: str
    lines: tuple[Line, ...]
    added: int
    removed: int
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One judged attempt. `seq` is its event; `failed` the first check that it failed, "" for none.

    `changed` is None where the files of this attempt or of the one before were not kept, and empty where nothing was
    changed; the first attempt is compared with the start of the lab.
    """

    seq: int
    number: int
    at: datetime
    verdict: Verdict
    failed: str
    changed: tuple[Changed, ...] | None


def history(desk: Desk, lab: Lab, *, newest: int = 50) -> tuple[Attempt, ...]:
    """Return the newest attempts at a lab, newest first."""
    graded = [
        (event, event.fact)
        for event in desk.state().events
        if isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid and event.fact.verdict
    ]
    found = []
    first = max(0, len(graded) - max(0, newest))
    before = kept_files(desk.home, graded[first - 1][1].digest) if first else _start(lab)
    for number, (event, fact) in enumerate(graded[first:], start=first + 1):
        now = kept_files(desk.home, fact.digest)
        verdict = Verdict.from_json(fact.verdict)
        failure = verdict.first_failure
        changed = None if before is None or now is None else differences(before, now)
        found.append(
            Attempt(
                seq=event.seq,
                number=number,
                at=event.at,
                verdict=verdict,
                failed=failure.name if failure is not None else "",
                changed=changed,
            )
        )
        before = now
    return tuple(reversed(found))


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Changed, ...]:
    """Return the files that differ, by name, each with what was added and removed."""
    names = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    return tuple(_changed(name, before.get(name), after.get(name)) for name in names)


def _changed(name: str, before: bytes | None, after: bytes | None) -> Changed:
    try:
        old, new = (("" if body is None else body.decode("utf-8")).splitlines() for body in (before, after))
    except UnicodeDecodeError:
        return Changed(name=name, lines=(Line(kind="place", text="not text"),), added=0, removed=0)
    lines = [
        Line(kind=_SIGNS[text[0]], text=text if text[0] == "@" else text[1:])
        for text in list(difflib.unified_diff(old, new, lineterm="", n=_AROUND))[2:]
    ]
    return Changed(
        name=name,
        lines=tuple(lines[:_MOST_LINES]),
        added=sum(line.kind == "added" for line in lines),
        removed=sum(line.kind == "removed" for line in lines),
        cut=max(0, len(lines) - _MOST_LINES),
    )


def _start(lab: Lab) -> Mapping[str, bytes] | None:
    """Return what a learner is given to begin with, of the files that are handed in."""
    found = {}
    for name in lab.files:
        path = lab.folder / "start" / name
        if path.is_file():
            found[name] = path.read_bytes()
    return found


def attempt_of(desk: Desk, lab: Lab, number: int) -> Attempt:
    """Return one attempt by its number, 1 for the first."""
    found = history(desk, lab, newest=len(desk.state().events))
    for attempt in found:
        if attempt.number == number:
            return attempt
    raise NotFound(
        f"There is no attempt {number} at {lab.slug}.",
        hint=f"There are {len(found)}: hillclimb attempts {lab.slug}" if found else f"hillclimb check {lab.slug}",
    )


def history_json(lab: Lab, attempts: tuple[Attempt, ...]) -> dict[str, Any]:
    """Return attempts (version 1)."""
    return {
        "version": 1,
        "lab": lab.slug,
        "attempts": [
            {
                "attempt": one.number,
                "at": to_text(one.at),
                "verdict": one.verdict.ending.value,
                "headline": one.verdict.headline,
                "failed": one.failed,
                "changed": None if one.changed is None else [_changed_json(file) for file in one.changed],
            }
            for one in attempts
        ],
    }


def _changed_json(file: Changed) -> dict[str, Any]:
    lines = [{"kind": line.kind, "text": line.text} for line in file.lines]
    return {"file": file.name, "added": file.added, "removed": file.removed, "lines": lines, "cut": file.cut}
