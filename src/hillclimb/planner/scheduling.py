"""Tasks laid into the hours of the coming weeks: list scheduling by value per hour, prerequisites first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hillclimb.planner.model import Item, Plan, Task, TaskKind, Week
from hillclimb.planner.ordering import Order, order_of
from hillclimb.planner.pace import Pace

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

Hours = tuple[float, ...]
DAYS = 7
MOST_WEEKS = 520
# Shorter sittings are not worth opening the laptop for.
LEAST_SITTING = 0.1
# Skills of stage 0 are a thread through all weeks: at most this much of it, and at most this share of a week.
THREAD_HOURS, THREAD_SHARE = 5 / 6, 0.15
# Staying in one area costs this share of a task's value: mixing what is studied makes it stick.
SAME_AREA = 0.7
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
    return sum(_split(day, review_minutes)[1] for day in _clean(hours))


def make_plan(  # noqa: PLR0913 - what a plan depends on, each by name
    tasks: Sequence[Task],
    graph: SkillGraph,
    *,
    hours: Hours,
    start: date,
    pace: Pace | None = None,
    review_minutes: float = 10,
) -> Plan:
    """Return the weeks in which tasks fit into the hours (seven, Monday first) from a day on."""
    hours = _clean(hours)
    stretch = (pace or Pace()).stretch
    if sum(hours) <= 0.0:
        note = "no study hours are set, so there is nothing to plan with: give at least one weekday some hours"
        return Plan(weeks=(), tasks=tuple(tasks), overflow=tuple(tasks), stretch=stretch, note=note)
    desk = _desk(tasks, order_of(tasks, graph), stretch=stretch)
    weeks: list[Week] = []
    day = start
    while desk.open and len(weeks) < MOST_WEEKS and (date.max - day).days >= DAYS:
        days = hours[day.weekday() :]
        weeks.append(_week(desk, days, number=len(weeks) + 1, start=day, review_minutes=review_minutes))
        day += timedelta(days=DAYS - day.weekday())
    note = ""
    if desk.open:
        note = f"{len(desk.open)} tasks do not fit into ten years: more hours a week or a nearer role would help"
    return Plan(
        weeks=_numbered(weeks), tasks=tuple(tasks), overflow=tuple(desk.open.values()), stretch=stretch, note=note
    )


@dataclass(slots=True)
class _Desk:
    """What is still to do while the weeks are filled, and what was worked on last in each stream."""

    order: Order
    open: dict[str, Task]
    left: dict[str, float]
    waits: dict[str, set[str]]
    ready: dict[bool, list[Task]]
    current: dict[bool, Task] = field(default_factory=dict)
    area: str = ""

    def fill(self, room: float, *, thread: bool | None) -> list[Item]:
        """Work for so many hours on one stream (the thread of stage 0, the rest, or whatever there is: None)."""
        items: list[Item] = []
        while room >= LEAST_SITTING - _TINY:
            task = self._pick(thread)
            if task is None:
                break
            spent = min(room, self.left[task.key])
            self.left[task.key] -= spent
            room -= spent
            items.append(Item(task=task, hours=spent))
            self.area = task.area
            if self.left[task.key] <= _TINY:
                self._finish(task)
            else:
                self.current[_is_thread(task)] = task
        return items

    def _pick(self, thread: bool | None) -> Task | None:
        streams = (False, True) if thread is None else (thread,)
        for stream in streams:
            if stream in self.current:
                return self.current[stream]
            if self.ready[stream]:
                return min(self.ready[stream], key=self._rank)
        return None

    def _finish(self, task: Task) -> None:
        stream = _is_thread(task)
        del self.open[task.key]
        self.ready[stream].remove(task)
        self.current.pop(stream, None)
        for later in self.order.after[task.key]:
            self.waits[later].discard(task.key)
            if not self.waits[later]:
                self.ready[_is_thread(self.open[later])].append(self.open[later])

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
        ready={stream: [task for task in free if _is_thread(task) is stream] for stream in (False, True)},
    )


def _week(desk: _Desk, days: Hours, *, number: int, start: date, review_minutes: float) -> Week:
    reviews, room = (sum(parts) for parts in zip(*(_split(day, review_minutes) for day in days), strict=True))
    # First the week without the thread's share, then the share, then whatever either of them left over.
    share = min(THREAD_HOURS, THREAD_SHARE * room)
    items: list[Item] = []
    for stream, part in ((False, room - share), (True, share), (None, room)):
        items += desk.fill(min(part, room - sum(item.hours for item in items)), thread=stream)
    items = _merged(items)
    if reviews > 0.0 and items:
        items.append(Item(task=REVIEW, hours=reviews))
    return Week(number=number, start=start, hours=sum(days), items=tuple(items))


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
