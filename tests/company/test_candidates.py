"""Candidates for the place of a model: their bytes, and that gains scatter around the past as they say."""

import json

import numpy as np

from hillclimb.company import Draw, candidate_case
from hillclimb.ground import Seed, digest_of


def test_the_bytes_are_those_on_file():
    case = json.dumps(candidate_case(Draw(Seed.of("golden")))).encode()
    assert digest_of({"case": case}) == "fc6cbdd69e0a73d513d66323a46d230e8f94301c963b2499d0b2d3722a3b8453"


def test_what_is_measured_scatters_by_the_past_and_the_error():
    cases = [candidate_case(Draw(Seed.of(number)))[0] for number in range(400)]
    for place, name in enumerate(("glm", "boosting", "network")):
        options = [options[place] for options in cases]
        assert {option["name"] for option in options} == {name}
        away = [
            (option["gain"] - option["past"][0]) / np.hypot(option["past"][1], option["error"]) for option in options
        ]
        assert abs(np.mean(away)) < 0.15
        assert abs(np.std(away) - 1) < 0.1
        assert all(option["error"] == round(30 / option["weeks"] ** 0.5, 2) for option in options)
