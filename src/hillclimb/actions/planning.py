"""Plan around a life: days away, a deadline and what can give, two ways side by side, and what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.looking import forecast_json, week_json
from hillclimb.content import Role
from hillclimb.ground import Misuse, NotFound
from hillclimb.planner import (
    Absence,
    Forecast,
    Milestone,
    day_of,
    explain_change,
    hours_for,
    milestones,
    tasks_left,
)
from hillclimb.record import AbsenceDeclared, AbsenceWithdrawn, DeadlineSet

REASONS = {"holiday": 0.0, "on-call": 0.5, "pause": 0.0}
_LONGEST = 366
_MOST_OPTIONS = 4
_TARGETS = (0.5, 0.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way to meet a deadline: weekly hours that reach `target`, None where no week has enough."""

    target: float
    hours: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """Another role or another week, with the odds to be there by the deadline and when it may be reached."""

    role: Role
    weekly: float
    forecast: Forecast | None
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a deadline stands: the odds as things are, and what each thing that can give would make of them."""

    day: date
    days: int
    chance: float
    ways: tuple[Way, ...]
    roles: tuple[Odds, ...]
    milestones: tuple[tuple[Milestone, float], ...]


def a_day(text: str) -> date:
    """Return a day as people are asked to type it, or refuse."""
    found = day_of(text.strip())
    if found is None:
        raise Misuse(f"{text!r} is no date.", hint="Write it like 2026-12-24.")
    return found


def declare_absence(desk: Desk, first: str, last: str = "", *, share: float | None = None, why: str = "") -> State:
    """Record that there will be (or was) less study from a day to a day, both included; twice changes nothing.

    Without `last` it is one day; without `share` what is usual for the reason: half when on call, else nothing.
    """
    begin = a_day(first)
    end = a_day(last) if last.strip() else begin
    why = why or "holiday"
    if why not in REASONS:
        raise Misuse(f"{why!r} is no reason.", hint=f"One of: {', '.join(REASONS)}.")
    kept = REASONS[why] if share is None else share
    if not 0.0 <= kept <= 1.0:
        raise Misuse(f"{kept:g} is no share of your hours.", hint="From 0 (none) to 1 (all); half is 0.5.")
    if end < begin:
        raise Misuse(f"{end} comes before {begin}.", hint="First the first day, then the last.")
    if (end - begin).days >= _LONGEST:
        raise Misuse("That is more than a year.", hint="For so long, change your hours instead: hillclimb begin")
    fact = AbsenceDeclared(first=begin.isoformat(), last=end.isoformat(), share=kept, why=why)
    same = Absence(first=begin, last=end, share=kept, why=why)
    state = desk.state()
    _ = state.role  # refuse before `begin`
    if not any(_plain(away) == same for away in state.absences):
        desk.note(fact)
    return desk.state()


def withdraw_absence(desk: Desk, which: str) -> State:
    """Record that an absence is taken back; `which` is its number in the list, from 1, or its UUID."""
    found = desk.state().absences
    for number, away in enumerate(found, start=1):
        if which.strip() in (str(number), away.uuid):
            desk.note(AbsenceWithdrawn(absence=away.uuid))
            return desk.state()
    raise NotFound(f"There is no absence {which!r}.", hint="`hillclimb away` numbers them.")


def set_deadline(desk: Desk, day: str) -> State:
    """Record the day to be done by; empty takes it away."""
    state = desk.state()
    _ = state.role  # refuse before `begin`
    wanted = a_day(day) if day.strip() else None
    if wanted is not None and wanted <= state.today:
        raise Misuse(f"{wanted} is not ahead (today is {state.today}).", hint="Name a day to come, or clear it.")
    if wanted != state.deadline:
        desk.note(DeadlineSet(day=wanted.isoformat() if wanted else ""))
    return desk.state()


def outcome(state: State) -> Outcome | None:
    """Return how the deadline stands and what can give; None where no deadline is set."""
    day = state.deadline
    if day is None:
        return None
    role = state.role
    chance = state.chance_by(day)

    def odds(hours: tuple[float, ...]) -> float:
        return _chance(state.cast(state.tasks, hours), day, done=not state.tasks)

    ahead = day > state.today
    wanted = [target for target in _TARGETS if ahead and chance < target]
    ways = tuple(Way(target=target, hours=hours_for(target, hours=state.hours, odds=odds)) for target in wanted)
    left = sum(task.hours for task in state.tasks)
    others = [_odds(state, other, day) for other in state.pack.roles.values() if other is not role]
    nearer = [found for found in others if found.forecast is not None and found.forecast.hours_left < left]
    return Outcome(
        day=day,
        days=(day - state.today).days,
        chance=chance,
        ways=ways,
        roles=tuple(sorted(nearer, key=lambda found: (-found.chance, found.role.slug))),
        milestones=tuple((stage, stage.forecast.chance_by(day)) for stage in stages(state)),
    )


def stages(state: State) -> tuple[Milestone, ...]:
    """Return when each stage still ahead may be finished."""
    titles = {stage.stage: stage.title for stage in state.pack.stages}
    return milestones(state.plan, titles, hours=state.hours, cast=state.cast)


def compare(state: State, roles: Sequence[str] = (), hours: Sequence[tuple[float, ...]] = ()) -> tuple[Odds, ...]:
    """Return two to four ways side by side, drawn with the same luck: roles, weekly hours, or both.

    A single way is laid beside how things are now.
    """
    now = state.role
    known = {role.slug: role for role in state.pack.roles.values()}
    for slug in roles:
        if slug not in known:
            raise NotFound(f"There is no role {slug!r}.", hint=f"There are: {', '.join(known)}.")
    wanted = [known[slug] for slug in dict.fromkeys(roles)] or [now]
    ways = [(role, week) for role in wanted for week in dict.fromkeys(hours or [state.hours])]
    if len(ways) == 1 and ways[0] != (now, state.hours):
        ways.insert(0, (now, state.hours))
    if not 2 <= len(ways) <= _MOST_OPTIONS:
        raise Misuse(
            "Two to four different ways can be compared.", hint="hillclimb compare --hours 6 --hours 9, or --role ROLE."
        )
    return tuple(_odds(state, role, state.deadline, hours=week) for role, week in ways)


def moved(state: State, *, days: int = 7) -> tuple[str, ...]:
    """Return what moved the plan and the forecast since so many days ago, in plain sentences; empty where too early."""
    from hillclimb.actions.timing import weeks

    try:
        then = state.at - timedelta(days=days)
    except OverflowError:  # a clock at the beginning of time
        return ()
    past = [event for event in state.events if event.at <= then]
    before = State(pack=state.pack, events=past, at=then)
    if before.profile is None or before.profile.role != state.role.uuid:
        return ()
    said = explain_change(before.outlook, state.outlook)
    over = [week for week in weeks(state, 2) if week.over and week.planned > 0.0]
    if said and over:
        said = (f"Last week: {over[-1].studied:.1f} of {over[-1].planned:.1f} h.", *said)
    return said


def pace_told(state: State) -> str:
    """Return what the pace is taken to be, and how much of that is the learner's own, in a sentence."""
    pace = state.pace
    seen = [
        f"{number} {noun}{'s' if number > 1 else ''} of yours"
        for number, noun in ((pace.tasks_seen, "task"), (pace.weeks_seen, "week"))
        if number
    ]
    source = f"from {' and '.join(seen)}, and what is usual" if seen else "as is usual, until more is known of yours"
    return (
        f"Work is taken to need {pace.stretch:.2f} times its estimate, and of ten planned hours {10 * pace.share:.1f} "
        f"to be studied ({source})."
    )


def plan_json(state: State, weeks: int | None = None) -> dict[str, Any]:
    """Return the plan (version 1): weeks, forecast, milestones, what moved in a week, and a note where it is off."""
    _ = state.role  # refuse before `begin`
    count = len(state.plan.weeks) if weeks is None else min(weeks, len(state.plan.weeks))
    return {
        "version": 1,
        "role": state.role.slug,
        "weeks": [week_json(state, number) for number in range(count)],
        "forecast": forecast_json(state.forecast),
        "milestones": [milestone_json(stage) for stage in stages(state)],
        "moved": list(moved(state)),
        "note": state.plan.note,
    }


def absences_json(state: State) -> dict[str, Any]:
    """Return the absences (version 1), numbered as `withdraw_absence` takes them, and the forecast with them."""
    return {
        "version": 1,
        "absences": [
            {
                "number": number,
                "first": away.first.isoformat(),
                "last": away.last.isoformat(),
                "share": away.share,
                "why": away.why,
                "over": away.last < state.today,
                "uuid": away.uuid,
            }
            for number, away in enumerate(state.absences, start=1)
        ],
        "forecast": forecast_json(state.forecast if state.profile is not None else None),
    }


def deadline_json(state: State) -> dict[str, Any]:
    """Return how the deadline stands and what can give (version 1); `day` is null where none is set."""
    _ = state.role  # refuse before `begin`
    found = outcome(state)
    body: dict[str, Any] = {"version": 1, "day": None, "forecast": forecast_json(state.forecast)}
    if found is None:
        return body | {"days": None, "chance": None, "hours": [], "roles": [], "milestones": []}
    return body | {
        "day": found.day.isoformat(),
        "days": found.days,
        "chance": round(found.chance, 3),
        "hours": [
            {"chance": way.target, "hours_a_week": way.hours, "now": round(sum(state.hours), 2)} for way in found.ways
        ],
        "roles": [_odds_json(odds) for odds in found.roles],
        "milestones": [milestone_json(stage) | {"chance": round(chance, 3)} for stage, chance in found.milestones],
    }


def milestone_json(found: Milestone) -> dict[str, Any]:
    """Return a milestone as JSON: its stage and title, and its forecast."""
    return {"stage": found.stage, "title": found.title, "forecast": forecast_json(found.forecast)}


def compare_json(options: Sequence[Odds]) -> dict[str, Any]:
    """Return ways side by side (version 1); `later_days` is how much later than the first each P50 lies."""
    first = options[0].forecast
    return {
        "version": 1,
        "options": [
            _odds_json(odds)
            | {"later_days": (odds.forecast.p50 - first.p50).days if odds.forecast is not None and first else None}
            for odds in options
        ],
    }


def _odds_json(odds: Odds) -> dict[str, Any]:
    return {
        "role": odds.role.slug,
        "title": odds.role.title,
        "hours_a_week": round(odds.weekly, 2),
        "forecast": forecast_json(odds.forecast),
        "chance": round(odds.chance, 3),
    }


def _odds(state: State, role: Role, day: date | None, *, hours: tuple[float, ...] | None = None) -> Odds:
    week = state.hours if hours is None else hours
    tasks = state.tasks if role is state.role else tasks_left(state.pack, role, state.beliefs, state.done)
    found = state.cast(tasks, week)
    chance = _chance(found, day, done=not tasks) if day is not None else 0.0
    return Odds(role=role, weekly=sum(week), forecast=found, chance=chance)


def _chance(found: Forecast | None, day: date, *, done: bool) -> float:
    if done:
        return 1.0
    return found.chance_by(day) if found is not None else 0.0


def _plain(away: Absence) -> Absence:
    return Absence(first=away.first, last=away.last, share=away.share, why=away.why)
