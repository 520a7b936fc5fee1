"""How fast a learner really goes: two factors with stated priors, moved by what was measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Priors of docs/why/forecast.md. Pace: work takes 1.35 times its estimate in total. Hours: of those planned, 0.85 are
# studied in the long run, weeks without any counted in. The spreads are on the log scale.
TASK_MEAN, TASK_SD = 0.3, 0.4
HOURS_MEAN, HOURS_SD = -0.16, 0.34
# How much single tasks and weeks differ around a learner's own level (squared, as shares of it), how alike one week is
# to the next, and how many tasks or weeks these guesses are worth against what is seen.
TASK_ROUGH, WEEK_ROUGH, WEEK_TIE = 0.5, 0.45, 0.4
TASK_WORTH, WEEK_WORTH, TIE_WORTH = 20.0, 8.0, 20.0
# A week so long ago tells half as much: lives change.
HALF_LIFE_WEEKS = 78.0
# Rarely missed: one week in nine, as two counts of a Beta distribution.
MISSED, KEPT = 1.5, 12.0
_REACH = 2.0
_MOST_SHARE = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Beliefs about pace: log of measured over estimated time in total, and of studied over planned hours.

    `task_rough` and `week_rough` are the squared relative spreads of single tasks and weeks, `week_tie` the
    correlation of a week with the next. `missed` and `kept` are the two counts of a Beta distribution of weeks without
    study; `tasks_seen` and `weeks_seen` say how much of it all is the learner's own.
    """

    task_mean: float = TASK_MEAN
    task_sd: float = TASK_SD
    task_rough: float = TASK_ROUGH
    hours_mean: float = HOURS_MEAN
    hours_sd: float = HOURS_SD
    week_rough: float = WEEK_ROUGH
    week_tie: float = WEEK_TIE
    missed: float = MISSED
    kept: float = KEPT
    tasks_seen: int = 0
    weeks_seen: int = 0

    @property
    def stretch(self) -> float:
        """What an estimated hour takes, at the middle of what is believed."""
        return math.exp(self.task_mean)

    @property
    def share(self) -> float:
        """The part of the planned hours that is studied in the long run, at the middle of what is believed."""
        return math.exp(self.hours_mean)

    @property
    def swing(self) -> float:
        """The squared relative spread of a week's hours as it counts over many weeks: runs of weeks even out slower."""
        return self.week_rough * (1.0 + self.week_tie) / (1.0 - self.week_tie)


def pace_from(tasks: Iterable[tuple[float, float]] = (), weeks: Iterable[tuple[float, float]] = ()) -> Pace:
    """Return the pace after a history.

    `tasks` are (estimated, measured) minutes of finished work, `weeks` (planned, studied) hours of weeks gone by, the
    oldest first. Pairs that cannot be a ratio (nothing estimated, nothing planned, no number) are left out.
    """
    done = [(estimate, took / estimate) for estimate, took in tasks if _positive(estimate) and _positive(took)]
    gone = [(plan, max(spent, 0.0) / plan) for plan, spent in weeks if _positive(plan) and spent < math.inf]
    task_mean, task_sd, task_rough = _of_tasks(done)
    hours_mean, hours_sd, week_rough, week_tie = _of_weeks(gone)
    missed = sum(1 for _, share in gone if share <= 0.0)
    return Pace(
        task_mean=task_mean,
        task_sd=task_sd,
        task_rough=task_rough,
        hours_mean=hours_mean,
        hours_sd=hours_sd,
        week_rough=week_rough,
        week_tie=week_tie,
        missed=MISSED + missed,
        kept=KEPT + len(gone) - missed,
        tasks_seen=len(done),
        weeks_seen=len(gone),
    )


def _of_tasks(done: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Return mean and sd of the pace, and the roughness of tasks, from (estimate, measured / estimate)."""
    usual = math.exp(TASK_MEAN)
    if not done:
        return TASK_MEAN, TASK_SD, TASK_ROUGH
    # One absurd measurement must not decide: ratios are cut where hardly any true one lies.
    low, high = usual * math.exp(-_REACH), usual * math.exp(_REACH)
    seen = [(estimate, min(max(ratio, low), high)) for estimate, ratio in done]
    # A long task tells more about what is left than a short one, but not in proportion: both are one sight of a person.
    weights = [math.sqrt(estimate) for estimate, _ in seen]
    total = math.fsum(weights)
    mean = math.fsum(weight * ratio for weight, (_, ratio) in zip(weights, seen, strict=True)) / total
    middle = (TASK_WORTH * usual + len(seen) * mean) / (TASK_WORTH + len(seen))
    spread = math.fsum((ratio / middle - 1.0) ** 2 for _, ratio in seen)
    rough = (TASK_WORTH * TASK_ROUGH + spread) / (TASK_WORTH + len(seen))
    count = total**2 / math.fsum(weight**2 for weight in weights)
    return *_pooled((TASK_MEAN, TASK_SD), mean, worth=count / rough), rough


def _of_weeks(gone: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return mean and sd of the share studied, the roughness of weeks and their tie, from (planned, share)."""
    usual = math.exp(HOURS_MEAN)
    if not gone:
        return HOURS_MEAN, HOURS_SD, WEEK_ROUGH, WEEK_TIE
    shares = [min(share, _MOST_SHARE) for _, share in gone]
    fullest = max(plan for plan, _ in gone)
    weights = [
        plan / fullest * 0.5 ** ((len(gone) - 1 - number) / HALF_LIFE_WEEKS) for number, (plan, _) in enumerate(gone)
    ]
    total = math.fsum(weights)
    mean = math.fsum(w * share for w, share in zip(weights, shares, strict=True)) / total
    middle = (WEEK_WORTH * usual + total * mean) / (WEEK_WORTH + total)
    off = [share / middle - 1.0 for share in shares]
    spread = math.fsum(w * one**2 for w, one in zip(weights, off, strict=True))
    rough = (WEEK_WORTH * WEEK_ROUGH + spread) / (WEEK_WORTH + total)
    along = math.fsum(w * one * two for w, one, two in zip(weights[1:], off, off[1:], strict=False))
    tie = (TIE_WORTH * WEEK_TIE * rough + along) / ((TIE_WORTH + total) * rough)
    tie = min(max(tie, 0.0), 0.8)
    swing = rough * (1.0 + tie) / (1.0 - tie)
    return *_pooled((HOURS_MEAN, HOURS_SD), mean, worth=total / swing), rough, tie


def _pooled(prior: tuple[float, float], seen: float, *, worth: float) -> tuple[float, float]:
    """Return log mean and sd after seeing a mean that is worth so many independent sights of relative spread 1.

    The prior is worth 1/sd² of them, and the two are averaged as they are, not as logarithms: a history of nothing but
    zeros is no infinity (it is the inverse-gamma distribution's rule).
    """
    mean, sd = prior
    before = 1.0 / sd**2
    together = before + worth
    return math.log((before * math.exp(mean) + worth * seen) / together), 1.0 / math.sqrt(together)


def _positive(value: float) -> bool:
    return 0.0 < value < math.inf
