"""Options side by side: what numbers come to, and that a flip really flips."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hillclimb.career import CRITERIA, NUMBERS, OPTIONS, filled, weigh

WEIGHT = st.floats(0.1, 10)
OWN = st.fixed_dictionaries(
    {
        "months": st.floats(0, 36),
        "chance": st.floats(0, 1),
        "pay": st.floats(0, 200_000),
        "pay-until": st.floats(0, 200_000),
        "cost": st.floats(0, 50_000),
        "hours": st.floats(0, 40),
        "ml": st.floats(0, 1),
        "liking": st.floats(0, 10),
    }
)
SURE = {"months": 12.0, "chance": 1.0, "pay": 90_000.0, "pay-until": 60_000.0, "cost": 6_000.0, "hours": 3.0, "ml": 0.5}


def test_money_is_what_is_earned_before_and_after_less_what_it_costs() -> None:
    (one,) = weigh({"job": {**SURE, "liking": 5.0}}, dict.fromkeys(CRITERIA, 1.0)).outcomes
    assert one.values["money"] == pytest.approx(60_000 + 2 * 90_000 - 6_000)
    assert one.values["ml"] == pytest.approx(12.0)
    assert one.values["safety"] == pytest.approx(3 * 60_000 - 6_000)
    assert one.values["time"] == pytest.approx(3 * 52)


def test_a_change_that_may_not_come_is_worth_its_chance() -> None:
    half = {**SURE, "chance": 0.5, "liking": 5.0}
    (one,) = weigh({"job": half}, dict.fromkeys(CRITERIA, 1.0)).outcomes
    assert one.values["money"] == pytest.approx((234_000 + 174_000) / 2)
    assert one.values["ml"] == pytest.approx(6.0)


def test_what_lacks_a_number_is_left_out_and_says_which() -> None:
    found = weigh({"stay": {**SURE, "liking": 5.0}, "job": SURE}, dict.fromkeys(CRITERIA, 1.0))
    assert [one.option for one in found.outcomes] == ["stay"]
    assert found.missing == {"job": ("liking",)}


def test_what_was_said_once_is_not_asked_again() -> None:
    own = filled({"pay": 60_000.0, "hours": 9.0, "job.pay": 70_000.0}, months=15.0)
    assert own["job"] == {"pay": 70_000.0, "pay-until": 60_000.0, "cost": 0.0, "months": 15.0, "hours": 9.0}
    assert own["stay"]["pay"] == 60_000.0
    assert "cost" not in own["degree"], "what a degree costs is not for us to guess"
    assert set(own) == set(OPTIONS)
    assert set(own["job"]) <= set(NUMBERS)


@given(st.lists(OWN, min_size=2, max_size=4), st.fixed_dictionaries(dict.fromkeys(CRITERIA, WEIGHT)))
def test_beyond_a_flip_another_option_is_first(owns: list[dict[str, float]], weights: dict[str, float]) -> None:
    options = dict(zip(OPTIONS, owns, strict=False))
    found = weigh(options, weights)
    assert [one.score for one in found.outcomes] == sorted((one.score for one in found.outcomes), reverse=True)
    first = found.outcomes[0]
    assume(first.score - found.outcomes[1].score > 1e-6)
    for flip in found.flips:
        if flip.what.endswith(".chance"):
            changed = {**options, first.option: {**options[first.option], "chance": flip.at}}
            assert weigh(changed, weights).outcomes[0].option == flip.first
            continue
        step = 1e-3 * max(1.0, flip.at)
        beyond = flip.at - step if flip.at < flip.now else flip.at + step
        if beyond < 0:
            continue
        again = weigh(options, {**weights, flip.what: beyond}).outcomes
        assert again[0].option != first.option or again[0].score - again[1].score < 1e-2
        inside = (flip.at + flip.now) / 2
        if abs(inside - flip.at) > 1e-6:
            assert weigh(options, {**weights, flip.what: inside}).outcomes[0].option == first.option


@given(st.lists(OWN, min_size=2, max_size=4), st.floats(0, 1000), st.sampled_from(list(CRITERIA)))
def test_no_weight_of_a_steady_criterion_changes_who_is_first(
    owns: list[dict[str, float]], weight: float, name: str
) -> None:
    options = dict(zip(OPTIONS, owns, strict=False))
    weights = dict.fromkeys(CRITERIA, 1.0)
    found = weigh(options, weights)
    assume(found.outcomes[0].score - found.outcomes[1].score > 1e-6)
    if name in found.steady:
        assert weigh(options, {**weights, name: weight}).outcomes[0].option == found.outcomes[0].option
