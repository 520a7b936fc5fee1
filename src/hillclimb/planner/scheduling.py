"""Tasks laid into the hours of the coming weeks: list scheduling by value per hour, prerequisites first."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hillclimb.planner.calendar import DAYS, Absence, Calendar, Hours
from hillclimb.planner.model import Item, Plan, Stint, Task, TaskKind, Week
from hillclimb.planner.ordering import Order, order_of
from hillclimb.planner.pace import Pace

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

MOST_WEEKS = 520
# Shorter sittings are not worth opening the laptop for.
LEAST_SITTING = 0.1
# Skills of stage 0 are a thread through all weeks: at most this much of it, and at most this share of a week.
THREAD_HOURS, THREAD_SHARE = 5 / 6, 0.15
# Staying in one area costs this share of a task's value: mixing what is studied makes it stick.
SAME_AREA = 0.7
# Reading and practice are mixed: one of them takes at most this share of a week while there is something else to do.
MOST_OF_WEEK = 0.5
_TINY = 1e-9

REVIEW = Task(
    key="review",
    kind=TaskKind.REVIEW,
    slug="review",
    title="Review what is due",
    hours=0.0,
    why="a few minutes on every study day keep what was learnt",
)


def weekly_hours(hours: Hours, *, review_minutes: float = 10) -> float:
    """Return the hours that a full week leaves for tasks once the reviews are done."""
    return sum(usual_hours(hours, review_minutes=review_minutes))


def usual_hours(hours: Hours, *, review_minutes: float = 10) -> Hours:
    """Return the hours of each weekday that are left for tasks once the reviews are done."""
    return tuple(_split(day, review_minutes)[1] for day in _clean(hours))


def make_plan(  # noqa: PLR0913 - what a plan depends on, each by name
    tasks: Sequence[Task],
    graph: SkillGraph,
    *,
    hours: Hours,
    start: date,
    pace: Pace | None = None,
    absences: Sequence[Absence] = (),
    review_minutes: float = 10,
) -> Plan:
    """Return the weeks in which tasks fit into the hours (seven, Monday first) from a day on, absences left out."""
    hours = _clean(hours)
    calendar = Calendar(hours=hours, absences=absences)
    stretch = (pace or Pace()).stretch
    if sum(hours) <= 0.0:
        note = "no study hours are set, so there is nothing to plan with: give at least one weekday some hours"
        return Plan(weeks=(), tasks=tuple(tasks), overflow=tuple(tasks), stretch=stretch, note=note)
    desk = _desk(tasks, order_of(tasks, graph), stretch=stretch)
    weeks: list[Week] = []
    day = start
    while desk.open and len(weeks) < MOST_WEEKS and (date.max - day).days >= DAYS:
        weeks.append(_week(desk, calendar, number=len(weeks) + 1, start=day, review_minutes=review_minutes))
        day += timedelta(days=DAYS - day.weekday())
    note = ""
    if desk.open:
        note = f"{len(desk.open)} tasks do not fit into ten years: more hours a week or a nearer role would help"
    return Plan(
        weeks=_numbered(weeks), tasks=tuple(tasks), overflow=tuple(desk.open.values()), stretch=stretch, note=note
    )


@dataclass(slots=True)
class _Desk:
    """What is still to do while the weeks are filled, what was begun, and what was worked on last."""

    order: Order
    open: dict[str, Task]
    left: dict[str, float]
    waits: dict[str, set[str]]
    ready: dict[bool, dict[str, Task]]
    begun: dict[bool, dict[str, Task]] = field(default_factory=lambda: {False: {}, True: {}})
    spent: dict[str, float] = field(default_factory=dict)
    sated: set[str] = field(default_factory=set)
    most: float = math.inf
    area: str = ""

    def open_week(self, room: float) -> None:
        """Begin a week with so many hours for tasks."""
        self.spent = {}
        self.sated = set()
        self.most = max(MOST_OF_WEEK * room, LEAST_SITTING)

    def fill(self, room: float, *, thread: bool | None) -> list[Item]:
        """Work for so many hours on one stream (the thread of stage 0, the rest, or whatever there is: None)."""
        items: list[Item] = []
        while room >= LEAST_SITTING - _TINY:
            task = self._pick(thread)
            if task is None:
                break
            spent = self._portion(task, room)
            self.left[task.key] -= spent
            self.spent[task.key] = self.spent.get(task.key, 0.0) + spent
            if not _is_whole(task) and self.spent[task.key] >= self.most - _TINY:
                self.sated.add(task.key)
            room -= spent
            items.append(Item(task=task, hours=spent))
            self.area = task.area
            if self.left[task.key] <= _TINY:
                self._finish(task)
            else:
                self.begun[_is_thread(task)].setdefault(task.key, task)
        return items

    def _pick(self, thread: bool | None) -> Task | None:
        """Return what was begun, then the best that is ready; what has had its part of the week comes last."""
        streams = (False, True) if thread is None else (thread,)
        for sated in (False, True):
            for stream in streams:
                for task in self.begun[stream].values():
                    if (task.key in self.sated) is sated:
                        return task
                fresh = [task for key, task in self.ready[stream].items() if (key in self.sated) is sated]
                if fresh:
                    return min(fresh, key=self._rank)
        return None

    def _portion(self, task: Task, room: float) -> float:
        """Return the hours to spend on a task now: at most its part of the week while something else could be done."""
        left = self.left[task.key]
        part = self.most - self.spent.get(task.key, 0.0)
        if _is_whole(task) or part <= _TINY or left - part < LEAST_SITTING or not self._others(task):
            return min(room, left)
        return min(room, left, part)

    def _others(self, task: Task) -> bool:
        return any(key != task.key and key not in self.sated for key in self.ready[_is_thread(task)])

    def _finish(self, task: Task) -> None:
        stream = _is_thread(task)
        del self.open[task.key]
        del self.ready[stream][task.key]
        self.begun[stream].pop(task.key, None)
        for later in self.order.after[task.key]:
            self.waits[later].discard(task.key)
            if not self.waits[later]:
                self.ready[_is_thread(self.open[later])][later] = self.open[later]

    def _rank(self, task: Task) -> tuple[int, float, str]:
        stage, value, key = self.order.rank[task.key]
        return stage, value * (SAME_AREA if task.area == self.area else 1.0), key


def _desk(tasks: Sequence[Task], order: Order, *, stretch: float) -> _Desk:
    free = [task for task in tasks if not order.before[task.key]]
    return _Desk(
        order=order,
        open={task.key: task for task in tasks},
        left={task.key: task.hours * stretch for task in tasks},
        waits={key: set(earlier) for key, earlier in order.before.items()},
        ready={stream: {task.key: task for task in free if _is_thread(task) is stream} for stream in (False, True)},
    )


def _week(desk: _Desk, calendar: Calendar, *, number: int, start: date, review_minutes: float) -> Week:
    days = calendar.week(start)
    reviews, room = (sum(parts) for parts in zip(*(_split(day, review_minutes) for day in days), strict=True))
    desk.open_week(room)
    # First the week without the thread's share, then the share, then whatever either of them left over.
    share = min(THREAD_HOURS, THREAD_SHARE * room)
    items: list[Item] = []
    for stream, part in ((False, room - share), (True, share), (None, room)):
        items += desk.fill(min(part, room - sum(item.hours for item in items)), thread=stream)
    items = _merged(items)
    stints = _stints(items, days, start=start, review_minutes=review_minutes)
    if reviews > 0.0 and items:
        items.append(Item(task=REVIEW, hours=reviews))
    away = calendar.away(start, start + timedelta(days=len(days) - 1))
    return Week(number=number, start=start, hours=sum(days), items=tuple(items), stints=stints, away=away)


def _stints(items: Sequence[Item], days: Hours, *, start: date, review_minutes: float) -> tuple[Stint, ...]:
    """Return a week's items laid over its days in their order; each study day begins with its reviews."""
    found: list[Stint] = []
    waiting = [(item.task, item.hours) for item in items]
    for number, hours in enumerate(days):
        review, room = _split(hours, review_minutes)
        day = start + timedelta(days=number)
        if review > 0.0 and items:
            found.append(Stint(day=day, task=REVIEW, hours=review))
        while waiting and room > _TINY:
            task, left = waiting.pop(0)
            spent = min(left, room)
            room -= spent
            found.append(Stint(day=day, task=task, hours=spent))
            if left - spent > _TINY:
                waiting.insert(0, (task, left - spent))
    return tuple(found)


def _merged(items: list[Item]) -> list[Item]:
    found: dict[str, Item] = {}
    for item in items:
        known = found.get(item.task.key)
        found[item.task.key] = replace(item, hours=item.hours + known.hours) if known else item
    return list(found.values())


def _numbered(weeks: list[Week]) -> tuple[Week, ...]:
    parts: dict[str, int] = {}
    for week in weeks:
        for item in week.items:
            parts[item.task.key] = parts.get(item.task.key, 0) + 1
    seen: dict[str, int] = {}
    found = []
    for week in weeks:
        items = []
        for item in week.items:
            key = item.task.key
            if item.task.kind is TaskKind.REVIEW:
                items.append(item)
                continue
            seen[key] = seen.get(key, 0) + 1
            items.append(replace(item, part=seen[key], parts=parts[key]))
        found.append(replace(week, items=tuple(items)))
    return tuple(found)


def _split(day_hours: float, review_minutes: float) -> tuple[float, float]:
    """Return the hours of a day for reviews (never more than half of it) and for tasks."""
    review = min(max(review_minutes, 0.0) / 60, day_hours / 2)
    return review, day_hours - review


def _clean(hours: Hours) -> Hours:
    if len(hours) != DAYS:
        raise ValueError(f"hours are seven numbers, Monday first; got {len(hours)}")
    return tuple(min(max(day, 0.0), 24.0) if day == day else 0.0 for day in hours)


def _is_thread(task: Task) -> bool:
    return task.stage == 0


def _is_whole(task: Task) -> bool:
    """Whether a task may fill a week: a lab stays in one's head better, and the thread is small as it is."""
    return task.kind is TaskKind.LAB or _is_thread(task)
