"""How fast a learner really goes: two factors with stated priors, moved by what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

# Priors of docs/why/forecast.md: people take 1.2 times the estimate and study 0.86 of the hours they planned.
TASK_MEAN, TASK_SD, TASK_NOISE = 0.2, 0.35, 0.5
HOURS_MEAN, HOURS_SD, HOURS_NOISE = -0.15, 0.3, 0.5
MISSED, KEPT = 1.5, 12.0
# Good and bad weeks come in runs: a week tells as much as this share of an independent one.
WEEK_SHARE = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Beliefs about pace: log(measured / estimated) per task, log(studied / planned) per week, and weeks missed.

    `missed` and `kept` are the two counts of a Beta distribution; `tasks_seen` and `weeks_seen` say how much of it is
    the learner's own.
    """

    task_mean: float = TASK_MEAN
    task_sd: float = TASK_SD
    hours_mean: float = HOURS_MEAN
    hours_sd: float = HOURS_SD
    missed: float = MISSED
    kept: float = KEPT
    tasks_seen: int = 0
    weeks_seen: int = 0

    @property
    def stretch(self) -> float:
        """What an estimated hour takes, at the middle of what is believed."""
        return math.exp(self.task_mean)


def pace_from(tasks: Iterable[tuple[float, float]] = (), weeks: Iterable[tuple[float, float]] = ()) -> Pace:
    """Return the pace after a history.

    `tasks` are (estimated, measured) minutes of finished work, `weeks` (planned, studied) hours of weeks gone by.
    Pairs that cannot be a ratio (nothing estimated, nothing planned, no number) are left out.
    """
    ratios = [math.log(took / estimate) for estimate, took in tasks if _positive(estimate) and _positive(took)]
    planned = [(plan, spent) for plan, spent in weeks if _positive(plan) and spent == spent]
    shares = [math.log(spent / plan) for plan, spent in planned if _positive(spent)]
    task_mean, task_sd = _shrunk((TASK_MEAN, TASK_SD), ratios, noise=TASK_NOISE, share=1.0)
    hours_mean, hours_sd = _shrunk((HOURS_MEAN, HOURS_SD), shares, noise=HOURS_NOISE, share=WEEK_SHARE)
    return Pace(
        task_mean=task_mean,
        task_sd=task_sd,
        hours_mean=hours_mean,
        hours_sd=hours_sd,
        missed=MISSED + len(planned) - len(shares),
        kept=KEPT + len(shares),
        tasks_seen=len(ratios),
        weeks_seen=len(planned),
    )


def _shrunk(prior: tuple[float, float], seen: list[float], *, noise: float, share: float) -> tuple[float, float]:
    """Return mean and sd of a Gaussian after independent sights with the given noise; outliers count at 3 sd."""
    mean, sd = prior
    if not seen:
        return prior
    precision = 1.0 / sd**2
    total = mean * precision
    reach = 3.0 * math.hypot(sd, noise)
    for value in seen:
        total += min(max(value, mean - reach), mean + reach) * share / noise**2
    precision += len(seen) * share / noise**2
    return total / precision, 1.0 / math.sqrt(precision)


def _positive(value: float) -> bool:
    return 0.0 < value < math.inf
