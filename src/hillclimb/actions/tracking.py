"""The tracker of applications: note what happened, see how they stand, hand the tracker out and take others in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.posting import a_posting, read_kept
from hillclimb.career import (
    Application,
    Entry,
    applications,
    checked,
    entries_from,
    funnel,
    missing,
    read_tracker,
    reminders,
    to_csv,
    to_json,
)
from hillclimb.ground import Misuse, NotFound, new_id, to_text
from hillclimb.record import ApplicationNoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """The applications, and those whose next action is due."""

    found: tuple[Application, ...]
    due: tuple[Application, ...]


def tracked(state: State) -> Tracked:
    """Return how the applications stand."""
    found = applications(entries_from(state.events))
    due = [one for one in found if not one.ended and one.next_on is not None and one.next_on <= state.today]
    return Tracked(found=found, due=tuple(due))


def an_application(state: State, which: str) -> Application:
    """Return an application by its number (from 1) or UUID; refuse where there is none."""
    for number, one in enumerate(tracked(state).found, start=1):
        if which.strip() in (str(number), one.uuid):
            return one
    raise NotFound(f"There is no application {which!r}.", hint="`hillclimb postings track` numbers them.")


def note_application(
    desk: Desk, says: Mapping[str, str], *, which: str = "", posting: str = "", new: bool = False
) -> Application:
    """Note something about an application, or with `new` begin one (of a kept posting where that is named)."""
    state = desk.state()
    said = dict(checked(says))
    if new:
        name = new_id()
        if posting:
            kept = a_posting(state, posting)
            stated = read_kept(state, kept).stated
            known = {"title": kept.title, "place": stated.place, "source": kept.source, "posting": kept.uuid}
            said = {field: text for field, text in known.items() if text} | said
        if not said.get("employer") and not said.get("title"):
            raise Misuse("What is the application for?", hint="Name the --employer, the --title or the --posting.")
        said.setdefault("stage", "found")
        if said["stage"] != "found":
            said.setdefault("on", state.today.isoformat())
    else:
        name = an_application(state, which).uuid
        if said.get("stage"):
            said.setdefault("on", state.today.isoformat())
    if not said:
        raise Misuse("Nothing was said.", hint="Say what changed: --stage interview --next 'Thank them'")
    desk.note(ApplicationNoted(application=name, entry=new_id(), said_at=to_text(desk.clock()), says=said))
    return next(one for one in tracked(desk.state()).found if one.uuid == name)


def import_tracker(desk: Desk, text: str) -> tuple[Entry, ...]:
    """Take over what another tracker holds and this one does not; nothing here is lost. Return what was new."""
    state = desk.state()
    fresh = missing(entries_from(state.events), read_tracker(text, at=state.at))
    if fresh:
        desk.note(
            *(
                ApplicationNoted(application=one.application, entry=one.entry, said_at=to_text(one.at), says=one.says)
                for one in fresh
            )
        )
    return fresh


def tracker_text(state: State, kind: str) -> str:
    """Return the tracker as `json`, as `csv`, or its reminders as `ics`."""
    entries = entries_from(state.events)
    if kind == "csv":
        return to_csv(entries)
    if kind == "ics":
        return calendar(state)
    return json.dumps(to_json(entries), ensure_ascii=False, indent=1) + "\n"


def calendar(state: State) -> str:
    """Return the next actions as a calendar file."""
    return reminders(tracked(state).found, at=state.at)


def track_json(state: State) -> dict[str, Any]:
    """Return the tracker (version 1): applications as numbered, the funnel, and which are due."""
    found = tracked(state)
    return {
        "version": 1,
        "applications": [
            {
                "number": number,
                "uuid": one.uuid,
                "stage": one.stage,
                "ended": one.ended,
                "due": one in found.due,
                "says": dict(one.says),
                "entries": len(one.entries),
            }
            for number, one in enumerate(found.found, start=1)
        ],
        "funnel": [{"stage": rung.stage, "count": rung.count} for rung in funnel(found.found)],
    }
