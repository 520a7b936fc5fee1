"""Renewals as the live model sees them: their bytes, and that each change is what it says."""

import numpy as np

from hillclimb.company import Change, Draw, renewals
from hillclimb.ground import Seed

ROWS = 20_000


def of(change: Change, name: str = "renewals"):
    return renewals(Draw(Seed.of(name)), ROWS, change)


def test_a_move_is_one_of_standard_deviations_and_moves_the_score_as_the_truth():
    quiet, moved = of(Change()), of(Change(moves={"calls_30d": 0.5, "claims_7d": -0.3}))
    for name, move, values in (
        ("calls_30d", 0.5, lambda task: task.inputs["calls_30d"]),
        ("claims_7d", -0.3, lambda task: np.log(task.inputs["claims_7d"])),
    ):
        before, after = values(quiet), values(moved)
        assert abs((after.mean() - before.mean()) / before.std() - move) < 0.01, name
    assert np.allclose(moved.truth.aside["score"], moved.truth.expected, atol=1e-6)
    assert moved.truth.expected.mean() > quiet.truth.expected.mean() + 0.05


def test_a_unit_is_a_factor_and_a_category_that_is_gone_leaves_its_place_to_the_others():
    quiet, changed = of(Change()), of(Change(units={"km_7d": 0.5}, gone={"tariff": "green"}))
    assert np.allclose(changed.inputs["km_7d"], quiet.inputs["km_7d"] * 0.5, atol=1e-3)
    assert set(changed.inputs["tariff"]) == {"classic", "direct", "fleet", "young"}


def test_a_mix_may_hold_what_was_not_there():
    new = of(Change(mixes={"channel": {"broker": 0.8, "chat": 0.2}})).inputs["channel"]
    assert abs((new == "chat").mean() - 0.2) < 0.01


def test_only_outcomes_know_of_another_level_or_slope():
    quiet, level, slope = of(Change()), of(Change(level=0.7)), of(Change(slope=0.3))
    assert level.inputs.digest() == quiet.inputs.digest() == slope.inputs.digest()
    assert np.array_equal(level.truth.aside["score"], quiet.truth.aside["score"])
    assert level.outcome.mean() > quiet.outcome.mean() + 0.08
    assert slope.truth.expected.std() < 0.5 * quiet.truth.expected.std()
