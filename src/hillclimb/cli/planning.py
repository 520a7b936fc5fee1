"""Days away, a deadline and comparisons in a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hillclimb.cli import paint
from hillclimb.cli.opening import desk_of, say
from hillclimb.ground import Misuse

if TYPE_CHECKING:
    from datetime import date

    from hillclimb.actions import State
    from hillclimb.planner import Absence, Forecast

_NO_FORECAST = "No study hours are set, so nothing can be forecast. Set them: hillclimb begin --hours 9"


def away(options: argparse.Namespace) -> int:
    """List absences, add one, or take one back."""
    from hillclimb import actions

    desk = desk_of(options)
    state = before = desk.state()
    _ = state.role  # refuse before `begin`
    if options.remove is not None:
        if options.first is not None:
            raise Misuse("Add an absence or take one back, one at a time.", hint="hillclimb away --remove 1")
        state = actions.withdraw_absence(desk, options.remove)
    elif options.first is not None:
        state = actions.declare_absence(
            desk, options.first, options.last or "", share=options.share, why=options.why or ""
        )
    elif options.share is not None or options.why is not None:
        raise Misuse("Say from when to when.", hint="hillclimb away 2026-12-21 2027-01-03 --why holiday")
    if options.json:
        say(actions.absences_json(state))
        return 0
    for number, absence in enumerate(state.absences, start=1):
        print(f"  {number}  {absence_line(absence, state.today)}")
    if not state.absences:
        print("No days away. Say when: hillclimb away 2026-12-21 2027-01-03 --why holiday")
    for line in _moved(before, state):
        print(line)
    return 0


def absence_line(absence: Absence, today: date) -> str:
    """Return an absence in words: when, why, and what is kept."""
    first, last = absence.first, absence.last
    when = f"{first:%-d %B %Y}" if first == last else f"{first:%-d %B %Y} to {last:%-d %B %Y}"
    kept = f", {absence.share:.0%} of the hours" if absence.share > 0 else ""
    return f"{when}  {absence.why}{kept}{' (over)' if last < today else ''}"


def _moved(before: State, after: State) -> Iterator[str]:
    old, new = before.forecast, after.forecast
    if before is after or old is None or new is None or (old.p50, old.p80) == (new.p50, new.p80):
        return
    yield f"Finish: {_day(old.p50)} → {_day(new.p50)} (P50), {_day(old.p80)} → {_day(new.p80)} (P80)."


def deadline(options: argparse.Namespace) -> int:
    """Set, clear or look at the day to be done by, and what can give."""
    from hillclimb import actions

    desk = desk_of(options)
    if options.clear and options.day is not None:
        raise Misuse("Set a day or clear it, not both.", hint="hillclimb deadline --clear")
    if options.clear or options.day is not None:
        state = actions.set_deadline(desk, options.day or "")
    else:
        state = desk.state()
    if options.json:
        say(actions.deadline_json(state))
        return 0
    for line in deadline_lines(state):
        print(line)
    return 0


def deadline_lines(state: State) -> Iterator[str]:
    """Yield how the deadline stands and what can give."""
    from hillclimb import actions

    role = state.role
    found = actions.outcome(state)
    if found is None:
        yield "No deadline is set. Set one: hillclimb deadline 2027-06-30"
        return
    if not state.tasks:
        yield f"All that {role.title} asks for is done, {max(found.days, 0)} days ahead of {_day(found.day)}."
        return
    if found.days <= 0:
        yield f"{_day(found.day)} has gone by. Set another day, or clear it: hillclimb deadline --clear"
        return
    if state.forecast is None:
        yield _NO_FORECAST
    yield paint.ink(f"{role.title} by {_day(found.day)}: {found.chance:.0%}", "bold") + f" ({found.days} days from now)"
    if found.chance >= 0.8:
        yield "As things are, that holds."
    for way in found.ways:
        weekly = sum(state.hours)
        told = (
            f"{way.hours:g} h a week instead of {weekly:g}"
            if way.hours is not None
            else "no week has the hours for it: move the day, the role or the scope"
        )
        yield f"  {way.target:.0%}  {told}"
    if found.roles:
        yield "A nearer role by then:"
        for odds in found.roles:
            left = odds.forecast.hours_left if odds.forecast else 0.0
            yield f"  {odds.chance:>4.0%}  {odds.role.title} ({left:.0f} h left)"
    if found.milestones:
        yield "What of the way fits:"
        for stage, chance in found.milestones:
            yield f"  {chance:>4.0%}  up to “{stage.title}”"


def compare(options: argparse.Namespace) -> int:
    """Print two to four ways side by side."""
    from hillclimb import actions

    state = desk_of(options).state()
    hours = [actions.spread_hours(text) for text in options.hours or ()]
    found = actions.compare(state, options.role or (), hours)
    if options.json:
        say(actions.compare_json(found))
        return 0
    rows = [(f"{odds.role.title}, {odds.weekly:g} h a week", odds.forecast) for odds in found]
    wide = max(len(name) for name, _ in rows)
    print(paint.ink(f"{'':<{wide}}  {'work':>6}  {'P50':>16}  {'P80':>16}", "dim"))
    for name, forecast in rows:
        print(f"{name:<{wide}}  {_cells(forecast)}")
    first = rows[0][1]
    for name, forecast in rows[1:]:
        if first is not None and forecast is not None:
            days = (forecast.p50 - first.p50).days
            told = "on the same day" if days == 0 else f"{abs(days)} days {'later' if days > 0 else 'earlier'}"
            print(f"{name}: {told} than the first, as likely as not.")
    return 0


def _cells(forecast: Forecast | None) -> str:
    if forecast is None:
        return "no study hours, no date"
    return f"{forecast.hours_left:>4.0f} h  {_short(forecast.p50):>16}  {_short(forecast.p80):>16}"


def _short(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
