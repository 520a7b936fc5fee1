"""Days away: they take their hours and no more, from the plan and from the forecast, and are never a missed week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.ground import Seed
from hillclimb.planner import Absence, Calendar, Forecast, Pace, absences_from, forecast, make_plan, pace_from
from hillclimb.record import AbsenceDeclared, AbsenceWithdrawn, Fact
from tests.learner.graphs import chain, event
from tests.planner.test_forecast import work
from tests.planner.test_plan import EVENLY, MONDAY, studies

SEED = Seed.of("tests", "calendar")
HOURS = st.tuples(*[st.floats(0, 6)] * 7).filter(lambda hours: sum(hours) > 0.5)
DAYS = st.dates(MONDAY - timedelta(days=60), MONDAY + timedelta(days=500))


@st.composite
def absences(draw: st.DrawFn) -> Absence:
    first = draw(DAYS)
    return Absence(
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 80))),
        share=draw(st.sampled_from((0.0, 0.25, 0.5, 1.0))),
    )


def cast(away: Sequence[Absence], hours: tuple[float, ...] = (1.0,) * 7, size: float = 60.0) -> Forecast:
    found = forecast(work(size), hours=hours, start=MONDAY, absences=away, seed=SEED, samples=200)
    assert found is not None
    return found


@given(HOURS, st.lists(absences(), max_size=5), DAYS, st.integers(0, 100), st.integers(0, 100))
def test_the_hours_between_two_days_add_up(
    hours: tuple[float, ...], away: list[Absence], first: date, days: int, more: int
) -> None:
    calendar = Calendar(hours=hours, absences=away)
    middle = first + timedelta(days=days)
    last = middle + timedelta(days=1 + more)
    whole = calendar.between(first, last)
    assert whole == pytest.approx(calendar.between(first, middle) + calendar.between(middle + timedelta(days=1), last))
    assert whole <= Calendar(hours=hours).between(first, last) + 1e-9


def test_the_least_share_counts_where_absences_overlap() -> None:
    calendar = Calendar(
        hours=(2.0,) * 7,
        absences=(
            Absence(first=MONDAY, last=MONDAY + timedelta(days=6), share=0.5),
            Absence(first=MONDAY + timedelta(days=2), last=MONDAY + timedelta(days=2)),
        ),
    )
    assert calendar.week(MONDAY) == (1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 1.0)


@given(HOURS, st.lists(absences(), max_size=4), st.integers(0, 6))
@settings(max_examples=50, deadline=None)
def test_a_plan_with_absences_fits_what_is_left_and_holds_all_the_work(
    hours: tuple[float, ...], away: list[Absence], weekday: int
) -> None:
    graph = chain(6)
    start = MONDAY + timedelta(days=weekday)
    plan = make_plan(studies(graph), graph, hours=hours, start=start, pace=Pace(task_mean=0.0), absences=away)
    calendar = Calendar(hours=hours, absences=away)
    for week in plan.weeks:
        assert week.planned <= week.hours + 1e-6
        spent: dict[date, float] = {}
        for stint in week.stints:
            spent[stint.day] = spent.get(stint.day, 0.0) + stint.hours
        assert all(hours <= calendar.on(day) + 1e-6 for day, hours in spent.items())
        assert sum(spent.values()) == pytest.approx(week.planned)
    total = sum(item.hours for week in plan.weeks for item in week.items if item.task.key != "review")
    late = sum(task.hours for task in plan.overflow)
    assert total + late >= sum(task.hours for task in plan.tasks) - 1e-6


@given(HOURS, st.lists(absences(), max_size=4), st.floats(1, 300))
@settings(max_examples=50, deadline=None)
def test_an_absence_never_brings_the_finish_nearer_nor_moves_it_further_than_it_is_long(
    hours: tuple[float, ...], away: list[Absence], size: float
) -> None:
    usual, moved = cast([], hours, size), cast(away, hours, size)
    weeks = sum(((one.last - one.first).days + 1) // 7 + 2 for one in away)
    for old, new in zip(usual.fan, moved.fan, strict=True):
        assert old <= new <= old + timedelta(weeks=weeks, days=1)


def test_two_weeks_off_before_the_finish_move_it_by_two_weeks() -> None:
    away = Absence(first=MONDAY + timedelta(days=7), last=MONDAY + timedelta(days=20))
    usual, moved = cast([]), cast([away])
    assert usual.p10 > away.last
    assert {(new - old).days for old, new in zip(usual.fan[10:], moved.fan[10:], strict=True)} == {14}


def test_what_comes_after_the_finish_or_keeps_all_hours_changes_nothing() -> None:
    usual = cast([])
    assert cast([Absence(first=usual.fan[100] + timedelta(days=7), last=date.max)]) == usual
    assert cast([Absence(first=MONDAY, last=date.max, share=1.0)]) == usual
    assert cast([Absence(first=date.min, last=MONDAY - timedelta(days=1))]) == usual


def test_an_absence_without_end_leaves_the_forecast_inside_the_calendar() -> None:
    assert cast([Absence(first=MONDAY, last=date.max)]).p10 > MONDAY + timedelta(days=3650)


def test_days_off_on_days_without_hours_cost_nothing() -> None:
    weekend = Absence(first=MONDAY + timedelta(days=5), last=MONDAY + timedelta(days=6))
    assert cast([weekend], EVENLY) == cast([], EVENLY)


def test_a_week_that_was_announced_does_not_count_as_missed() -> None:
    steady = [(5.0, 4.5)] * 4
    assert pace_from(weeks=[*steady, (0.0, 0.0)]) == pace_from(weeks=steady)
    assert pace_from(weeks=[*steady, (5.0, 0.0)]).hours_mean < pace_from(weeks=steady).hours_mean


def said(*facts: Fact) -> tuple[Absence, ...]:
    return absences_from([event(fact, seq=number + 1) for number, fact in enumerate(facts)])


def test_absences_are_read_from_the_record_earliest_first_and_can_be_taken_back() -> None:
    late = event(AbsenceDeclared(first="2027-05-01", last="2027-05-02", why="pause"), seq=1)
    soon = event(AbsenceDeclared(first="2026-05-01", last="2026-05-02", share=0.5), seq=2)
    assert [away.first.year for away in absences_from([late, soon])] == [2026, 2027]
    back = event(AbsenceWithdrawn(absence=late.uuid), seq=3)
    assert [away.share for away in absences_from([late, soon, back])] == [0.5]
    assert len(absences_from([back, late])) == 1


@given(st.text(max_size=12), st.text(max_size=12), st.floats())
def test_what_is_no_date_is_left_out_and_shares_stay_shares(first: str, last: str, share: float) -> None:
    assert said(AbsenceDeclared(first=first, last=last)) == ()
    assert said(AbsenceDeclared(first="2026-05-02", last="2026-05-01")) == ()
    for away in said(AbsenceDeclared(first="2026-05-01", last="2026-05-02", share=share)):
        assert 0.0 <= away.share <= 1.0
