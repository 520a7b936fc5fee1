"""What a plan is made of: tasks, weeks of study and the next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from hillclimb.planner.calendar import Absence


class TaskKind(StrEnum):
    """What a task asks for; `study` is outside this pack, `review` is the daily budget for cards."""

    LAB = "lab"
    LESSON = "lesson"
    PRACTICE = "practice"
    STUDY = "study"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One piece of work left. `key` (kind:slug) stays the same however the plan changes; `hours` is the estimate.

    `skills` are those it works on, the main one first; `needs` those to have first; `stage` orders it among others.
    """

    key: str
    kind: TaskKind
    slug: str
    title: str
    hours: float
    why: str
    skills: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    area: str = ""
    stage: int = 1
    difficulty: float = 0.0
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What has been finished: the slugs of passed labs and of skills whose lesson was read."""

    labs: frozenset[str] = frozenset()
    lessons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Some hours of a task in one week, part `part` of `parts`."""

    task: Task
    hours: float
    part: int = 1
    parts: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """Hours of a task on one day."""

    day: date
    task: Task
    hours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One week of the plan, from 1; the first begins on the day of planning, the others on Mondays.

    `stints` are its items laid over its days; `away` are the absences that take hours from it.
    """

    number: int
    start: date
    hours: float
    items: tuple[Item, ...]
    stints: tuple[Stint, ...] = ()
    away: tuple[Absence, ...] = ()

    @property
    def planned(self) -> float:
        """The hours that its items fill."""
        return sum(item.hours for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Weeks of study in order, what did not fit (`overflow`) and, where something is off, a `note` with a way out.

    `stretch` is what an estimated hour takes at the learner's pace; items are in stretched hours.
    """

    weeks: tuple[Week, ...]
    tasks: tuple[Task, ...] = ()
    overflow: tuple[Task, ...] = ()
    stretch: float = 1.0
    note: str = ""

    @property
    def end(self) -> date | None:
        """The first day of the last week with work in it."""
        return self.weeks[-1].start if self.weeks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """When the work may be finished. `fan` holds 101 dates: the 0th to the 100th percentile.

    `hours_left` are estimated hours; `weekly_hours` those left for tasks in a full week as declared.
    """

    start: date
    fan: tuple[date, ...]
    hours_left: float
    weekly_hours: float
    samples: int

    def quantile(self, share: float) -> date:
        """Return the date by which the work is finished with this probability (0 to 1)."""
        return self.fan[min(max(round(share * 100), 0), 100)]

    @property
    def p10(self) -> date:
        """One time in ten it is done by then."""
        return self.fan[10]

    @property
    def p50(self) -> date:
        """As likely done by then as not."""
        return self.fan[50]

    @property
    def p80(self) -> date:
        """Four times in five it is done by then."""
        return self.fan[80]

    @property
    def p90(self) -> date:
        """Nine times in ten it is done by then."""
        return self.fan[90]

    def chance_by(self, day: date) -> float:
        """Return the probability to be done on or before a day."""
        return max(0, sum(1 for finish in self.fan if finish <= day) - 1) / 100 if self.fan[0] <= day else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """A plan with its forecast, as they stand together at one moment."""

    plan: Plan
    forecast: Forecast | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What to do next: the task (None when there is none), why, for how long, and what to type."""

    what: str
    why: str
    minutes: int
    command: str
    task: Task | None = None
    facts: Mapping[str, float] = field(default_factory=dict)
