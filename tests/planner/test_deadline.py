"""What can give: the least hours that reach the odds, and stages that are never done in the wrong order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.ground import Seed
from hillclimb.planner import (
    MOST_WEEKLY,
    Forecast,
    Milestone,
    Task,
    forecast,
    hours_for,
    make_plan,
    milestones,
    scaled,
)
from tests.planner.test_plan import EVENLY, MONDAY, graphs, studies

SEED = Seed.of("tests", "deadline")
WEEK = st.tuples(*[st.floats(0, 4)] * 7)


def cast(tasks: Sequence[Task], hours: tuple[float, ...]) -> Forecast | None:
    return forecast(tasks, hours=hours, start=MONDAY, seed=SEED, samples=100)


@given(WEEK, st.floats(0.5, 100), st.sampled_from((0.5, 0.8)))
def test_the_hours_offered_are_enough_and_half_an_hour_less_is_not(
    hours: tuple[float, ...], need: float, share: float
) -> None:
    def odds(week: tuple[float, ...]) -> float:
        return min(sum(week) / need, 1.0)

    found = hours_for(share, hours=hours, odds=odds)
    if found is None:
        assert odds(scaled(hours, MOST_WEEKLY)) < share
    else:
        assert odds(scaled(hours, found)) >= share
        assert found <= MOST_WEEKLY
        assert found - 0.5 <= sum(hours) or odds(scaled(hours, found - 0.5)) < share


@given(WEEK, st.floats(0.5, 40))
def test_more_hours_keep_the_shape_of_the_week(hours: tuple[float, ...], weekly: float) -> None:
    found = scaled(hours, weekly)
    assert all(0.0 <= day <= 16.0 for day in found)
    assert sum(found) <= weekly + 1e-6
    if max(found) < 16.0:
        assert sum(found) == pytest.approx(weekly)
    if sum(hours) >= 0.1:
        assert all(more == 0.0 for day, more in zip(hours, found, strict=True) if day == 0.0)


def stages_of(tasks: tuple[Task, ...], graph: object) -> tuple[Milestone, ...]:
    plan = make_plan(tasks, graph, hours=EVENLY, start=MONDAY)  # type: ignore[arg-type]
    return milestones(plan, {1: "One"}, hours=EVENLY, cast=cast)


@given(graphs())
@settings(max_examples=40, deadline=None)
def test_stages_are_done_one_after_another_and_the_last_with_the_whole(graph: object) -> None:
    tasks = studies(graph)  # type: ignore[arg-type]
    found = stages_of(tasks, graph)
    assert {stage.stage for stage in found} == {task.stage for task in tasks if task.stage > 0}
    for one, two in pairwise(found):
        assert one.hours <= two.hours + 1e-6
        assert all(soon <= late for soon, late in zip(one.forecast.fan, two.forecast.fan, strict=True))
    whole = cast(tasks, EVENLY)
    assert whole is not None
    if found and all(task.stage > 0 for task in tasks):
        assert abs((found[-1].forecast.p80 - whole.p80).days) <= 1


def test_without_hours_there_is_no_milestone() -> None:
    assert milestones(make_plan((), None, hours=(0.0,) * 7, start=MONDAY), {}, hours=(0.0,) * 7, cast=cast) == ()  # type: ignore[arg-type]


@given(st.floats(5, 200), st.integers(1, 100), st.floats(1.0, 4.0))
@settings(max_examples=40, deadline=None)
def test_more_hours_and_a_later_day_never_lower_the_odds(size: float, weeks: int, factor: float) -> None:
    from tests.planner.test_forecast import work

    less, more = cast(work(size), EVENLY), cast(work(size), scaled(EVENLY, 5 * factor))
    assert less is not None
    assert more is not None
    day = MONDAY + timedelta(weeks=weeks)
    assert more.chance_by(day) >= less.chance_by(day)
    assert less.chance_by(day + timedelta(weeks=1)) >= less.chance_by(day)
