"""Beginning: the profile can be said again, and hours are read the way people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.actions import DAYS, Desk, begin, profile_json, spread_hours
from hillclimb.ground import Conflict, Misuse, NotFound
from hillclimb.record import ProfileDeclared

WEEK = (1.0, 0.0, 2.0, 0.0, 0.0, 4.0, 0.0)
OF_A_DAY = st.integers(0, 1600).map(lambda cents: cents / 100)


@given(hours=st.lists(OF_A_DAY, min_size=7, max_size=7))
def test_seven_numbers_are_the_days_from_monday(hours: list[float]) -> None:
    assert spread_hours(",".join(map(str, hours))) == tuple(hours)


@given(hours=st.dictionaries(st.sampled_from(DAYS), OF_A_DAY, min_size=1), upper=st.booleans())
def test_named_days_are_set_and_the_others_are_free(hours: dict[str, float], upper: bool) -> None:
    text = ", ".join(f"{day.upper() if upper else day} = {value}" for day, value in hours.items())
    assert dict(zip(DAYS, spread_hours(text), strict=True)) == dict.fromkeys(DAYS, 0.0) | hours


@given(weekly=st.integers(0, 4800).map(lambda cents: cents / 100))
def test_a_weekly_number_is_spread_without_loss(weekly: float) -> None:
    hours = spread_hours(str(weekly))
    assert sum(hours) == pytest.approx(weekly, abs=1e-9)
    assert all(0 <= value <= 16 for value in hours)


@given(text=st.text(max_size=20))
def test_whatever_is_typed_becomes_seven_hours_or_a_refusal_with_a_way_out(text: str) -> None:
    try:
        hours = spread_hours(text)
    except Misuse as misuse:
        assert misuse.hint  # noqa: PT017 - either ending is right
    else:
        assert len(hours) == 7
        assert all(0 <= value <= 16 for value in hours)


@pytest.mark.parametrize("text", ["", ",", "nine", "1,2", "1,2,3,4,5,6,7,8", "mon", "mon=", "mon=2,3", "nan", "inf"])
def test_what_is_no_answer_is_refused(text: str) -> None:
    with pytest.raises(Misuse):
        spread_hours(text)


@pytest.mark.parametrize("text", ["-1", "mon=-1", "mon=17", "200", "mon=nan", "1e400", "mon=inf"])
def test_impossible_hours_are_refused(text: str) -> None:
    with pytest.raises(Misuse, match="cannot be planned"):
        spread_hours(text)


@pytest.mark.parametrize("day", ["monkey", "mo", "m", "", "someday", "mondays"])
def test_a_day_that_is_none_is_named(day: str) -> None:
    with pytest.raises(Misuse, match="is no weekday"):
        spread_hours(f"{day}=1")


def test_days_may_be_written_in_full() -> None:
    assert spread_hours("Monday=1, wednes=2, saturday=4") == WEEK


def test_beginning_twice_changes_it_from_now_on_and_keeps_what_was(desk: Desk) -> None:
    first = begin(desk, role="doubler", hours=WEEK, background="typed")
    second = begin(desk, role="scaler", hours=(2.0,) * 7, background="python")
    assert (first.role.slug, second.role.slug) == ("doubler", "scaler")
    assert second.hours == (2.0,) * 7
    assert [type(event.fact) for event in second.events] == [ProfileDeclared] * 2
    assert second.events[0] == first.events[0]
    assert profile_json(second) == {
        "version": 1,
        "begun": True,
        "role": "scaler",
        "background": "python",
        "hours": dict.fromkeys(DAYS, 2.0),
        "hours_a_week": 14.0,
    }


def test_a_role_that_is_not_there_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(NotFound) as refused:
        begin(desk, role="dubler", hours=WEEK, background="typed")
    assert "doubler" in refused.value.hint
    with pytest.raises(NotFound) as refused:
        begin(desk, role="zzz", hours=WEEK, background="typed")
    assert refused.value.hint == "There are: doubler, scaler."
    assert desk.record.events() == ()


@pytest.mark.parametrize(("hours", "background"), [(WEEK[:6], "typed"), ((17.0,) * 7, "typed"), (WEEK, "cobol")])
def test_what_makes_no_profile_records_nothing(desk: Desk, hours: tuple[float, ...], background: str) -> None:
    with pytest.raises(Misuse):
        begin(desk, role="doubler", hours=hours, background=background)
    assert desk.record.events() == ()


def test_before_beginning_there_are_beliefs_but_no_plan(desk: Desk) -> None:
    state = desk.state()
    assert profile_json(state) == {"version": 1, "begun": False}
    assert state.beliefs["counting"].p > 0
    with pytest.raises(Conflict) as refused:
        _ = state.plan
    assert refused.value.code == "not-begun"
