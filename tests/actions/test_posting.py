"""Postings are kept once, measured against beliefs and evidence, and raise the plan until they are taken out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hillclimb import actions
from hillclimb.actions import Desk, gap, keep_posting, log, plan_posting, postings
from hillclimb.actions.posting import a_posting
from hillclimb.ground import Misuse, NotFound, Refusal

from .conftest import Clock


@pytest.fixture
def aimed(begun: Desk, tmp_path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose pack has a word for a skill that the role does not ask for as much."""
    from hillclimb.actions import posting
    from hillclimb.career import Reader
    from hillclimb.content import Alias, Place, Vocabulary

    place = Place(file="postings/aliases.toml")
    words = Vocabulary(aliases=(Alias(skill="scaling", words=("widgets",), place=place),))
    monkeypatch.setattr(posting, "reader_of", lambda state: Reader(words))
    return begun


def test_the_same_posting_is_kept_once(begun: Desk):
    one = keep_posting(begun, "Engineer\nBuild widgets.", source="a.txt")
    two = keep_posting(begun, b"Engineer\r\n\r\nBuild   widgets.", source="b.txt")
    assert one.uuid == two.uuid
    assert len(postings(begun.state())) == 1
    assert one.title == "Engineer"


def test_a_posting_without_words_is_refused(begun: Desk):
    with pytest.raises(Misuse):
        keep_posting(begun, b"<html><script>alert(1)</script></html>", source="x")


def test_numbers_stay_when_another_is_put_aside(begun: Desk):
    for text in ("First job", "Second job", "Third job"):
        keep_posting(begun, text, source="pasted")
    actions.drop_posting(begun, "2")
    assert [(kept.number, kept.title) for kept in postings(begun.state())] == [(1, "First job"), (3, "Third job")]
    with pytest.raises(NotFound):
        a_posting(begun.state(), "2")


def test_a_planned_posting_adds_its_gap_to_the_plan_and_leaves_it_again(aimed: Desk):
    kept = keep_posting(aimed, "Engineer\nSix years of widgets.", source="pasted")
    before = aimed.state()
    found = gap(before, kept)
    assert found.lacks
    assert found.hours > 0
    after = plan_posting(aimed, "1")
    more = sum(task.hours for task in after.tasks) - sum(task.hours for task in before.tasks)
    assert more == pytest.approx(found.more)
    assert more > 0
    assert after.role == before.role
    assert gap(after, a_posting(after, "1")).more == pytest.approx(found.more)
    back = plan_posting(aimed, "1", undo=True)
    assert [task.key for task in back.tasks] == [task.key for task in before.tasks]


def test_a_posting_that_is_put_aside_leaves_the_plan(aimed: Desk):
    keep_posting(aimed, "Engineer\nSix years of widgets.", source="pasted")
    before = aimed.state().aim
    plan_posting(aimed, "1")
    assert aimed.state().aim != before
    actions.drop_posting(aimed, "1")
    assert aimed.state().aim == before


def test_a_posting_cannot_be_planned_before_begin(desk: Desk):
    keep_posting(desk, "Engineer", source="pasted")
    with pytest.raises(Refusal):
        plan_posting(desk, "1")


def test_what_is_noted_of_an_application_is_told_in_the_log(begun: Desk, clock: Clock):
    keep_posting(begun, "Engineer\nLocation: Graz", source="mill.html")
    begun_one = actions.note_application(begun, {"employer": "Mill"}, posting="1", new=True)
    assert (begun_one["title"], begun_one["place"], begun_one.stage) == ("Engineer", "Graz", "found")
    tomorrow = (clock.at + timedelta(days=1)).date().isoformat()
    noted = actions.note_application(begun, {"stage": "applied", "next": "call", "next_on": tomorrow}, which="1")
    assert noted["on"] == begun.state().today.isoformat()
    assert actions.tracked(begun.state()).due == ()
    clock.at += timedelta(days=2)
    assert [one.uuid for one in actions.tracked(begun.state()).due] == [noted.uuid]
    assert "stage applied" in log(begun.state())[0].text


def test_a_tracker_goes_to_another_machine_and_back(begun: Desk, fresh, tmp_path):
    from hillclimb.actions import Home, open_desk

    from .conftest import TINY

    actions.note_application(begun, {"employer": "Mill", "title": "Engineer"}, new=True)
    other = open_desk(Home(folder=tmp_path / "other"), TINY, clock=begun.clock)
    actions.import_tracker(other, actions.tracker_text(begun.state(), "csv"))
    actions.note_application(other, {"stage": "applied"}, which="1")
    assert len(actions.import_tracker(begun, actions.tracker_text(other.state(), "json"))) == 1
    assert actions.import_tracker(begun, actions.tracker_text(other.state(), "csv")) == ()
    assert actions.tracked(begun.state()).found[0].stage == "applied"
