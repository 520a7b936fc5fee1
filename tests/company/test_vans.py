"""Both books of vans follow their documented equations."""

import numpy as np
import pytest

from hillclimb.company import Draw, van_book
from hillclimb.ground import Seed

GOLDEN = (
    (False, "a9546f8a79655e38fa12388bebbbde0a0075c1b68091ec4dca2b9748cdd6eca2"),
    (True, "1cb97133d47a1642a72a124ddf31c0eaffa698d536cd7cbbf9efcf44579f9c87"),
)


@pytest.mark.parametrize("tangled", [False, True])
def test_rates_follow_the_equation(tangled):
    task = van_book(Draw(Seed.of("test vans")), 400, tangled=tangled)
    t = task.inputs
    a, p = (t["driver_age"] - 50) / 15, (t["vehicle_power"] - 6) / 2
    v, b = (t["vehicle_age"] - 8) / 6, (t["bonus_malus"] - 70) / 30
    area = np.array(["ABCDEF".index(letter) for letter in t["area"]]) / 5
    if tangled:
        older, town = t["vehicle_age"] >= 7, area >= 0.6
        same = (t["driver_age"] <= 40) == (t["vehicle_power"] >= 7)
        log_rate = -0.9 + 0.3 * b + 0.3 * area + 0.9 * same - 0.9 * (~older & ~town) + 0.9 * (older & town)
    else:
        log_rate = -0.8 - 0.25 * a + 0.25 * p - 0.2 * v + 0.3 * b + 0.5 * area
    assert np.log(task.truth.expected) == pytest.approx(log_rate)


@pytest.mark.parametrize("tangled", [False, True])
def test_damages_have_the_true_mean(tangled):
    task = van_book(Draw(Seed.of("test vans", "mean")), 20_000, tangled=tangled)
    total = float(task.truth.expected.sum())
    assert abs(task.outcome.sum() - total) < 4.5 * np.sqrt(total)


@pytest.mark.parametrize(("tangled", "digest"), GOLDEN)
def test_the_bytes_of_both_books_are_those_on_file(tangled, digest):
    task = van_book(Draw(Seed.of("golden")), 257, tangled=tangled)
    assert task.inputs.having(outcome=task.outcome, expected=task.truth.expected).digest() == digest
