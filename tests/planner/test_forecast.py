"""The forecast: ordered, reproducible, moved the right way by pace and hours, and honest on simulated weeks."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.ground import Seed
from hillclimb.planner import Forecast, Pace, Task, TaskKind, forecast, pace_from, weekly_hours

MONDAY = date(2026, 3, 2)
SEED = Seed.of("tests", "forecast")
HOURS = st.tuples(*[st.floats(0, 6)] * 7).filter(lambda hours: sum(hours) > 0.2)


def work(*hours: float) -> tuple[Task, ...]:
    return tuple(
        Task(key=f"study:t{i}", kind=TaskKind.STUDY, slug=f"t{i}", title="", hours=one, why="")
        for i, one in enumerate(hours)
    )


def cast(*hours: float, weekly: float = 7.0, pace: Pace | None = None, samples: int = 400) -> Forecast:
    found = forecast(
        work(*hours), hours=(weekly / 7,) * 7, start=MONDAY, pace=pace, seed=SEED, samples=samples, review_minutes=0
    )
    assert found is not None
    return found


@given(st.lists(st.floats(0.1, 40), max_size=20), HOURS)
@settings(max_examples=60, deadline=None)
def test_the_quantiles_are_ordered_and_none_lies_before_the_start(sizes: list[float], hours: tuple[float, ...]) -> None:
    found = forecast(work(*sizes), hours=hours, start=MONDAY, seed=SEED, samples=200)
    assert found is not None
    assert list(found.fan) == sorted(found.fan)
    assert len(found.fan) == 101
    assert MONDAY <= found.p10 <= found.p50 <= found.p80 <= found.p90


@given(st.lists(st.floats(0.1, 40), max_size=20), HOURS, st.integers(0, 6), st.floats(0.01, 5))
@settings(max_examples=60, deadline=None)
def test_more_hours_never_finish_later(sizes: list[float], hours: tuple[float, ...], weekday: int, more: float) -> None:
    richer = tuple(day + more if i == weekday else day for i, day in enumerate(hours))
    less = forecast(work(*sizes), hours=hours, start=MONDAY, seed=SEED, samples=200)
    better = forecast(work(*sizes), hours=richer, start=MONDAY, seed=SEED, samples=200)
    assert less is not None
    assert better is not None
    assert all(soon <= late for soon, late in zip(better.fan, less.fan, strict=True))


def test_the_same_seed_gives_the_same_forecast_and_another_a_like_one() -> None:
    assert cast(40.0) == cast(40.0)
    other = forecast(work(40.0), hours=(1.0,) * 7, start=MONDAY, seed=Seed.of("x"), samples=400, review_minutes=0)
    assert other is not None
    assert other != cast(40.0)
    assert abs((other.p50 - cast(40.0).p50).days) < 14


def test_more_work_finishes_later() -> None:
    assert cast(*[4.0] * 10).p50 < cast(*[4.0] * 20).p50


def test_no_hours_give_no_forecast() -> None:
    assert forecast(work(3.0), hours=(0.0,) * 7, start=MONDAY, seed=SEED) is None


def test_nothing_left_is_finished_today() -> None:
    assert set(cast().fan) == {MONDAY}


def test_endless_work_stays_inside_the_calendar() -> None:
    assert cast(1e9).p90 <= date.max
    late = forecast(work(1e9), hours=(1.0,) * 7, start=date(9999, 12, 1), seed=SEED, samples=50)
    assert late is not None
    assert late.p90 == date.max


def test_the_chance_by_a_day_agrees_with_the_quantiles() -> None:
    found = cast(60.0)
    assert found.chance_by(found.p80) >= 0.8
    assert found.chance_by(MONDAY - timedelta(days=1)) == 0.0
    assert found.chance_by(date.max) == 1.0


def test_reviews_take_their_share_of_a_week() -> None:
    assert weekly_hours((1.0,) * 7, review_minutes=30) == pytest.approx(3.5)
    assert weekly_hours((0.1,) + (0.0,) * 6, review_minutes=30) == pytest.approx(0.05)


def test_the_middle_is_later_than_the_plan_taken_at_face_value() -> None:
    assert cast(*[2.0] * 50, weekly=10.0).p50 > MONDAY + timedelta(weeks=10)


def test_pace_moves_towards_what_was_measured_and_never_all_the_way() -> None:
    slow = pace_from(tasks=[(60, 120)] * 10)
    assert math.exp(Pace().task_mean) < slow.stretch < 2.0
    assert slow.task_sd < Pace().task_sd
    assert slow.tasks_seen == 10
    one = pace_from(tasks=[(60, 120)])
    assert one.stretch < slow.stretch


def test_one_absurd_measurement_does_not_decide() -> None:
    absurd = pace_from(tasks=[(60, 60)] * 5 + [(1, 100_000)])
    assert absurd.stretch < 1.8


def test_weeks_studied_more_than_planned_bring_the_finish_nearer() -> None:
    keen, idle = pace_from(weeks=[(5, 7)] * 8), pace_from(weeks=[(5, 2)] * 8)
    assert cast(60.0, pace=keen).p50 < cast(60.0).p50 < cast(60.0, pace=idle).p50


def test_a_missed_week_moves_the_forecast_back() -> None:
    steady = pace_from(weeks=[(5, 4.5)] * 4)
    missed = pace_from(weeks=[*[(5, 4.5)] * 4, (5, 0.0)])
    assert missed.missed == steady.missed + 1
    assert cast(60.0, pace=missed).p50 > cast(60.0, pace=steady).p50


@pytest.mark.parametrize("pair", [(0.0, 5.0), (5.0, math.nan), (math.nan, 5.0), (-1.0, 2.0), (5.0, math.inf)])
def test_pairs_that_are_no_ratio_are_left_out_of_task_pace(pair: tuple[float, float]) -> None:
    assert pace_from(tasks=[pair]) == Pace()


def simulated_weeks(chance: random.Random, sizes: list[float], weekly: float) -> int:
    """Return the true finish week of one learner: pace, AR(1) weekly hours, missed weeks (learner-independent code)."""
    pace = math.exp(chance.gauss(0.2, 0.35))
    level = chance.gauss(-0.15, 0.3)
    left = sum(size * pace * math.exp(chance.gauss(0, 0.5)) for size in sizes)
    wave, weeks = chance.gauss(0, 0.5), 0
    while left > 0 and weeks < 2000:
        weeks += 1
        wave = 0.4 * wave + math.sqrt(1 - 0.16) * chance.gauss(0, 0.5)
        if chance.random() >= 0.11:
            left -= weekly * math.exp(level + wave)
    return weeks


def test_four_in_five_simulated_learners_finish_by_p80() -> None:
    chance = random.Random(7)
    sizes = [2.0] * 100
    found = cast(*sizes, weekly=6.0, samples=2000)
    finishes = [MONDAY + timedelta(weeks=simulated_weeks(chance, sizes, 6.0)) for _ in range(600)]
    by_p80 = sum(finish <= found.p80 for finish in finishes) / len(finishes)
    by_p50 = sum(finish <= found.p50 for finish in finishes) / len(finishes)
    assert 0.73 <= by_p80 <= 0.87
    assert 0.40 <= by_p50 <= 0.60
