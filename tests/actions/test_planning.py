"""Days away, a deadline and comparisons: recorded once, honest at the edges, and calm whatever the record holds."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hillclimb.actions import (
    Desk,
    State,
    absences_json,
    begin,
    compare,
    compare_json,
    deadline_json,
    declare_absence,
    log,
    moved,
    outcome,
    pace_told,
    plan_json,
    set_deadline,
    withdraw_absence,
)
from hillclimb.content import read_pack
from hillclimb.ground import Conflict, Misuse, NotFound
from hillclimb.record import AbsenceDeclared, AbsenceWithdrawn, DeadlineSet, Event, ProfileDeclared
from tests.actions.conftest import START, TINY, Clock
from tests.record.facts import ANY_FACT

HOURS = (1.5, 0.0, 1.5, 0.0, 1.0, 3.0, 2.0)
TODAY = date(2026, 3, 2)


def facts(desk: Desk, kind: type) -> list[object]:
    return [event.fact for event in desk.record.events() if isinstance(event.fact, kind)]


def told(state: State) -> str:
    body = [absences_json(state), deadline_json(state), plan_json(state)]
    return json.dumps(body, allow_nan=False)


# ---- days away


def test_an_absence_is_recorded_once_and_moves_the_date_by_what_it_costs(begun: Desk) -> None:
    before = begun.state().forecast
    state = declare_absence(begun, "2026-03-03", "2026-03-16")
    assert before is not None
    assert state.forecast is not None
    assert (state.forecast.p80 - before.p80).days == 14
    declare_absence(begun, "2026-03-03", "2026-03-16")
    assert len(facts(begun, AbsenceDeclared)) == 1
    assert state.plan.weeks[1].items == ()
    assert state.plan.weeks[1].away[0].why == "holiday"


def test_a_week_on_call_keeps_half_the_hours_unless_said_otherwise(begun: Desk) -> None:
    assert declare_absence(begun, "2026-03-09", "2026-03-15", why="on-call").plan.weeks[1].hours == 4.5
    (first,) = begun.state().absences
    withdraw_absence(begun, first.uuid)
    assert declare_absence(begun, "2026-03-09", "2026-03-15", why="on-call", share=0.2).absences[0].share == 0.2


def test_an_absence_can_be_taken_back_by_its_number(begun: Desk) -> None:
    before = begun.state().forecast
    declare_absence(begun, "2026-04-01", "2026-04-10")
    declare_absence(begun, "2026-03-10")
    assert [item["first"] for item in absences_json(begun.state())["absences"]] == ["2026-03-10", "2026-04-01"]
    withdraw_absence(begun, "2")
    state = withdraw_absence(begun, "1")
    assert state.absences == ()
    assert state.forecast == before
    assert len(facts(begun, AbsenceWithdrawn)) == 2
    with pytest.raises(NotFound):
        withdraw_absence(begun, "1")
    assert "Will not be away" in log(state)[0].text


@pytest.mark.parametrize(
    ("first", "last", "how"),
    [
        ("24.12.2026", "", {}),
        ("2026-12-24", "2026-12-20", {}),
        ("2026-12-24", "2027-12-30", {}),
        ("2026-02-30", "", {}),
        ("20261224", "", {}),
        ("2026-12-24", "", {"share": 1.5}),
        ("2026-12-24", "", {"share": float("nan")}),
        ("2026-12-24", "", {"why": "bored"}),
    ],
)
def test_what_is_no_absence_is_refused_with_a_way_out(begun: Desk, first: str, last: str, how: dict) -> None:
    with pytest.raises(Misuse) as refused:
        declare_absence(begun, first, last, **how)
    assert refused.value.hint
    assert facts(begun, AbsenceDeclared) == []


def test_a_week_gone_by_that_is_explained_afterwards_counts_no_more_as_missed(begun: Desk, clock: Clock) -> None:
    clock.at += timedelta(days=15)
    missed = begun.state()
    assert missed.pace.weeks_seen >= 1
    told = declare_absence(begun, "2026-03-02", "2026-03-15", why="pause")
    assert told.pace.weeks_seen == missed.pace.weeks_seen - 2
    assert told.pace.missed < missed.pace.missed
    assert told.forecast is not None
    assert missed.forecast is not None
    assert told.forecast.p50 < missed.forecast.p50


def test_a_missed_week_says_by_how_much_it_moved_the_date_and_does_not_scold(begun: Desk, clock: Clock) -> None:
    assert moved(begun.state()) == ()
    clock.at += timedelta(days=14)
    said = moved(begun.state())
    assert said[0] == "Last week: 0.0 of 9.0 h."
    assert "later" in said[1]
    assert not any(word in " ".join(said).lower() for word in ("fail", "should", "must", "behind", "lazy", "streak"))


def test_the_pace_is_told_with_how_much_of_it_is_ones_own(begun: Desk, clock: Clock) -> None:
    assert pace_told(begun.state()).endswith("(as is usual, until more is known of yours).")
    clock.at += timedelta(days=14)
    text = pace_told(begun.state())
    assert "from 2 weeks of yours" in text or "from 1 week of yours" in text
    assert "of ten planned hours 8.5" not in text


# ---- a deadline


def test_a_deadline_offers_hours_roles_and_scope_each_with_its_odds(begun: Desk) -> None:
    state = begun.state()
    assert outcome(state) is None
    assert deadline_json(state)["day"] is None
    assert state.forecast is not None
    state = set_deadline(begun, state.forecast.quantile(0.3).isoformat())
    found = deadline_json(state)
    assert 0.25 <= found["chance"] <= 0.45
    half, four_fifths = found["hours"]
    assert 9 < half["hours_a_week"] <= four_fifths["hours_a_week"]
    assert all(role["chance"] >= found["chance"] for role in found["roles"])
    assert found["milestones"][-1]["chance"] <= found["milestones"][0]["chance"]
    assert "Wants to be done by" in log(state)[0].text


def test_the_hours_that_are_offered_reach_the_odds(begun: Desk) -> None:
    state = begun.state()
    assert state.forecast is not None
    found = outcome(set_deadline(begun, state.forecast.quantile(0.2).isoformat()))
    assert found is not None
    way = found.ways[-1]
    assert way.hours is not None
    richer = begin(begun, role="scaler", hours=tuple(day * way.hours / 9 for day in HOURS), background="typed")
    assert richer.forecast is not None
    assert richer.forecast.chance_by(found.day) >= way.target


def test_a_deadline_is_set_once_and_cleared(begun: Desk) -> None:
    set_deadline(begun, "2027-01-01")
    set_deadline(begun, "2027-01-01")
    assert len(facts(begun, DeadlineSet)) == 1
    assert set_deadline(begun, "").deadline is None
    assert set_deadline(begun, "").deadline is None
    assert len(facts(begun, DeadlineSet)) == 2


@pytest.mark.parametrize("day", ["2026-03-02", "2020-01-01", "soon", "2026-13-01"])
def test_a_day_that_is_not_ahead_is_refused(begun: Desk, day: str) -> None:
    with pytest.raises(Misuse) as refused:
        set_deadline(begun, day)
    assert refused.value.hint
    assert facts(begun, DeadlineSet) == []


def test_a_deadline_that_has_gone_by_says_so_in_numbers(begun: Desk, clock: Clock) -> None:
    set_deadline(begun, "2026-03-10")
    clock.at += timedelta(days=30)
    found = deadline_json(begun.state())
    assert found["days"] < 0
    assert found["chance"] == 0.0
    assert found["hours"] == []


def test_without_hours_the_odds_are_none_and_hours_are_offered(begun: Desk) -> None:
    begin(begun, role="scaler", hours=(0.0,) * 7, background="typed")
    found = deadline_json(set_deadline(begun, "2027-03-01"))
    assert found["chance"] == 0.0
    assert found["hours"][0]["hours_a_week"] > 0
    assert found["forecast"]["p50"] is None


def reached(desk: Desk) -> State:
    """Return the state of somebody for whom nothing is left."""
    state = desk.state()
    object.__setattr__(state, "tasks", ())
    return state


def test_a_role_that_is_reached_is_certain_whatever_the_hours(begun: Desk) -> None:
    set_deadline(begun, "2026-03-05")
    state = reached(begun)
    found = outcome(state)
    assert found is not None
    assert found.chance == 1.0
    assert found.ways == ()
    assert found.milestones == ()
    assert state.forecast is not None
    assert state.forecast.p90 == state.today


# ---- side by side


def test_two_weeks_are_laid_side_by_side_with_the_same_luck(begun: Desk) -> None:
    found = compare_json(compare(begun.state(), [], [(1.0,) * 7, (2.0,) * 7]))["options"]
    assert [option["hours_a_week"] for option in found] == [7.0, 14.0]
    assert found[0]["later_days"] == 0
    assert found[1]["later_days"] < 0
    again = compare_json(compare(begun.state(), [], [(2.0,) * 7, (1.0,) * 7]))["options"]
    assert again[0]["forecast"] == found[1]["forecast"]


def test_one_other_way_is_laid_beside_how_things_are(begun: Desk) -> None:
    state = begun.state()
    now, other = compare(state, ["doubler"], [])
    assert (now.role.slug, other.role.slug) == ("scaler", "doubler")
    assert now.forecast == state.forecast
    both = compare(state, ["doubler"], [(1.0,) * 7])
    assert [(odds.role.slug, odds.weekly) for odds in both] == [("scaler", 9.0), ("doubler", 7.0)]


@pytest.mark.parametrize(
    ("roles", "hours", "kind"),
    [
        ([], [], Misuse),
        (["scaler"], [], Misuse),
        (["nobody"], [], NotFound),
        ([], [(float(number),) * 7 for number in range(1, 6)], Misuse),
    ],
)
def test_what_cannot_be_compared_is_refused(begun: Desk, roles: list, hours: list, kind: type) -> None:
    with pytest.raises(kind):
        compare(begun.state(), roles, hours)


def test_a_week_without_hours_has_no_date_beside_one_that_has(begun: Desk) -> None:
    found = compare_json(compare(begun.state(), [], [(0.0,) * 7, (1.0,) * 7]))["options"]
    assert found[0]["forecast"]["p50"] is None
    assert found[1]["later_days"] is None


# ---- before the beginning, and whatever else may be


def test_nothing_of_it_can_be_done_before_the_beginning(desk: Desk) -> None:
    for act in (
        lambda: declare_absence(desk, "2026-04-01"),
        lambda: set_deadline(desk, "2027-01-01"),
        lambda: compare(desk.state(), ["scaler"]),
        lambda: deadline_json(desk.state()),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "not-begun"
    assert desk.record.events() == ()


PACK = read_pack(TINY).pack
assert PACK is not None
AIM = ProfileDeclared(background="typed", role=PACK.roles["scaler"].uuid, hours=HOURS)
DAY = st.dates().map(date.isoformat) | st.text(max_size=11)
SHARE = st.floats(allow_nan=True)
MINE = (
    st.builds(AbsenceDeclared, first=DAY, last=DAY, share=SHARE, why=st.text(max_size=5))
    | st.builds(AbsenceWithdrawn, absence=st.sampled_from([f"event-{number}" for number in range(9)]))
    | st.builds(DeadlineSet, day=DAY)
)
INSTANTS = st.integers(-(20**7), 10**9).map(lambda seconds: START + timedelta(seconds=seconds))


@given(st.lists(st.tuples(INSTANTS, MINE | ANY_FACT), max_size=8), INSTANTS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_the_record_holds_and_the_clock_did_the_plan_can_be_told(
    happened: list[tuple[datetime, object]], at: datetime
) -> None:
    assert PACK is not None
    said = [(START, AIM), *happened, (START, AIM)]
    events = [Event(seq=n, uuid=f"event-{n}", at=when, fact=fact) for n, (when, fact) in enumerate(said, start=1)]  # type: ignore[arg-type]
    state = State(pack=PACK, events=events, at=at)
    text = told(state)
    assert text == told(State(pack=PACK, events=events, at=at))
    if state.forecast is not None:
        assert state.today <= state.forecast.p10 <= state.forecast.p90


@pytest.fixture
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    def move(name: str) -> None:
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_days_are_those_of_the_place_where_the_learner_is(
    begun: Desk, clock: Clock, zone: Callable[[str], None]
) -> None:
    clock.at = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    zone("Pacific/Auckland")
    assert begun.state().today == TODAY + timedelta(days=1)
    with pytest.raises(Misuse):
        set_deadline(begun, "2026-03-03")
    zone("America/Los_Angeles")
    assert begun.state().today == TODAY
    assert set_deadline(begun, "2026-03-03").deadline == date(2026, 3, 3)


@pytest.mark.parametrize("instant", ["2026-03-28T23:30", "2026-03-29T00:30", "2026-03-29T01:30", "2026-10-25T00:59"])
def test_a_change_of_the_clocks_moves_no_day_of_the_plan(
    begun: Desk, clock: Clock, zone: Callable[[str], None], instant: str
) -> None:
    zone("Europe/Amsterdam")
    clock.at = datetime.fromisoformat(f"{instant}+00:00")
    state = begun.state()
    for week, after in zip(state.plan.weeks, state.plan.weeks[1:], strict=False):
        assert after.start.weekday() == 0
        assert 1 <= (after.start - week.start).days <= 7
        assert all(stint.hours <= state.hours[stint.day.weekday()] + 1e-9 for stint in week.stints)


def test_a_clock_that_jumps_back_leaves_plan_and_forecast_standing(begun: Desk, clock: Clock) -> None:
    declare_absence(begun, "2026-03-09", "2026-03-15")
    set_deadline(begun, "2026-12-24")
    clock.at = START - timedelta(days=4000)
    state = begun.state()
    assert json.loads(told(state))[1]["day"] == "2026-12-24"
    assert state.forecast is not None
    assert state.forecast.start == state.today


def test_a_pack_without_anything_to_learn_is_planned_as_done(tmp_path: Path, begun: Desk) -> None:
    from dataclasses import replace

    from hillclimb.content.model import SkillGraph

    assert PACK is not None
    empty = replace(
        PACK,
        graph=SkillGraph({}),
        labs={},
        lessons={},
        cards={},
        questions={},
        roles={slug: replace(role, levels={}) for slug, role in PACK.roles.items()},
    )
    state = State(pack=empty, events=begun.record.events(), at=START)
    assert state.tasks == ()
    assert state.plan.weeks == ()
    assert json.loads(told(state))[2]["weeks"] == []
