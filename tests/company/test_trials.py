"""The trial at the call centre: its bytes, and what the lab's ticket says of it."""

import numpy as np

from hillclimb.company import Draw, script_trial
from hillclimb.ground import Seed


def test_the_bytes_are_those_on_file():
    calls, people = script_trial(Draw(Seed.of("golden")), 257, effect=0.5)
    assert calls.digest() == "33188b0e35d5c921219b1d034d324599048718e0e604fe2f6daa55908ed75011"
    assert people.digest() == "e4830515bbe396a3796506cfdc4d30610d0e583eff57dd912233f501e9dce997"


def test_the_year_before_tells_half_of_the_variance():
    calls, people = script_trial(Draw(Seed.of("trial")), 20_000)
    count = np.bincount(calls["person"], minlength=people.rows)
    mean = np.bincount(calls["person"], calls["minutes"], people.rows)[count > 0] / count[count > 0]
    assert 0.08 < (count == 0).mean() < 0.12
    assert abs(np.corrcoef(mean, people["before"][count > 0])[0, 1] - 0.7) < 0.02
