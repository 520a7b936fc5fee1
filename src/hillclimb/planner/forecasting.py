"""When the work may be finished: sampled from what is believed about pace, study hours and missed weeks."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from hillclimb.ground import Seed
from hillclimb.planner.calendar import DAYS, MOST_WEEKS, Absence, Calendar, Hours
from hillclimb.planner.model import Forecast, Task
from hillclimb.planner.pace import Pace
from hillclimb.planner.scheduling import usual_hours

# How far a learner's level may drift, on the log scale per square root of a week; and the most weeks count for it.
DRIFT, DRIFT_WEEKS = 0.025, 104.0
_FARTHEST = 3.0
Luck = tuple[float, float, float]
_MOST_SPREAD = 0.6


def forecast(  # noqa: PLR0913 - what a forecast depends on, each by name
    tasks: Sequence[Task],
    *,
    hours: Hours,
    start: date,
    pace: Pace | None = None,
    absences: Sequence[Absence] = (),
    seed: Seed,
    samples: int = 2000,
    review_minutes: float = 10,
) -> Forecast | None:
    """Return the distribution of the finish date; None when no hours are set.

    The same seed gives the same draws whatever the work, the hours and the days, so that forecasts can be compared.
    """
    usual = usual_hours(hours, review_minutes=review_minutes)
    weekly = sum(usual)
    if weekly <= 0.0:
        return None
    sizes = [task.hours for task in tasks]
    left = math.fsum(sizes)
    luck = _luck(seed.child("forecast").hex, samples)
    needed = sorted(_futures(left / weekly, _lumps(sizes), pace=pace or Pace(), luck=luck))
    weeks = _through(needed, Calendar(hours=usual, absences=absences).dips(start, usual))
    fan = tuple(_day(start, weeks[round(i / 100 * (samples - 1))]) for i in range(101))
    return Forecast(start=start, fan=fan, hours_left=left, weekly_hours=weekly, samples=samples)


@functools.lru_cache(maxsize=8)
def _luck(seed: str, samples: int) -> tuple[Luck, ...]:
    """Return the draws of all futures: of pace, of hours and of how the weeks fall; kept, for they are shared."""
    draw = Seed.from_hex(seed).random()
    return tuple((_near(draw), _near(draw), _near(draw)) for _ in range(samples))


def _futures(planned: float, lumps: float, *, pace: Pace, luck: Sequence[Luck]) -> list[float]:
    """Return the full weeks that work planned for so many takes, once for each future.

    A future has a pace and a share of hours. The number of noisy weeks that then add up to the work has this mean, and
    a spread that grows with the runs of good and bad weeks and with how far ahead it is (renewal theory); it is drawn
    as a lognormal, so that it is never negative.
    """
    if planned <= 0.0:
        return [0.0] * len(luck)
    found = []
    task_spread = math.hypot(pace.task_sd, math.sqrt(pace.task_rough * lumps))
    for slow, keen, even in luck:
        weeks = planned * math.exp(pace.task_mean + slow * task_spread - pace.hours_mean - keen * pace.hours_sd)
        spread = math.sqrt(pace.swing / max(weeks, 1e-9) + DRIFT**2 * min(weeks, DRIFT_WEEKS) / 3.0)
        found.append(min(weeks * math.exp(even * min(spread, _MOST_SPREAD)), MOST_WEEKS))
    return found


def _through(needed: Sequence[float], dips: Mapping[int, float]) -> list[float]:
    """Return the weeks of the calendar that full weeks of work take (ascending) where some weeks bring only a share."""
    found = []
    waiting = iter(sorted(dips.items()))
    dip = next(waiting, None)
    lost = 0.0
    for weeks in needed:
        while dip is not None and dip[0] - lost + dip[1] < weeks:
            lost += 1.0 - dip[1]
            dip = next(waiting, None)
        if dip is not None and dip[0] - lost < weeks:
            found.append(dip[0] + (weeks - (dip[0] - lost)) / dip[1])
        else:
            found.append(weeks + lost)
    return found


def _lumps(sizes: Sequence[float]) -> float:
    """Return the sum of squared shares of a total: large for few big parts, small for many small ones."""
    total = math.fsum(sizes)
    return math.fsum(size * size for size in sizes) / total**2 if total > 0.0 else 0.0


def _near(draw: Random) -> float:
    """Return a normal draw cut at three: beyond it the finish would no longer follow the work left."""
    return min(max(draw.gauss(), -_FARTHEST), _FARTHEST)


def _day(start: date, weeks: float) -> date:
    days = math.ceil(weeks * DAYS)
    return start + timedelta(days=min(days, (date.max - start).days))
