"""Offers follow the documented equations, and no price earns more than the best one."""

import numpy as np
import pytest

from hillclimb.company import Draw, best_prices, chance_of_accepting, expected_profit, offers
from hillclimb.ground import Seed


def draw(*names) -> Draw:
    return Draw(Seed.of("test offers", *names))


def test_chances_follow_the_equation():
    task = offers(draw(), 400)
    t = task.inputs
    place = np.array([("broker", "comparison", "own site").index(name) for name in t["channel"]])
    level, slope = np.array([3.4, 2.6, 3.2])[place], np.array([6.5, 14.0, 9.6])[place]
    logit = level - slope * (t["price"] / t["risk"] - 1) + 0.002 * (t["risk"] - 240)
    assert task.truth.expected == pytest.approx(1 / (1 + np.exp(-logit)))
    assert (t["price"] >= t["risk"]).all()


def test_as_many_accept_as_the_chances_say():
    task = offers(draw("mean"), 20_000)
    spread = np.sqrt(np.sum(task.truth.expected * (1 - task.truth.expected)))
    assert abs(task.outcome.sum() - task.truth.expected.sum()) < 4.5 * spread


def test_no_price_on_a_fine_grid_earns_more_than_the_best():
    customers = offers(draw("best"), 300).inputs.drop(["price"])
    best, risk = best_prices(customers), customers["risk"]
    each = chance_of_accepting(customers, best) * (best - risk)
    for margin in np.linspace(0.0, 1.0, 401):
        price = risk * (1 + margin)
        assert (chance_of_accepting(customers, price) * (price - risk) <= each + 1e-6).all()
    assert expected_profit(customers, best) == pytest.approx(each.mean())
