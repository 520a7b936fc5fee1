"""Study time: what is noted and how often, how it is corrected, and that plan and forecast follow."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hillclimb.actions import Desk, correct_time, log, note_page, note_save, open_lab, rows, time_json, weeks
from hillclimb.ground import Misuse, NotFound, Refusal
from hillclimb.record import LessonRead, PageRead, SaveSeen, TimeCorrected
from tests.learner.graphs import uid

if TYPE_CHECKING:
    from tests.actions.conftest import Clock


def test_reading_a_page_shows_up_as_time_on_its_lesson(begun: Desk, clock: Clock) -> None:
    clock.at += timedelta(minutes=10)
    assert note_page(begun, "lesson", "doubling", 300)
    (row,) = rows(begun.state())
    assert (row.what, row.minutes, row.estimate) == ("lesson:doubling", 5.0, 20.0)


def test_two_windows_do_not_read_twice_as_fast(begun: Desk, clock: Clock) -> None:
    clock.at += timedelta(minutes=10)
    assert note_page(begun, "lesson", "doubling", 300)
    assert not note_page(begun, "lesson", "doubling", 300)
    clock.at += timedelta(seconds=60)
    assert note_page(begun, "lab", "double", 300)
    found = [event.fact.seconds for event in begun.record.events() if isinstance(event.fact, PageRead)]
    assert found[0] == 300
    assert found[1] < 65


@pytest.mark.parametrize("seconds", [0.0, -5.0, math.nan, math.inf])
def test_no_time_is_not_noted(begun: Desk, seconds: float) -> None:
    assert not note_page(begun, "lesson", "doubling", seconds)


@pytest.mark.parametrize(("page", "slug"), [("lesson", "nothing"), ("lab", "nothing"), ("house", "doubling")])
def test_a_page_that_is_not_there_is_refused(begun: Desk, page: str, slug: str) -> None:
    with pytest.raises(Refusal):
        note_page(begun, page, slug, 60)


def test_a_save_is_noted_at_most_every_two_minutes(begun: Desk, clock: Clock) -> None:
    open_lab(begun, "double")
    assert note_save(begun, "double")
    assert not note_save(begun, "double")
    clock.at += timedelta(minutes=3)
    assert note_save(begun, "double")
    assert sum(isinstance(event.fact, SaveSeen) for event in begun.record.events()) == 2


def test_a_correction_shows_and_moves_pace_and_forecast(begun: Desk) -> None:
    before = begun.state()
    begun.note(LessonRead(skill=before.pack.graph["doubling"].uuid))
    after = correct_time(begun, "lesson:doubling", 60)
    (row,) = rows(after)
    assert (row.minutes, row.corrected) == (60, True)
    assert after.pace.tasks_seen == 1
    assert after.pace.stretch > before.pace.stretch
    assert [entry.text for entry in log(after, newest=1)] == ["Said that Doubling took 60 minutes so far"]


def test_a_lesson_is_found_by_its_skill_alone_where_no_lab_has_the_name(begun: Desk) -> None:
    correct_time(begun, "doubling", 12)
    facts = [event.fact for event in begun.record.events() if isinstance(event.fact, TimeCorrected)]
    assert [(fact.page, fact.about) for fact in facts] == [("lesson", begun.pack.graph["doubling"].uuid)]


def test_a_week_is_named_by_any_of_its_days(begun: Desk) -> None:
    state = correct_time(begun, "2026-03-02", 240)
    (week,) = weeks(state)
    assert (week.planned, week.studied, week.over) == (9.0, 4.0, False)


def test_weeks_gone_by_count_for_the_pace_and_the_running_one_does_not(begun: Desk, clock: Clock) -> None:
    correct_time(begun, "2026-03-02", 240)
    clock.at += timedelta(days=7)
    assert begun.state().pace.weeks_seen == 1
    clock.at += timedelta(days=7)
    assert begun.state().pace.weeks_seen == 2
    assert [round(week.studied, 1) for week in weeks(begun.state())] == [4.0, 0.0, 0.0]


@pytest.mark.parametrize("minutes", [-1.0, math.nan, math.inf, 1e9])
def test_minutes_that_cannot_be_are_refused(begun: Desk, minutes: float) -> None:
    with pytest.raises(Misuse):
        correct_time(begun, "double", minutes)


def test_what_has_not_come_or_is_not_there_is_refused(begun: Desk) -> None:
    with pytest.raises(Misuse):
        correct_time(begun, "2026-03-09", 60)
    with pytest.raises(NotFound):
        correct_time(begun, "nothing", 60)


def test_a_record_without_any_study_tells_zero(desk: Desk) -> None:
    body = time_json(desk.state())
    assert (body["minutes"], body["tasks"], body["last_sitting"]) == (0.0, [], None)


def test_time_on_a_lab_that_left_the_pack_is_kept(begun: Desk) -> None:
    begun.note(SaveSeen(lab=uid("gone")))
    (row,) = rows(begun.state())
    assert (row.what, row.title) == ("", "Everything else")
