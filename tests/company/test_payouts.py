"""Daily payouts follow their documented equation, and their best possible forecast is what it claims to be."""

import numpy as np
import pytest

from hillclimb.company import Draw, best_outlook, daily_payouts, last_week_error, least_error
from hillclimb.ground import Seed

WEEK = (0, 1, 2, 2.5, 3, -2, -4)


def office(*names, days=400, **options):
    return daily_payouts(Draw(Seed.of("test payouts", *names)), days, **options)


def test_the_pattern_follows_the_equation_on_consecutive_days():
    task = office()
    dates = task.inputs["date"].astype("datetime64[D]")
    assert (np.diff(dates) == np.timedelta64(1, "D")).all()
    weekday = (dates.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
    line = task.truth.intercept + task.truth.coefficients["slope"] * np.arange(400)
    week = task.truth.coefficients["size"] * np.array(WEEK)[weekday]
    assert task.truth.expected == pytest.approx(line + week)
    assert task.outcome == pytest.approx(task.truth.expected + task.truth.aside["remainder"], abs=0.006)


def test_without_noise_the_pattern_is_all_there_is():
    task = office(noise=0.0)
    assert task.outcome == pytest.approx(task.truth.expected, abs=0.006)


def test_the_remainder_is_stationary_with_the_memory_it_states():
    first, later = [], []
    for n in range(300):
        x = office(n, days=60).truth.aside["remainder"]
        first.append(x[0])
        later.append(x[1:] - 0.7 * x[:-1])
    assert np.var(first) == pytest.approx(1 / (1 - 0.49), rel=0.25)
    assert np.std(later) == pytest.approx(1.0, rel=0.02)
    assert abs(np.mean(later)) < 0.03


@pytest.mark.parametrize("ahead", [1, 7])
def test_errors_are_those_that_the_formulas_give(ahead):
    best, last_week = [], []
    for n in range(400):
        task = office("errors", n, days=40 + ahead)
        best.append(task.outcome[-1] - best_outlook(task, 40, ahead))
        last_week.append(task.outcome[-1] - task.outcome[-8])
    assert np.sqrt(np.mean(np.square(best))) == pytest.approx(least_error(ahead), rel=0.1)
    assert np.sqrt(np.mean(np.square(last_week))) == pytest.approx(last_week_error(task, ahead), rel=0.1)


def test_last_week_is_unknown_beyond_seven_days():
    with pytest.raises(ValueError, match="7 days"):
        last_week_error(office(), 8)
