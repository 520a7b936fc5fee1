"""Trackers merge without loss, go through CSV and JSON unchanged, and remind by a calendar."""

from __future__ import annotations

import json
import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.career import (
    ENDED,
    STAGES,
    Entry,
    applications,
    funnel,
    funnel_lines,
    missing,
    read_tracker,
    reminders,
    to_csv,
    to_json,
)
from hillclimb.ground import Misuse

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20).map(str.strip)
SAYS = st.fixed_dictionaries(
    {},
    optional={
        "employer": TEXT,
        "title": TEXT,
        "note": st.one_of(TEXT, st.sampled_from(["=1+1", "-", "'", "'-", "@a", "+49", ""])),
        "stage": st.sampled_from([*STAGES, *ENDED]),
        "on": st.dates().map(str),
        "next_on": st.one_of(st.just(""), st.dates().map(str)),
    },
).filter(bool)
NAMES = [str(uuid.UUID(int=number)) for number in range(1, 4)]
ENTRY = st.builds(
    Entry,
    application=st.sampled_from(NAMES),
    entry=st.uuids().map(str),
    at=st.integers(0, 5).map(lambda days: AT + timedelta(days=days)),
    says=SAYS,
)
ENTRIES = st.lists(ENTRY, max_size=6, unique_by=lambda entry: entry.entry).map(tuple)


def one(says: dict[str, str], number: int = 1, days: int = 0) -> Entry:
    name = str(uuid.UUID(int=number))
    return Entry(application=name, entry=str(uuid.uuid4()), at=AT + timedelta(days=days), says=says)


@settings(max_examples=150, deadline=None)
@given(ENTRIES, ENTRIES)
def test_two_trackers_merge_to_the_same_either_way_and_nothing_is_lost(
    mine: tuple[Entry, ...], theirs: tuple[Entry, ...]
):
    here = (*mine, *missing(mine, theirs))
    there = (*theirs, *missing(theirs, mine))
    assert {entry.entry for entry in here} == {entry.entry for entry in (*mine, *theirs)}
    assert {app.uuid: dict(app.says) for app in applications(here)} == {
        app.uuid: dict(app.says) for app in applications(there)
    }
    assert missing(here, theirs) == ()


@settings(max_examples=150, deadline=None)
@given(ENTRIES)
def test_csv_and_json_hold_everything(entries: tuple[Entry, ...]):
    assert read_tracker(json.dumps(to_json(entries)), at=AT) == entries
    assert read_tracker(to_csv(entries), at=AT) == entries


def test_no_cell_is_a_formula_for_a_spreadsheet():
    text = to_csv([one({"employer": "=HYPERLINK(1)", "note": "@x"})])
    assert ",=" not in text
    assert ",@" not in text


def test_a_spreadsheet_is_taken_over_once_however_often_it_is_read():
    sheet = "\ufeffEmployer,Title,Stage,On,colour\r\nMill,Engineer,applied,2026-03-01,red\r\n,,,,\r\n"
    first, again = read_tracker(sheet, at=AT), read_tracker(sheet, at=AT + timedelta(days=9))
    assert [dict(entry.says) for entry in first] == [
        {"employer": "Mill", "title": "Engineer", "stage": "applied", "on": "2026-03-01"}
    ]
    assert missing(first, again) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"version": 2}',
        '{"version": 1, "entries": [3]}',
        "a,b\n1,2\n",
        '{"version": 1, "entries": [{"says": {"stage": "x"}}]}',
    ],
)
def test_what_is_no_tracker_is_refused(text: str):
    with pytest.raises(Misuse):
        read_tracker(text, at=AT)


def test_the_newest_word_counts_whatever_the_order():
    said = [one({"employer": "Mill", "next": "call"}), one({"stage": "interview"}, days=2), one({"next": ""}, days=1)]
    random.Random(1).shuffle(said)
    (app,) = applications(said)
    assert (app["employer"], app.stage, app["next"]) == ("Mill", "interview", "")


def test_the_funnel_counts_how_far_each_came():
    found = applications(
        [
            one({"stage": "applied"}),
            one({"stage": "rejected"}, days=1),
            one({"stage": "interview"}, 2),
            one({"stage": "found"}, 3),
        ]
    )
    assert [rung.count for rung in funnel(found)] == [3, 2, 1, 1, 1, 0, 0]
    assert funnel_lines(found)[1].endswith("67% of found")


def test_reminders_are_a_calendar_that_a_calendar_reads():
    note = "Ask; about, the\nteam \\ " + "ü" * 80
    found = applications([one({"title": "Engineer", "next": "Call", "next_on": "2026-03-09", "note": note})])
    text = reminders(found, at=AT)
    assert text.endswith("END:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    whole = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20260309\r\nDTEND;VALUE=DATE:20260310\r\n" in whole
    assert "SUMMARY:Call: Engineer\r\n" in whole
    assert "Ask\\; about\\, the\\nteam \\\\ " + "ü" * 80 in whole


def test_what_has_ended_reminds_of_nothing():
    found = applications([one({"title": "Engineer", "next_on": "2026-03-09", "stage": "rejected"})])
    assert "VEVENT" not in reminders(found, at=AT)
