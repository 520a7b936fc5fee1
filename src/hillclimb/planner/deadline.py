"""What can give when a day is fixed: more hours, a nearer role or less scope, each with its odds; pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from hillclimb.planner.calendar import Hours
from hillclimb.planner.model import Forecast, Plan, Task, TaskKind

# More study than this a week is no way out, and nobody studies longer than this on a day.
MOST_WEEKLY, MOST_DAILY = 40.0, 16.0
# Weekly hours are offered in steps of half an hour.
STEP = 0.5
_LEAST_WEEKLY = 0.1
# How a week without a pattern of its own is filled: weekday evenings and a longer weekend sitting.
EVENINGS: Hours = (1.5, 0.0, 1.5, 0.0, 1.0, 3.0, 2.0)

Cast = Callable[[Sequence[Task], Hours], Forecast | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A stage of the way: the hours of work up to its end, in the order of the plan, and when that may be."""

    stage: int
    title: str
    hours: float
    forecast: Forecast


def scaled(hours: Hours, weekly: float) -> Hours:
    """Return study hours of the same shape that add up to so many a week, as far as the days allow.

    Hours of next to nothing have no shape: they become weekday evenings and a longer weekend sitting.
    """
    shape = hours if sum(hours) >= _LEAST_WEEKLY else EVENINGS
    factor = weekly / sum(shape)
    return tuple(min(day * factor, MOST_DAILY) for day in shape)


def hours_for(share: float, *, hours: Hours, odds: Callable[[Hours], float]) -> float | None:
    """Return the weekly hours, in half hours, from which the odds reach a share; None where no week has enough.

    `odds` tells how likely it is with given hours; more hours must never lower it.
    """
    steps = math.ceil(max(MOST_WEEKLY, sum(hours)) / STEP)
    low = math.ceil(sum(hours) / STEP)
    if odds(scaled(hours, steps * STEP)) < share:
        return None
    high = steps
    while low < high:
        middle = (low + high) // 2
        if odds(scaled(hours, middle * STEP)) >= share:
            high = middle
        else:
            low = middle + 1
    return high * STEP


def milestones(plan: Plan, titles: Mapping[int, str], *, hours: Hours, cast: Cast) -> tuple[Milestone, ...]:
    """Return when each stage that is still ahead may be finished, in the order in which the plan finishes them.

    The thread of stage 0 runs through all weeks and is no milestone of its own.
    """
    items = [item for week in plan.weeks for item in week.items if item.task.kind is not TaskKind.REVIEW]
    ends = {item.task.stage: number for number, item in enumerate(items) if item.task.stage > 0}
    found: list[Milestone] = []
    latest: Forecast | None = None
    for stage, end in sorted(ends.items(), key=lambda pair: pair[1]):
        spent: dict[str, tuple[Task, float]] = {}
        for item in items[: end + 1]:
            spent[item.task.key] = (item.task, spent.get(item.task.key, (item.task, 0.0))[1] + item.hours)
        work = [replace(task, hours=done / plan.stretch) for task, done in spent.values()]
        forecast = cast(work, hours)
        if forecast is None:
            return ()
        if latest is not None:  # what comes later in the plan is never done earlier
            fan = tuple(max(one, other) for one, other in zip(forecast.fan, latest.fan, strict=True))
            forecast = replace(forecast, fan=fan)
        latest = forecast
        title = titles.get(stage, f"Stage {stage}")
        found.append(Milestone(stage=stage, title=title, hours=forecast.hours_left, forecast=forecast))
    return tuple(found)
