"""Moments of prediction and premiums that were corrected: their bytes, and what the lab's ticket says of them."""

import numpy as np

from hillclimb.company import Draw, asks, insurer, premium_history
from hillclimb.ground import Seed

DRAW = Draw(Seed.of("golden"))
PEOPLE = insurer(DRAW, 257).policyholders


def test_the_bytes_are_those_on_file():
    assert asks(DRAW, PEOPLE, 257).digest() == "913c5f7b128c49117b89d7911c48787512f7b7a67f2cf017ea8389da9d1748ce"
    assert premium_history(DRAW, PEOPLE).digest() == "aa249fb6397ea8514f748a9daab675397e74b9a04f18a35063948671c3d77586"


def test_premiums_are_announced_backdated_and_corrected():
    table = premium_history(DRAW, PEOPLE)
    ahead = table["valid_from_day"] - table["recorded_day"]
    assert (ahead > 0).mean() > 0.2
    assert (ahead < 0).mean() > 0.2
    keys = np.column_stack([table["policyholder_id"], table["valid_from_day"]])
    assert 1.2 < len(keys) / len(np.unique(keys, axis=0)) < 1.4


def test_nobody_is_asked_about_outside_the_year():
    table = asks(DRAW, PEOPLE, 2000)
    assert set(table["policyholder_id"]) <= set(PEOPLE["policyholder_id"])
    assert table["day"].min() >= 30
    assert table["day"].max() < 365
    assert len(set(table["ask_id"])) == 2000
