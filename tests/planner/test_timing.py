"""Study time: what is counted, to whom, and that no clock, order or correction makes nonsense of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.planner import Times, pace_from, tasks_measured, times_from, weeks_measured
from hillclimb.planner.timing import GAP_MINUTES, LEAD_MINUTES, LONGEST_MINUTES
from hillclimb.record import (
    CardReviewed,
    Event,
    Fact,
    HintShown,
    LabOpened,
    LessonRead,
    PageRead,
    SaveSeen,
    TimeCorrected,
)
from tests.learner.graphs import START, answered, diamond, graded, lab, pack_of, uid

LAB = lab("first", {"a": 1.0})
PACK = pack_of(diamond(), labs=[LAB, lab("second", {"b": 1.0})], lessons=["a", "b"])
MONDAY = date(2026, 3, 2)


def told(*said: tuple[float, Fact]) -> list[Event]:
    """Return events so many minutes after the start, in this order."""
    return [
        Event(seq=number, uuid=uid("e", str(number)), at=START + timedelta(minutes=minutes), fact=fact)
        for number, (minutes, fact) in enumerate(said, start=1)
    ]


def times(*said: tuple[float, Fact]) -> Times:
    return times_from(PACK, told(*said), zone=UTC)


OPENED, FAILED, PASSED = LabOpened(lab=LAB.uuid), graded("first", {"a": 1.0}, "failed"), graded("first", {"a": 1.0})


def page(seconds: float, about: str = "a") -> PageRead:
    return PageRead(page="lesson", about=uid("skill", about), seconds=seconds)


def said(minutes: float, what: str = "lab", about: str = LAB.uuid) -> TimeCorrected:
    return TimeCorrected(page=what, about=about, minutes=minutes)


def test_what_lies_between_two_signs_of_a_sitting_counts() -> None:
    found = times((0, OPENED), (12, FAILED), (20, PASSED))
    assert found.spent["lab:first"].minutes == 20
    assert [sitting.total for sitting in found.sittings] == [20]


def test_a_longer_gap_ends_the_sitting_and_is_not_counted_but_told() -> None:
    found = times((0, OPENED), (10, FAILED), (10 + GAP_MINUTES + 20, PASSED))
    assert len(found.sittings) == 2
    assert found.spent["lab:first"].minutes == 10 + LEAD_MINUTES
    assert found.spent["lab:first"].unseen == GAP_MINUTES + 20


def test_a_night_is_no_pause() -> None:
    assert times((0, FAILED), (600, PASSED)).spent["lab:first"].unseen == 0


def test_a_page_gets_its_own_seconds_and_the_rest_goes_to_what_was_done_before() -> None:
    found = times((0, OPENED), (10, page(240)))
    assert found.spent["lab:first"].minutes == pytest.approx(6)
    assert found.spent["lesson:a"].minutes == pytest.approx(4)


def test_a_hint_is_read_after_it_was_asked_for() -> None:
    hint = HintShown(lab=LAB.uuid, step=1)
    found = times(
        (0, graded("second", {"b": 1.0}, "failed")), (4, hint), (9, CardReviewed(card="c", skill="s", rating=3))
    )
    assert found.spent["lab:second"].minutes == LEAD_MINUTES + 4
    assert found.spent["review"].minutes == 5


def test_a_page_left_open_overnight_counts_no_longer_than_a_gap() -> None:
    assert times((0, answered("a", seconds=3600.0))).total == GAP_MINUTES


def test_a_clock_set_back_begins_a_new_sitting_and_takes_nothing_away() -> None:
    found = times((0, OPENED), (10, FAILED), (-120, FAILED), (-115, PASSED))
    assert found.spent["lab:first"].minutes == 10 + LEAD_MINUTES + 5
    assert len(found.sittings) == 2


def test_a_watcher_that_never_sleeps_counts_for_a_working_day_at_most() -> None:
    found = times(*((10.0 * number, SaveSeen(lab=LAB.uuid)) for number in range(200)))
    assert found.total == LONGEST_MINUTES


def test_days_are_the_learners_own() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    events = [Event(seq=1, uuid="1", at=late, fact=FAILED)]
    assert list(times_from(PACK, events, zone=UTC).days) == [date(2026, 3, 2)]
    assert list(times_from(PACK, events, zone=ZoneInfo("Europe/Berlin")).days) == [date(2026, 3, 3)]


def test_the_hour_that_summer_time_skips_is_not_studied() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 29, 1, 55, tzinfo=berlin)
    after = datetime(2026, 3, 29, 3, 5, tzinfo=berlin)
    events = [Event(seq=1, uuid="1", at=before, fact=OPENED), Event(seq=2, uuid="2", at=after, fact=PASSED)]
    in_utc = [Event(seq=e.seq, uuid=e.uuid, at=e.at.astimezone(UTC), fact=e.fact) for e in events]
    assert times_from(PACK, in_utc, zone=berlin).total == 10


def test_a_correction_counts_for_all_so_far_and_what_comes_is_added() -> None:
    found = times((0, OPENED), (10, FAILED), (11, said(90)), (30, FAILED), (40, PASSED))
    assert found.spent["lab:first"].minutes == pytest.approx(90 + LEAD_MINUTES + 10)
    assert found.spent["lab:first"].seen == 10 + LEAD_MINUTES + 10
    assert found.total == pytest.approx(found.spent["lab:first"].minutes)
    assert times((0, OPENED), (10, FAILED), (11, said(90)), (12, said(30))).total == pytest.approx(30)


def test_what_was_not_seen_at_all_can_be_said() -> None:
    found = times((0, said(45)))
    assert found.days == {MONDAY: 45}
    assert found.spent["lab:first"].corrected


def test_a_week_can_be_said_with_what_was_studied_elsewhere() -> None:
    found = times((0, OPENED), (10, PASSED), (20, said(300, "week", "2026-03-02")))
    assert found.week(MONDAY) == pytest.approx(300)
    assert found.spent["lab:first"].minutes == 10
    assert times((0, OPENED), (10, PASSED), (20, said(4, "week", "2026-03-02"))).week(MONDAY) == pytest.approx(4)


def test_work_on_what_has_left_the_pack_still_counts_for_its_week() -> None:
    assert times((0, graded("gone", {"a": 1.0}, "failed"))).week(MONDAY) == LEAD_MINUTES


def test_a_finished_task_tells_its_time_until_it_was_passed() -> None:
    found = times((0, OPENED), (10, FAILED), (20, PASSED), (30, FAILED))
    assert tasks_measured(PACK, found) == ((60.0, 20.0),)


def test_a_task_seen_only_for_the_smaller_part_tells_nothing_until_it_is_corrected() -> None:
    gaps: Sequence[tuple[float, Fact]] = ((0, OPENED), (90, FAILED), (180, PASSED))
    assert tasks_measured(PACK, times(*gaps)) == ()
    assert tasks_measured(PACK, times(*gaps, (181, said(170)))) == ((60.0, 170.0),)


def test_a_lesson_tells_what_was_read_before_it_was_marked() -> None:
    found = times((0, page(60)), (5, page(300)), (10, page(300)), (10, LessonRead(skill=uid("skill", "a"))))
    assert tasks_measured(PACK, found) == ((20.0, 11.0),)


def test_full_weeks_gone_by_are_told_with_what_was_planned() -> None:
    found = times((0, OPENED), (10, PASSED))
    weeks = weeks_measured(found, lambda day: 1.0 if day.weekday() < 5 else 0.0, begun=MONDAY, today=date(2026, 3, 18))
    assert weeks == ((5.0, pytest.approx(1 / 6)), (5.0, 0.0))
    begun = date(2026, 3, 3)
    assert len(weeks_measured(found, lambda _: 1.0, begun=begun, today=date(2026, 3, 18))) == 1
    assert weeks_measured(found, lambda _: 0.0, begun=MONDAY, today=date(2026, 3, 18)) == ()


def test_measured_times_move_the_pace_and_the_authors_estimate_holds_it() -> None:
    slow = times((0, OPENED), (10, PASSED), (11, said(240)))
    usual, seen = pace_from().stretch, pace_from(tasks_measured(PACK, slow)).stretch
    assert usual < seen < 4.0


WILD = st.floats(allow_nan=True, allow_infinity=True)
FACTS = st.one_of(
    st.sampled_from([OPENED, FAILED, PASSED, SaveSeen(lab=LAB.uuid), SaveSeen(lab="gone"), LessonRead(skill="gone")]),
    st.builds(page, WILD, st.sampled_from(["a", "b", "gone"])),
    st.builds(
        said, WILD, st.sampled_from(["lab", "lesson", "week", "?"]), st.sampled_from([LAB.uuid, "2026-03-02", ""])
    ),
    st.builds(lambda seconds: answered("a", seconds=seconds), WILD),
    st.builds(lambda seconds: CardReviewed(card="c", skill="s", rating=3, seconds=seconds), WILD),
)
STEPS = st.lists(st.tuples(st.floats(-3000, 3000), FACTS), max_size=30)


@given(STEPS, st.sampled_from(["UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia"]))
@settings(max_examples=150, deadline=None)
def test_whatever_happened_time_adds_up_and_is_never_negative(steps: list[tuple[float, Fact]], zone: str) -> None:
    at, events = 0.0, []
    for step, fact in steps:
        at += step / 10
        events.append((at, fact))
    found = times_from(PACK, told(*events), zone=ZoneInfo(zone))
    assert all(minutes >= 0.0 and math.isfinite(minutes) for minutes in found.days.values())
    assert found.total == pytest.approx(math.fsum(spent.minutes for spent in found.spent.values()))
    assert math.fsum(s.total for s in found.sittings) == pytest.approx(math.fsum(s.seen for s in found.spent.values()))
    for sitting in found.sittings:
        assert sitting.total <= (sitting.end - sitting.start).total_seconds() / 60 + 1e-6
        assert sitting.total <= LONGEST_MINUTES + 1e-6
    pace_from(tasks_measured(PACK, found))


@given(STEPS, st.integers(0, 30))
@settings(max_examples=60, deadline=None)
def test_what_comes_later_never_makes_what_was_seen_less(steps: list[tuple[float, Fact]], cut: int) -> None:
    events = told(*((number + step / 1000, fact) for number, (step, fact) in enumerate(steps)))
    early, late = times_from(PACK, events[:cut], zone=UTC), times_from(PACK, events, zone=UTC)
    for key, spent in early.spent.items():
        assert late.spent[key].seen >= spent.seen
