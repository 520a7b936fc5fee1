"""Memory as two pictures: what stayed by days gone by beside what was foretold, and the load of the days ahead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hillclimb.actions import Gap, Load, Remembered

WIDTH, HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 12.0, 14.0, 30.0
# Recall below this is drawn at the bottom.
_LEAST = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One span of days: where its measured share lies, the ends of its interval, and what is said of it."""

    x: float
    y: float
    low: float
    high: float
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The picture of what stayed: measured dots, the foretold line, and marks along both axes."""

    dots: tuple[Dot, ...]
    foretold: str
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The cards of one day; `label` is the day where the axis names it."""

    x: float
    y: float
    width: float
    height: float
    told: str
    label: str


def draw_kept(found: Remembered) -> Kept | None:
    """Return the picture of what stayed by days since a card was last seen, on a scale of logarithms; None if empty."""
    if not found.gaps:
        return None
    most = max(8.0, found.gaps[-1].days)

    def x(days: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * math.log(max(days, 1.0)) / math.log(most)

    def y(share: float) -> float:
        held = min(max((share - _LEAST) / (1.0 - _LEAST), 0.0), 1.0)
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * held

    dots = tuple(
        Dot(x=x(gap.days), y=y(gap.found.held), low=y(gap.found.low), high=y(gap.found.high), told=_told(gap))
        for gap in found.gaps
    )
    line = "L".join(f"{x(gap.days):.1f} {y(gap.found.foretold):.1f}" for gap in found.gaps)
    days = [day for day in (1, 2, 4, 8, 16, 32, 64, 128, 256) if day <= most * 1.01]
    return Kept(
        dots=dots,
        foretold=f"M{line}",
        across=tuple((x(day), f"{day} d") for day in days),
        up=tuple((y(share), f"{share:.0%}") for share in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)),
    )


def _told(gap: Gap) -> str:
    held = gap.found
    return f"after {gap.days:.0f} days {held.held:.0%} of {held.reviews}, foretold {held.foretold:.0%}"


def draw_ahead(ahead: Sequence[Load]) -> tuple[Bar, ...]:
    """Return a bar for each day ahead; none where nothing is due."""
    most = max((load.cards for load in ahead), default=0)
    if not most:
        return ()
    step = (WIDTH - _LEFT - _RIGHT) / len(ahead)
    room = HEIGHT - _TOP - _BOTTOM
    return tuple(
        Bar(
            x=_LEFT + place * step + 1.0,
            y=HEIGHT - _BOTTOM - room * load.cards / most,
            width=step - 2.0,
            height=room * load.cards / most,
            told=f"{load.day:%a %d %b}: {load.cards} cards, {load.minutes:.0f} min",
            label="today" if place == 0 else f"{load.day:%d %b}" if place % 7 == 0 else "",
        )
        for place, load in enumerate(ahead)
    )
