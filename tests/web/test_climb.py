"""The picture of the climb: the fan stays in the frame and its order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hillclimb.actions import State, begin
from hillclimb.web.climb import HEIGHT, WIDTH, draw_climb

if TYPE_CHECKING:
    from tests.web.conftest import Site


def state_of(site: Site, hours: float) -> State:
    return begin(site.desk, role="scaler", hours=(hours,) * 7, background="typed")


@pytest.mark.parametrize("hours", [0.1, 1, 8])
def test_the_fan_the_dates_and_the_camps_lie_within_the_picture(site: Site, hours: float) -> None:
    climb = draw_climb(state_of(site, hours))
    assert climb is not None
    assert 0 <= climb.share < 1
    assert climb.here.x < climb.likely.x <= climb.safe.x
    for mark in (climb.here, climb.likely, climb.safe, *climb.camps, *climb.years):
        assert 0 <= mark.x <= WIDTH
        assert 0 <= mark.y <= HEIGHT
    assert [mark.x for mark in climb.camps] == sorted(mark.x for mark in climb.camps)
    for path in (climb.wide, climb.narrow, climb.line):
        assert "nan" not in path
        assert re.match(r"M[\d.]+ [\d.]+L", path)


def test_without_hours_there_is_no_picture(site: Site) -> None:
    assert draw_climb(state_of(site, 0)) is None
