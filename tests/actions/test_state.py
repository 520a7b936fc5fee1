"""State is a replay: the same whoever works it out, whatever the clock did and whatever the pack has lost since."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hillclimb.actions import (
    Desk,
    State,
    answer_placement,
    due_cards,
    due_json,
    hint,
    log,
    log_json,
    note_verdict,
    open_desk,
    open_lab,
    placement_json,
    placement_question,
    plan_json,
    read_lesson,
    reset_lab,
    review,
    start_placement,
    status_json,
    step_json,
    why_json,
)
from hillclimb.content import read_pack
from hillclimb.grading import Ending, Verdict
from hillclimb.ground import Misuse, NotFound
from hillclimb.record import Event, LessonRead, Unknown
from tests.actions.conftest import START, TINY, Clock
from tests.record.facts import ANY_FACT


def told(state: State) -> dict[str, object]:
    """Return everything that a state can say."""
    body: dict[str, object] = {
        "status": status_json(state),
        "why": [why_json(state, slug) for slug in state.pack.graph],
        "due": due_json(state),
        "log": log_json(state),
    }
    if state.profile is not None:
        body |= {"plan": plan_json(state), "step": step_json(state.step), "placement": placement_json(state)}
    return body


def lived(desk: Desk) -> State:
    """Do a bit of everything and return the state that the last action gave."""
    state = start_placement(desk)
    for _ in range(2):
        asked = placement_question(state)
        assert asked is not None
        state = answer_placement(desk, asked.question.uuid, dont_know=True).state
    open_lab(desk, "double")
    hint(desk, "double")
    lab = desk.pack.labs["double"]
    note_verdict(desk, lab, Verdict(ending=Ending.FAILED, headline="Not yet."))
    note_verdict(desk, lab, Verdict(ending=Ending.PASSED, headline="Passed."))
    reset_lab(desk, "double")
    read_lesson(desk, "counting")
    (card, _), *_ = due_cards(desk.state())
    return review(desk, card.uuid, 3)


def test_the_state_that_actions_hand_on_is_what_a_replay_says(begun: Desk, fresh: Callable[[], Desk]) -> None:
    handed = lived(begun)
    replayed = fresh()
    assert told(State(pack=replayed.pack, events=replayed.record.events(), at=handed.at)) == told(handed)
    assert len(handed.events) == begun.record.last() >= 10


def test_looking_records_nothing(begun: Desk) -> None:
    lived(begun)
    before = begun.record.last()
    told(begun.state())
    log(begun.state(), newest=3)
    assert begun.record.last() == before


def test_a_lesson_is_recorded_the_first_time_it_is_read(begun: Desk) -> None:
    texts = {read_lesson(begun, "doubling") for _ in range(3)}
    assert len(texts) == 1
    assert [e.fact for e in begun.record.events()][1:] == [LessonRead(skill=begun.pack.graph["doubling"].uuid)]
    with pytest.raises(NotFound) as refused:
        read_lesson(begun, "dubling")
    assert "doubling" in refused.value.hint


def test_a_card_comes_up_once_its_lesson_was_read_and_goes_once_it_was_answered(begun: Desk) -> None:
    assert due_cards(begun.state()) == ()
    read_lesson(begun, "counting")
    cards = [card.uuid for card, _ in due_cards(begun.state())]
    assert cards
    state = review(begun, cards[0], 4)
    assert cards[0] not in [card.uuid for card, _ in due_cards(state)]


@pytest.mark.parametrize("rating", [0, 5, -1])
def test_a_rating_that_is_none_is_refused(begun: Desk, rating: int) -> None:
    read_lesson(begun, "counting")
    (card, _), *_ = due_cards(begun.state())
    events = begun.record.last()
    with pytest.raises(Misuse):
        review(begun, card.uuid, rating)
    with pytest.raises(NotFound):
        review(begun, "no-such-card", 3)
    assert begun.record.last() == events


@pytest.mark.parametrize("years", [-30, -1, 1, 30])
def test_a_clock_that_was_set_wrong_breaks_nothing(begun: Desk, clock: Clock, years: int) -> None:
    lived(begun)
    clock.at += timedelta(days=365 * years)
    state = lived(begun)
    body = told(state)
    assert body["plan"]
    assert all(0 <= belief.low <= belief.p <= belief.high <= 1 for belief in state.beliefs.skills.values())


@given(facts=st.lists(ANY_FACT, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_facts_about_what_the_pack_has_lost_are_told_and_otherwise_passed_over(facts: list[object]) -> None:
    pack = read_pack(TINY).pack
    assert pack is not None
    events = [
        Event(seq=number, uuid=f"u{number}", at=START, fact=fact)  # type: ignore[arg-type]
        for number, fact in enumerate(facts, start=1)
        if getattr(fact, "kind", "") != "profile-declared"  # a role that is gone is refused by name, see below
    ]
    state = State(pack=pack, events=events, at=START)
    assert status_json(state)["events"] == len(events)
    assert [entry.seq for entry in log(state)] == [event.seq for event in reversed(events)]
    assert all(entry.text != "Something happened" for entry in log(state)), "every kind has words of its own"


def test_a_fact_from_a_newer_release_is_in_the_log_and_nowhere_else(begun: Desk) -> None:
    state = lived(begun)
    strange = Event(seq=len(state.events) + 1, uuid="u", at=state.at, fact=Unknown(name="mood-noted@1", body={"x": 1}))
    later = State(pack=state.pack, events=(*state.events, strange), at=state.at)
    assert {slug: belief.p for slug, belief in later.beliefs.skills.items()} == {
        slug: belief.p for slug, belief in state.beliefs.skills.items()
    }
    newest = log(later, newest=1)[0]
    assert (newest.kind, newest.seq) == ("mood-noted@1", strange.seq)
    assert "newer Hillclimb" in newest.text


def test_a_pack_that_lost_the_lab_still_tells_the_past(begun: Desk, tmp_path: Path) -> None:
    lived(begun)
    pack = Path(shutil.copytree(TINY, tmp_path / "pack"))
    shutil.rmtree(pack / "labs" / "double")
    (pack / "cards" / "counting.toml").unlink()
    desk = open_desk(begun.home, pack, clock=begun.clock)
    state = desk.state()
    told(state)
    assert any("something no longer in the pack" in entry.text for entry in log(state))


def test_once_a_day_a_copy_is_kept_and_the_oldest_go(begun: Desk, clock: Clock) -> None:
    for _ in range(10):
        clock.at += timedelta(days=1)
        hint(begun, "double", step=None)
        read_lesson(begun, "counting")
        lab = begun.pack.labs["double"]
        note_verdict(begun, lab, Verdict(ending=Ending.FAILED, headline="Not yet."))
    kept = sorted(path.name for path in begun.home.backups.iterdir())
    assert len(kept) == 7
    assert kept[-1] == f"record-{clock.at.date().isoformat()}.db"
    from hillclimb.record import SqliteRecord

    copied = SqliteRecord(begun.home.backups / kept[-1]).events()
    assert copied == begun.record.events()[: len(copied)]
    assert len(copied) > 5


def test_a_copy_that_cannot_be_made_undoes_nothing(begun: Desk, clock: Clock) -> None:
    shutil.rmtree(begun.home.backups)
    begun.home.backups.write_text("in the way")
    clock.at += timedelta(days=1)
    read_lesson(begun, "counting")
    assert begun.record.last() == 2


def test_the_log_finds_what_holds_all_words_in_its_line_or_its_content(begun: Desk) -> None:
    read_lesson(begun, next(iter(begun.pack.labs["double"].teaches)))
    state = begun.state()
    (found,) = log(state, find="READ lesson")
    assert found.kind == "lesson-read"
    skill = begun.pack.graph[next(iter(begun.pack.labs["double"].teaches))]
    assert log(state, find=skill.uuid) == (found,)
    assert log(state, find="lesson nowhere") == ()
    assert log(state, find="  ") == log(state)
    assert log(state, newest=1, find="e") == log(state, find="e")[:1]
