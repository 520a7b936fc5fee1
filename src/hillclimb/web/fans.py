"""Ways side by side as one picture: a fan for each, from where the learner stands to when the top may be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hillclimb.actions import Odds, State, climbed
from hillclimb.web.climb import HEIGHT, WIDTH, Mark, time_marks

_LEFT, _RIGHT, _TOP, _BOTTOM = 4.0, 20.0, 26.0, 26.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """One way on the picture: its band from P10 to P90, its likely line, and its marks at the top."""

    odds: Odds
    wide: str
    line: str
    likely: float
    safe: float
    here: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fans:
    """The picture: fans in the order of the ways, and the months or years along the bottom."""

    fans: tuple[Fan, ...]
    times: tuple[Mark, ...]
    day: float | None

    @property
    def told(self) -> str:
        """The picture in words."""
        parts = []
        for fan in self.fans:
            found = fan.odds.forecast
            if found is not None:
                parts.append(f"{fan.odds.role.title}, {fan.odds.weekly:g} h a week: P50 {found.p50}, P80 {found.p80}")
        return ". ".join(parts)


def draw_fans(state: State, ways: Sequence[Odds]) -> Fans | None:
    """Return the picture of some ways; None where one of them has no hours or nothing left to do."""
    casts = [odds.forecast for odds in ways]
    start = state.today
    last = max((cast.p90 for cast in casts if cast is not None), default=start)
    if last <= start or any(cast is None or cast.p90 <= start for cast in casts):
        return None
    span = (last - start).days

    def x(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(max((day - start).days / span, 0.0), 1.0)

    top = _TOP
    fans = []
    for odds, cast in zip(ways, casts, strict=True):
        assert cast is not None  # noqa: S101 - seen above
        here = HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * climbed(state, odds.role).share
        fans.append(
            Fan(
                odds=odds,
                wide=f"M{_LEFT:.1f} {here:.1f}L{x(cast.p10):.1f} {top:.1f}H{x(cast.p90):.1f}Z",
                line=f"M{_LEFT:.1f} {here:.1f}L{x(cast.p50):.1f} {top:.1f}",
                likely=x(cast.p50),
                safe=x(cast.p80),
                here=here,
            )
        )
    day = state.deadline
    times = time_marks(start, last, x)
    return Fans(fans=tuple(fans), times=times, day=x(day) if day is not None and start < day <= last else None)
