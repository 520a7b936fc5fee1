"""Study time: note what shows it, correct it, and tell where it went."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.ground import Misuse, NotFound
from hillclimb.planner import LESSON_HOURS
from hillclimb.record import Event, LabGraded, PageRead, SaveSeen, TimeCorrected

# A page tells of itself every few minutes; more than this at once was not read.
MOST_SECONDS, LEAST_SECONDS = 900.0, 5.0
SAVE_EVERY = timedelta(minutes=2)
MOST_MINUTES = 6000.0
_WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Where time went: a lab, a lesson or one of the rest, with the author's estimate where there is one.

    `what` is how it is named in `hillclimb time WHAT`, empty where it cannot be corrected; `unseen` are the minutes of
    pauses that may have been work.
    """

    what: str
    title: str
    link: str
    minutes: float
    seen: float
    unseen: float
    corrected: bool
    estimate: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSpent:
    """A week with the hours that were planned and studied, and whether it is over."""

    start: date
    planned: float
    studied: float
    over: bool


def note_page(desk: Desk, page: str, slug: str, seconds: float) -> bool:
    """Record that a page was read for some seconds until now; return whether that was worth recording."""
    about = _uuid(desk, page, slug)
    if not math.isfinite(seconds) or seconds < LEAST_SECONDS:
        return False
    at, most = desk.clock(), MOST_SECONDS
    for event in reversed(desk.record.events()):
        if isinstance(event.fact, PageRead):
            # Two windows, or a message sent twice: nobody reads for longer than time has passed.
            passed = (at - event.at).total_seconds()
            most = min(most, passed) if passed >= 0 else most
            break
    seconds = round(min(seconds, most), 1)
    if seconds < LEAST_SECONDS:
        return False
    desk.note(PageRead(page=page, about=about, seconds=seconds))
    return True


def note_save(desk: Desk, slug: str) -> bool:
    """Record that a save was seen, unless something on this lab was recorded in the last two minutes."""
    lab, at = desk.lab(slug), desk.clock()
    for event in reversed(desk.record.events()):
        if _is_about(event, lab.uuid):
            if timedelta() <= at - event.at < SAVE_EVERY:
                return False
            break
    desk.note(SaveSeen(lab=lab.uuid))
    return True


def correct_time(desk: Desk, what: str, minutes: float) -> State:
    """Record how long something really took so far: a lab, `lesson:SKILL`, or a week named by one of its days."""
    if not math.isfinite(minutes) or not 0 <= minutes <= MOST_MINUTES:
        raise Misuse(f"{minutes:g} minutes cannot be.", hint=f"Between 0 and {MOST_MINUTES:g} minutes.")
    page, about = _named(desk, what)
    desk.note(TimeCorrected(page=page, about=about, minutes=float(minutes)))
    return desk.state()


def rows(state: State) -> tuple[Row, ...]:
    """Return where the time went, the most first."""
    found = [_row(state, key) for key in state.times.spent]
    return tuple(sorted((row for row in found if row.minutes > 0 or row.unseen > 0), key=lambda row: -row.minutes))


def weeks(state: State, most: int = _WEEKS) -> tuple[WeekSpent, ...]:
    """Return the newest weeks with something planned or studied, the running one last."""
    monday = state.today - timedelta(days=state.today.weekday())
    days = [day for day, minutes in state.times.days.items() if minutes > 0 and day <= state.today]
    begun = state.begun_at.astimezone().date() if state.begun_at is not None else state.today
    first = min([begun, *days])
    start = max(first - timedelta(days=first.weekday()), monday - timedelta(days=7 * (most - 1)))
    found = []
    while start <= monday:
        hours = sum(state.planned_on(start + timedelta(days=number)) for number in range(7))
        found.append(WeekSpent(start=start, planned=hours, studied=state.times.week(start) / 60, over=start < monday))
        start += timedelta(days=7)
    return tuple(found)


def time_json(state: State) -> dict[str, Any]:
    """Return the study time (version 1): in all, by week and by task, in minutes; and the pace that follows from it."""
    last = state.times.sittings[-1] if state.times.sittings else None
    return {
        "version": 1,
        "minutes": round(state.times.total, 1),
        "sittings": len(state.times.sittings),
        "last_sitting": None
        if last is None
        else {"start": last.start.isoformat(), "end": last.end.isoformat(), "minutes": round(last.total, 1)},
        "weeks": [
            {
                "start": week.start.isoformat(),
                "planned_hours": round(week.planned, 2),
                "studied_hours": round(week.studied, 2),
                "over": week.over,
            }
            for week in weeks(state)
        ],
        "tasks": [
            {
                "what": row.what,
                "title": row.title,
                "minutes": round(row.minutes, 1),
                "seen": round(row.seen, 1),
                "unseen": round(row.unseen, 1),
                "corrected": row.corrected,
                "estimate": row.estimate,
            }
            for row in rows(state)
        ],
        "pace": {
            "stretch": round(state.pace.stretch, 3),
            "tasks": state.pace.tasks_seen,
            "weeks": state.pace.weeks_seen,
        },
    }


def _row(state: State, key: str) -> Row:
    spent, pack = state.times.spent[key], state.pack
    kind, _, slug = key.partition(":")
    names = {"review": ("Reviews", "/review"), "placement": ("Placement", "/place"), "quiz": ("Short proofs", "")}
    what, estimate = "", None
    title, link = names.get(kind, ("Everything else", ""))
    if kind == "lab" and slug in pack.labs:
        what, title, link = slug, f"Lab: {pack.labs[slug].title}", f"/labs/{slug}"
        estimate = float(pack.labs[slug].minutes)
    elif kind == "lesson" and slug in pack.graph:
        what, title, link = f"lesson:{slug}", f"Lesson: {pack.graph[slug].title}", f"/skills/{slug}/lesson"
        estimate = round(LESSON_HOURS * 60, 1)
    return Row(
        what=what,
        title=title,
        link=link,
        minutes=spent.minutes,
        seen=spent.seen,
        unseen=spent.unseen,
        corrected=spent.corrected,
        estimate=estimate,
    )


def _named(desk: Desk, what: str) -> tuple[str, str]:
    """Return page and UUID (or Monday) of what a learner names."""
    try:
        day = date.fromisoformat(what)
    except ValueError:
        pass
    else:
        if day > desk.clock().astimezone().date():
            raise Misuse(f"{what} has not come yet.", hint="Name a week that has begun.")
        return "week", (day - timedelta(days=day.weekday())).isoformat()
    kind, colon, slug = what.partition(":")
    if colon and kind in ("lab", "lesson"):
        return kind, _uuid(desk, kind, slug)
    if what not in desk.pack.labs and what in desk.pack.lessons:
        return "lesson", _uuid(desk, "lesson", what)
    return "lab", _uuid(desk, "lab", what)


def _uuid(desk: Desk, page: str, slug: str) -> str:
    if page == "lab":
        return desk.lab(slug).uuid
    if page != "lesson":
        raise Misuse(f"{page!r} is no kind of page.", hint="`lesson` or `lab`.")
    if desk.skill(slug).slug not in desk.pack.lessons:
        raise NotFound(f"There is no lesson on {desk.skill(slug).title} in this pack yet.", hint="hillclimb status")
    return desk.skill(slug).uuid


def _is_about(event: Event, uuid: str) -> bool:
    return isinstance(event.fact, LabGraded | SaveSeen) and event.fact.lab == uuid
