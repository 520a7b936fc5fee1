"""Job postings: keep one, see what it asks for and what is missing, and put that into the plan."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.career import MOST_BYTES, Reader, Reading, decoded, levels_of, plain, planned, raised
from hillclimb.content import Role, read_vocabulary
from hillclimb.ground import Misuse, NotFound, Unavailable
from hillclimb.learner import level_of
from hillclimb.planner import hours_left, tasks_left
from hillclimb.record import Event, LabGraded, PostingDropped, PostingKept, PostingPlanned

LONGEST_TEXT = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A posting that was kept: its number (for ever the same), what it is, and whether the plan was raised to it."""

    number: int
    uuid: str
    at: datetime
    title: str
    source: str
    text: str
    planned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A skill that a posting asks for: the level it takes, the level believed, the hours between, and the evidence.

    `evidence` are labs that teach it and were passed; `ways` are labs that teach it and were not.
    """

    skill: str
    title: str
    words: tuple[str, ...]
    welcome: bool
    target: int
    have: float
    hours: float
    evidence: tuple[str, ...]
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What a posting asks for against what is believed and proven; `more` is what it would add to the plan.

    `before` and `after` are the dates of P80 without and with it in the plan; None without hours or before `begin`.
    """

    lacks: tuple[Lack, ...]
    hours: float
    more: float
    before: date | None
    after: date | None

    @property
    def ready(self) -> int:
        """How many of the skills it asks for are there already."""
        return sum(lack.hours == 0.0 for lack in self.lacks)


@cache
def _reader(folder: Path, _newest: int) -> Reader:
    return Reader(read_vocabulary(folder)[0])


def reader_of(state: State) -> Reader:
    """Return the reader of a pack's words."""
    paths = [state.pack.folder / "postings" / name for name in ("aliases.toml", "wording.toml")]
    return _reader(state.pack.folder, max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0))


def postings(state: State) -> tuple[Kept, ...]:
    """Return the postings that were kept and not put aside, oldest first."""
    dropped = {event.fact.posting for event in state.events if isinstance(event.fact, PostingDropped)}
    aims = planned(state.events)
    facts = [(event, event.fact) for event in state.events if isinstance(event.fact, PostingKept)]
    return tuple(
        _kept(number, event, fact, aimed=event.uuid in aims)
        for number, (event, fact) in enumerate(facts, start=1)
        if event.uuid not in dropped
    )


def _kept(number: int, event: Event, fact: PostingKept, *, aimed: bool) -> Kept:
    return Kept(
        number=number,
        uuid=event.uuid,
        at=event.at,
        title=fact.title,
        source=fact.source,
        text=fact.text,
        planned=aimed,
    )


def a_posting(state: State, which: str) -> Kept:
    """Return a posting by its number or UUID; refuse where there is none."""
    for kept in postings(state):
        if which.strip() in (str(kept.number), kept.uuid):
            return kept
    raise NotFound(f"There is no posting {which!r}.", hint="`hillclimb postings list` numbers them.")


def keep_posting(desk: Desk, body: bytes | str, *, source: str, title: str = "", charset: str = "") -> Kept:
    """Keep a posting: a saved page or plain text, in any encoding; the same text is kept once."""
    text = plain(body if isinstance(body, str) else decoded(body, charset=charset))[:LONGEST_TEXT]
    if not any(letter.isalpha() for letter in text):
        raise Misuse("There are no words in that posting.", hint="Save the page as HTML or text, or paste its words.")
    state = desk.state()
    known = {_digest(kept.text): kept for kept in postings(state)}
    if _digest(text) in known:
        return known[_digest(text)]
    name = title.strip() or reader_of(state).read(text).stated.title or "A posting without a title"
    (event,) = desk.note(PostingKept(title=name[:200], source=source[:500], text=text))
    return next(kept for kept in postings(desk.state()) if kept.uuid == event.uuid)


def read_file(path: Path) -> bytes:
    """Return the beginning of a saved page, as much of it as is ever read."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", hint="Save the page first, or paste its words after `-`.") from None
    except (OSError, ValueError) as error:
        raise Unavailable(f"{path} cannot be read: {error}.", hint="Name a file that you may read.") from error


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def drop_posting(desk: Desk, which: str) -> Kept:
    """Put a posting aside, and out of the plan."""
    kept = a_posting(desk.state(), which)
    desk.note(PostingDropped(posting=kept.uuid))
    return kept


def read_kept(state: State, kept: Kept) -> Reading:
    """Return what a posting asks for."""
    return reader_of(state).read(kept.text)


def gap(state: State, kept: Kept) -> Shortfall:
    """Return what a posting asks for against what is believed and proven."""
    reading = read_kept(state, kept)
    graph = state.pack.graph
    levels = levels_of(reading, graph)
    alone = Role(slug="posting", uuid="", title=kept.title, summary="", levels=levels)
    hours = hours_left(state.pack, alone, state.beliefs)
    passed = _passed(state)
    lacks = []
    for skill, target in levels.items():
        teach = [lab.slug for lab in state.pack.labs.values() if skill in lab.teaches]
        lacks.append(
            Lack(
                skill=skill,
                title=graph[skill].title,
                words=tuple(dict.fromkeys(hit.words for hit in reading.hits_of(skill))),
                welcome=skill in reading.welcome,
                target=target,
                have=level_of(state.beliefs[skill]),
                hours=hours.get(skill, 0.0),
                evidence=tuple(slug for slug in teach if slug in passed),
                ways=tuple(slug for slug in teach if slug not in passed),
            )
        )
    lacks.sort(key=lambda lack: (lack.welcome, -lack.hours, lack.skill))
    more, before, after = _cost(state, kept, levels)
    return Shortfall(lacks=tuple(lacks), hours=sum(hours.values()), more=more, before=before, after=after)


def _passed(state: State) -> frozenset[str]:
    facts = [event.fact for event in state.events if isinstance(event.fact, LabGraded)]
    by_uuid = state.pack.lab_by_uuid
    return frozenset(by_uuid[fact.lab].slug for fact in facts if fact.ending == "passed" and fact.lab in by_uuid)


def _cost(state: State, kept: Kept, levels: Mapping[str, int]) -> tuple[float, date | None, date | None]:
    """Return the hours that a posting adds to the plan, and P80 without and with it."""
    if state.profile is None:
        return 0.0, None, None
    graph = state.pack.graph
    others = [wanted for posting, wanted in planned(state.events).items() if posting != kept.uuid]
    without = raised(state.role, graph, others)
    named = {graph[skill].uuid: float(level) for skill, level in levels.items()}
    work = [
        tasks_left(state.pack, role, state.beliefs, state.done) for role in (without, raised(without, graph, [named]))
    ]
    dates = [state.cast(tasks, state.hours) for tasks in work]
    hours = [sum(task.hours for task in tasks) for tasks in work]
    before, after = (found.p80 if found is not None else None for found in dates)
    return max(hours[1] - hours[0], 0.0), before, after


def plan_posting(desk: Desk, which: str, *, undo: bool = False) -> State:
    """Raise the plan to what a posting asks for, or take it out of the plan again."""
    state = desk.state()
    _ = state.role  # refuse before `begin`
    kept = a_posting(state, which)
    levels = {} if undo else levels_of(read_kept(state, kept), state.pack.graph)
    if not levels and not undo:
        raise Misuse("That posting asks for no skill of this pack.", hint=f"hillclimb postings show {kept.number}")
    named = {state.pack.graph[skill].uuid: float(level) for skill, level in levels.items()}
    if dict(planned(state.events).get(kept.uuid, {})) != named:
        desk.note(PostingPlanned(posting=kept.uuid, levels=named))
    return desk.state()


def postings_json(state: State) -> dict[str, Any]:
    """Return the postings (version 1), each with what it asks for and how much of it is there."""
    return {"version": 1, "postings": [_row(state, kept) for kept in postings(state)]}


def _row(state: State, kept: Kept) -> dict[str, Any]:
    reading = read_kept(state, kept)
    stated = reading.stated
    return {
        "number": kept.number,
        "uuid": kept.uuid,
        "at": kept.at.isoformat(),
        "title": kept.title,
        "source": kept.source,
        "planned": kept.planned,
        "asked": list(reading.asked),
        "welcome": list(reading.welcome),
        "seniority": stated.seniority or None,
        "years": stated.years,
        "place": stated.place or None,
        "work": stated.work or None,
        "salary": stated.salary or None,
    }


def posting_json(state: State, kept: Kept) -> dict[str, Any]:
    """Return a posting as read (version 1): its text, and every hit with its words and place."""
    hits = [
        {
            "skill": hit.skill,
            "words": hit.words,
            "line": hit.line,
            "begin": hit.span.begin,
            "end": hit.span.end,
            "meant": hit.meant,
        }
        for hit in read_kept(state, kept).hits
    ]
    return {"version": 1, **_row(state, kept), "text": kept.text, "hits": hits}


def gap_json(kept: Kept, found: Shortfall) -> dict[str, Any]:
    """Return the gap of a posting (version 1)."""
    return {
        "version": 1,
        "number": kept.number,
        "title": kept.title,
        "planned": kept.planned,
        "ready": found.ready,
        "hours": round(found.hours, 2),
        "hours_more_in_plan": round(found.more, 2),
        "p80_without": found.before.isoformat() if found.before else None,
        "p80_with": found.after.isoformat() if found.after else None,
        "skills": [
            {
                "skill": lack.skill,
                "words": list(lack.words),
                "welcome": lack.welcome,
                "target": lack.target,
                "have": round(lack.have, 2),
                "hours": round(lack.hours, 2),
                "evidence": list(lack.evidence),
                "labs": list(lack.ways),
            }
            for lack in found.lacks
        ],
    }
