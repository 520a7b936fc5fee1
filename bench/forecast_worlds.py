"""Simulated learners for bench/forecast.py: five worlds, none of which is the forecast's own model."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from hillclimb.planner import Absence

START = date(2026, 3, 2)
NOTICE_WEEKS = 8
MOST_WEEKS = 1500


@dataclass
class Habit:
    """How one learner works: what a task takes over its estimate, and what share of its hours each week brings."""

    ratio: Callable[[], float]
    shares: Iterator[float]
    holidays: float = 0.0  # weeks a year that are declared


@dataclass
class Life:
    """What happened: tasks as (estimate, measured, week of finishing), weeks as (planned, studied), and the finish."""

    weekly: float
    tasks: list[tuple[float, float, float]] = field(default_factory=list)
    weeks: list[tuple[float, float]] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)

    @property
    def finish(self) -> float:
        """The weeks it took."""
        return self.tasks[-1][2]

    def after(self, share: float) -> int:
        """Return the whole weeks gone by when this share of the estimated work was first done."""
        total = math.fsum(task[0] for task in self.tasks)
        done = 0.0
        for estimate, _, week in self.tasks:
            if done >= share * total - 1e-9:
                break
            done += estimate
            reached = week
        return math.ceil(reached) if share else 0


def _sizes(draw: Random, weekly: float) -> list[float]:
    """Return estimates in hours: lessons, labs and longer practice, 20 to 55 planned weeks in all."""
    total = weekly * draw.uniform(20, 55)
    sizes: list[float] = []
    while total > 0:
        size = draw.choice((1 / 3, 1 / 3, draw.uniform(0.7, 3.0), draw.uniform(1.5, 8.0)))
        sizes.append(min(size, max(total, 0.25)))
        total -= size
    return sizes


def live(world: str, number: int) -> Life:
    """Return the whole life of one learner of a world; the same number gives the same life."""
    draw = Random(f"{world}/{number}")
    life = Life(weekly=draw.uniform(4, 12))
    habit = WORLDS[world](draw)
    away = _holidays(draw, habit.holidays)
    life.absences += [
        Absence(first=START + timedelta(weeks=week), last=START + timedelta(weeks=week, days=6), share=share)
        for week, share in sorted(away.items())
    ]
    week, room, into = 0, 0.0, 0.0  # `room` is what is left of a week's hours, `into` how far into it we are
    studied = 0.0
    for size in _sizes(draw, life.weekly):
        left = took = size * habit.ratio()
        while left > room and week < MOST_WEEKS:
            left -= room
            planned = life.weekly * away.get(week, 1.0)
            studied = planned * next(habit.shares)
            life.weeks.append((planned, studied))
            week, room = week + 1, studied
        room -= left
        into = 1.0 - room / studied if studied else 1.0
        life.tasks.append((size, took, week - 1 + into))
    return life


def _holidays(draw: Random, weeks_a_year: float) -> dict[int, float]:
    found: dict[int, float] = {}
    for year in range(6):
        left = weeks_a_year
        while left > 0:
            first, length = 52 * year + draw.randrange(52), draw.choice((1, 2, 3))
            share = draw.choice((0.0, 0.0, 0.5))
            found.update({first + i: share for i in range(length)})
            left -= length
    return found


def as_stated(draw: Random) -> Habit:
    """The simulator of the two-factor model: lognormal pace and level, weeks tied by 0.4, one in nine missed."""
    pace, level = math.exp(draw.gauss(0.2, 0.35)), draw.gauss(-0.15, 0.3)
    missed = draw.betavariate(1.5, 12)

    def shares() -> Iterator[float]:
        wave = draw.gauss(0, 0.5)
        while True:
            wave = 0.4 * wave + math.sqrt(1 - 0.16) * draw.gauss(0, 0.5)
            yield 0.0 if draw.random() < missed else math.exp(level + wave)

    return Habit(ratio=lambda: pace * math.exp(draw.gauss(0, 0.5)), shares=shares())


def heavy(draw: Random) -> Habit:
    """Heavy tails everywhere: Student-t people and weeks, and one task in forty that takes four times as long."""
    pace = math.exp(0.12 + 0.22 * _student(draw))
    level = -0.15 + 0.2 * _student(draw)
    missed = draw.betavariate(1, 7)

    def ratio() -> float:
        slip = 4.0 if draw.random() < 1 / 40 else 1.0
        return pace * slip * math.exp(draw.choice((-1, 1)) * draw.expovariate(1 / 0.4))

    def shares() -> Iterator[float]:
        while True:
            yield 0.0 if draw.random() < missed else math.exp(level + 0.3 * _student(draw))

    return Habit(ratio=ratio, shares=shares(), holidays=3)


def bursty(draw: Random) -> Habit:
    """On and off: some good weeks, then one to three with next to nothing, by habits of one's own."""
    pace = draw.gammavariate(9, 1.35 / 9)
    level = draw.uniform(0.65, 1.45)
    stay, rest = 1 - 1 / draw.uniform(3, 12), 1 - 1 / draw.uniform(1, 3)

    def shares() -> Iterator[float]:
        on = True
        while True:
            on = draw.random() < stay if on else draw.random() >= rest
            yield level * draw.uniform(0.6, 1.4) if on else draw.choice((0.0, 0.0, 0.2))

    return Habit(ratio=lambda: pace * draw.weibullvariate(1.1, 1.6), shares=shares(), holidays=2)


def breaks(draw: Random) -> Habit:
    """Months away that nobody announced, about once in 45 weeks, between weeks with gamma noise."""
    pace = math.exp(draw.uniform(-0.35, 0.85))
    level = draw.betavariate(6, 1.6) * 1.25

    def shares() -> Iterator[float]:
        gone = 0
        while True:
            if gone == 0 and draw.random() < 1 / 45:
                gone = 1 + int(draw.expovariate(1 / 4))
            gone -= gone > 0
            yield 0.0 if gone else level * draw.gammavariate(5, 0.2)

    def ratio() -> float:
        return pace * math.exp(draw.gauss(-0.1, 0.6))

    return Habit(ratio=ratio, shares=shares(), holidays=3)


def drifting(draw: Random) -> Habit:
    """Levels that wander and seasons; nothing of this world was looked at while the model was made."""
    pace, level = math.exp(draw.gauss(0.25, 0.4)), draw.gauss(-0.2, 0.3)
    season, phase = draw.uniform(0, 0.3), draw.uniform(0, 2 * math.pi)
    learning = draw.gauss(-0.001, 0.001)
    done = 0

    def ratio() -> float:
        nonlocal done
        done += 1
        return pace * math.exp(learning * done + draw.gauss(0, 0.55))

    def shares() -> Iterator[float]:
        wander, week = 0.0, 0
        while True:
            wander += draw.gauss(0, 0.05) - 0.01 * wander
            week += 1
            wave = season * math.sin(phase + 2 * math.pi * week / 52)
            yield 0.0 if draw.random() < 0.12 else math.exp(level + wander + wave + draw.gauss(-0.08, 0.4))

    return Habit(ratio=ratio, shares=shares(), holidays=2.5)


def _student(draw: Random) -> float:
    """Return a Student-t draw with three degrees of freedom, cut where a life would end."""
    return min(max(draw.gauss(0, 1) / math.sqrt(draw.gammavariate(1.5, 2) / 3), -4.0), 4.0)


WORLDS: Mapping[str, Callable[[Random], Habit]] = {
    "as stated": as_stated,
    "heavy tails": heavy,
    "bursty": bursty,
    "breaks": breaks,
    "drifting": drifting,
}
