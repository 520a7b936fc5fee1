"""The climb as a picture: how high the learner stands, and the fan of when the top may be reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from hillclimb.actions import State, climbed
from hillclimb.planner import Forecast

WIDTH, HEIGHT = 560.0, 190.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 4.0, 84.0, 26.0, 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place on the picture with what it is called."""

    x: float
    y: float
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """The picture: paths in its own coordinates, the years along the bottom, and the camps (stages finished)."""

    share: float
    hours: float
    total: float
    wide: str
    narrow: str
    line: str
    here: Mark
    likely: Mark
    safe: Mark
    years: tuple[Mark, ...]
    camps: tuple[Mark, ...]


def draw_climb(state: State) -> Climb | None:
    """Return the picture of the way ahead; None without study hours, when nothing can be forecast."""
    found = state.forecast
    if found is None or found.p90 <= found.start:
        return None
    way = climbed(state)
    span = (found.p90 - found.start).days

    def x(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(max((day - found.start).days / span, 0.0), 1.04)

    def y(share: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share

    x0, y0, top = x(found.start), y(way.share), y(1.0)

    def wedge(early: date, late: date) -> str:
        return f"M{x0:.1f} {y0:.1f}L{x(early):.1f} {top:.1f}H{x(late):.1f}Z"

    return Climb(
        share=way.share,
        hours=way.hours,
        total=way.total,
        wide=wedge(found.p10, found.p90),
        narrow=wedge(found.quantile(0.25), found.quantile(0.75)),
        line=f"M{x0:.1f} {y0:.1f}L{x(found.p50):.1f} {top:.1f}",
        here=Mark(x=x0, y=y0, text=f"{way.share:.0%}"),
        likely=Mark(x=x(found.p50), y=top, text="P50", note=found.p50.isoformat()),
        safe=Mark(x=x(found.p80), y=top, text="P80", note=found.p80.isoformat()),
        years=time_marks(found.start, found.p90, x),
        camps=_camps(state, found, way.share),
    )


def time_marks(start: date, last: date, x: Callable[[date], float]) -> tuple[Mark, ...]:
    """Return about five months or years to write along the bottom, where `x` says."""
    months = max(1, (last - start).days // 30 // 5)
    step = next((size for size in (1, 2, 3, 6, 12, 24, 60) if size >= months), 120)
    marks: list[Mark] = []
    day = date(start.year, start.month, 1)
    while True:
        index = day.year * 12 + day.month - 1 + 1
        if index // 12 > date.max.year:
            return tuple(marks)
        day = date(index // 12, index % 12 + 1, 1)
        if day > last:
            return tuple(marks)
        if (day.month - 1 + 12 * day.year) % step == 0:
            label = f"{day:%Y}" if step >= 12 or day.month == 1 else f"{day:%b}"
            marks.append(Mark(x=x(day), y=HEIGHT - _BOTTOM, text=label))


def _camps(state: State, found: Forecast, share: float) -> tuple[Mark, ...]:
    """Return where each stage ends on the likely line, by the hours of the plan that lie before its last task."""
    total = sum(item.hours for week in state.plan.weeks for item in week.items) or 1.0
    ends: dict[int, float] = {}
    spent = 0.0
    for week in state.plan.weeks:
        for item in week.items:
            spent += item.hours
            if item.task.stage > 0 and item.task.skills:
                ends[item.task.stage] = spent
    titles = {stage.stage: stage.title for stage in state.pack.stages}
    days = (found.p50 - found.start).days
    span = (found.p90 - found.start).days
    marks = []
    for stage, hours in sorted(ends.items()):
        part = hours / total
        if part > 0.985:  # the summit has a mark of its own
            continue
        when = found.start + timedelta(days=round(days * part))
        marks.append(
            Mark(
                x=_LEFT + (WIDTH - _LEFT - _RIGHT) * (when - found.start).days / span,
                y=HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (share + (1 - share) * part),
                text=titles.get(stage, f"Stage {stage}"),
                note=when.isoformat(),
            )
        )
    return tuple(marks)
