"""When the work may be finished: sampled from what is believed about pace, study hours and missed weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from hillclimb.ground import Seed
from hillclimb.planner.model import Forecast, Task
from hillclimb.planner.pace import TASK_NOISE, Pace
from hillclimb.planner.scheduling import Hours, weekly_hours

# The spread of single weeks around a learner's own level, on the log scale, as in docs/why/forecast.md.
WEEK_NOISE = 0.5
MOST_WEEKS = 52 * 60
_FARTHEST = 3.0


def forecast(  # noqa: PLR0913 - what a forecast depends on, each by name
    tasks: Sequence[Task],
    *,
    hours: Hours,
    start: date,
    pace: Pace | None = None,
    seed: Seed,
    samples: int = 2000,
    review_minutes: float = 10,
) -> Forecast | None:
    """Return the distribution of the finish date; None when no hours are set.

    The same seed gives the same draws whatever the work and the hours, so that two forecasts can be compared.
    """
    weekly = weekly_hours(hours, review_minutes=review_minutes)
    if weekly <= 0.0:
        return None
    pace = pace or Pace()
    left = math.fsum(task.hours for task in tasks)
    rough = _roughness([task.hours for task in tasks])
    draw = seed.child("forecast").random()
    weeks = sorted(
        _weeks(
            left / weekly,
            stretch=math.exp(pace.task_mean + _near(draw.gauss()) * math.hypot(pace.task_sd, rough)),
            share=math.exp(pace.hours_mean + _near(draw.gauss()) * pace.hours_sd),
            kept=1.0 - draw.betavariate(pace.missed, pace.kept),
            luck=_near(draw.gauss()),
        )
        for _ in range(samples)
    )
    fan = tuple(_day(start, weeks[round(i / 100 * (samples - 1))]) for i in range(101))
    return Forecast(start=start, fan=fan, hours_left=left, weekly_hours=weekly, samples=samples)


def _weeks(planned: float, *, stretch: float, share: float, kept: float, luck: float) -> float:
    """Return the weeks that work planned for so many takes, in one draw.

    A week brings `share` of its hours with probability `kept`, times noise; the number of such weeks that add up to
    the work has this mean and this spread (renewal theory), drawn as a lognormal so that it is never negative.
    """
    needed = planned * stretch
    if needed <= 0.0:
        return 0.0
    rate = share * kept
    per_week = (math.exp(WEEK_NOISE**2) / kept) - 1.0
    mean = needed / rate
    # Autocorrelated weeks even out more slowly than independent ones; 0.45 is the share of WEEK_SHARE.
    spread = min(math.sqrt(per_week / 0.45 / mean), 0.6)
    return min(mean * math.exp(luck * spread - spread**2 / 2), MOST_WEEKS)


def _roughness(hours: Sequence[float]) -> float:
    """Return the log spread of a total whose parts each miss by TASK_NOISE: large for few big parts."""
    total = math.fsum(hours)
    return TASK_NOISE * math.sqrt(math.fsum(h * h for h in hours)) / total if total > 0.0 else 0.0


def _near(z: float) -> float:
    """Return a normal draw cut at three: beyond it the finish would no longer follow the work left."""
    return min(max(z, -_FARTHEST), _FARTHEST)


def _day(start: date, weeks: float) -> date:
    days = math.ceil(weeks * 7)
    return start + timedelta(days=min(days, (date.max - start).days))
