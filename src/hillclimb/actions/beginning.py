"""Begin: where you come from, where you want to go, and when you can study."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.ground import Misuse
from hillclimb.record import ProfileDeclared

BACKGROUNDS = {
    "typed": "I write software in a typed language (Java, C#, Go, C++, TypeScript)",
    "python": "I write software in Python",
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LONG = {name[:3]: name for name in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")}
_MOST_HOURS = 16.0
_EVERY_WEEK = (1.5, 0.0, 1.5, 0.0, 1.0, 3.0, 2.0)


def spread_hours(text: str) -> tuple[float, ...]:
    """Return seven hours, Monday first, from `9` (hours a week), `mon=2,sat=4` or `1,0,1,0,1,3,2`.

    A bare weekly number is spread as most part-time learners study: weekday evenings and a longer weekend sitting.
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    try:
        if parts and all("=" in part for part in parts):
            days = dict.fromkeys(DAYS, 0.0)
            for part in parts:
                day, value = part.split("=", 1)
                name = day.strip().lower()
                if len(name) < 3 or not _LONG.get(name[:3], "").startswith(name):
                    raise Misuse(f"{day.strip()!r} is no weekday.", hint="Use mon, tue, wed, thu, fri, sat, sun.")
                days[name[:3]] = float(value)
            return _checked_hours(tuple(days.values()))
        if len(parts) == 7:
            return _checked_hours(tuple(float(part) for part in parts))
        if len(parts) == 1:
            weekly = float(parts[0])
            spread = [round(weekly * share / sum(_EVERY_WEEK), 2) for share in _EVERY_WEEK[:-1]]
            return _checked_hours((*spread, round(weekly - sum(spread), 2)))
    except ValueError:
        pass
    raise Misuse(
        f"{text!r} does not say how many hours.",
        hint="Say 9 for nine hours a week, or mon=1.5,wed=1.5,sat=4, or seven numbers from Monday on.",
    )


def _checked_hours(hours: Sequence[float]) -> tuple[float, ...]:
    for day, value in zip(DAYS, hours, strict=True):
        if not math.isfinite(value) or not 0 <= value <= _MOST_HOURS:
            raise Misuse(
                f"{value:g} hours on {day} cannot be planned.", hint=f"Between 0 and {_MOST_HOURS:g} hours a day."
            )
    return tuple(float(value) for value in hours)


def begin(desk: Desk, *, role: str, hours: Sequence[float], background: str) -> State:
    """Record where from, where to and when; saying it again changes it from now on and keeps everything else."""
    if background not in BACKGROUNDS:
        raise Misuse(f"{background!r} is no background.", hint=f"One of: {', '.join(BACKGROUNDS)}.")
    if len(hours) != len(DAYS):
        raise Misuse("Hours are seven numbers, Monday first.", hint="For example 1.5,0,1.5,0,1,3,2.")
    desk.note(ProfileDeclared(background=background, role=desk.role(role).uuid, hours=_checked_hours(hours)))
    return desk.state()


def profile_json(state: State) -> dict[str, Any]:
    """Return the profile as JSON (version 1)."""
    if state.profile is None:
        return {"version": 1, "begun": False}
    return {
        "version": 1,
        "begun": True,
        "role": state.role.slug,
        "background": state.profile.background,
        "hours": dict(zip(DAYS, state.hours, strict=True)),
        "hours_a_week": round(sum(state.hours), 2),
    }
