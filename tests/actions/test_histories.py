"""Histories that contradict themselves, clocks that jump, packs that change: beliefs stay sound, nothing is lost."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.actions import (
    Desk,
    State,
    log_json,
    placement_question,
    placement_result,
    plan_json,
    result_json,
    standing,
    start_placement,
    status_json,
    step_json,
    time_json,
    why_json,
)
from hillclimb.content import Pack, read_pack
from hillclimb.content.model import SkillGraph
from hillclimb.ground import Seed
from hillclimb.learner import believe, placing
from hillclimb.learner.network import reply
from hillclimb.record import (
    CardReviewed,
    Event,
    Fact,
    LabGraded,
    LabOpened,
    LessonRead,
    PageRead,
    PlacementBegan,
    PlacementEnded,
    ProfileDeclared,
    QuestionAnswered,
    SkillContested,
    TimeCorrected,
)
from tests.actions.conftest import START, TINY, Clock
from tests.actions.test_placing import answer


def tiny() -> Pack:
    found = read_pack(TINY).pack
    assert found is not None
    return found


PACK = tiny()
SKILLS = {slug: PACK.graph[slug].uuid for slug in PACK.graph}
LAB = PACK.labs["double"].uuid
ROLE = PACK.roles["scaler"].uuid
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia")

WILD = st.one_of(st.floats(-4, 4), st.floats(allow_nan=True, allow_infinity=True))
SKILL = st.sampled_from([*SKILLS.values(), "gone"])


def answers() -> st.SearchStrategy[Fact]:
    return st.builds(
        lambda number, skill, outcome, occasion, wild, shifts: QuestionAnswered(
            question=list(PACK.question_by_uuid)[number] if number < len(PACK.question_by_uuid) else f"gone-{number}",
            skill=skill,
            outcome=outcome,
            occasion=occasion,
            difficulty=wild[0],
            guess=wild[1],
            seconds=wild[2],
            shifts=shifts,
        ),
        st.integers(0, 12),
        SKILL,
        st.sampled_from(["right", "wrong", "unknown", "?"]),
        st.sampled_from(["placement", "quiz"]),
        st.tuples(WILD, WILD, WILD),
        st.dictionaries(SKILL, st.floats(-6, 6), max_size=2),
    )


def labs() -> st.SearchStrategy[Fact]:
    return st.builds(
        lambda ending, skill, share, difficulty: LabGraded(
            lab=LAB,
            lab_version=1,
            ending=ending,
            difficulty=difficulty,
            teaches={skill: share},
            digest="",
            commitment="",
        ),
        st.sampled_from(["passed", "failed", "broken", "stopped"]),
        SKILL,
        WILD,
        WILD,
    )


FACTS: st.SearchStrategy[Fact] = st.one_of(
    answers(),
    labs(),
    st.builds(lambda skill, way: SkillContested(skill=skill, direction=way), SKILL, st.sampled_from(["know", "not"])),
    st.builds(lambda skill: LessonRead(skill=skill), SKILL),
    st.builds(lambda skill, rating: CardReviewed(card="c", skill=skill, rating=rating), SKILL, st.integers(0, 5)),
    st.builds(lambda skill, seconds: PageRead(page="lesson", about=skill, seconds=seconds), SKILL, WILD),
    st.builds(lambda skill, minutes: TimeCorrected(page="lesson", about=skill, minutes=minutes), SKILL, WILD),
    st.sampled_from(
        [
            PlacementBegan(seed=Seed.of("one").hex),
            PlacementBegan(seed=Seed.of("two").hex),
            PlacementEnded(reason="skipped", asked=99),
            PlacementEnded(reason="known", asked=0),
            LabOpened(lab=LAB),
            ProfileDeclared(background="python", role=ROLE, hours=(0.0,) * 7),
            ProfileDeclared(background="juggler", role=ROLE, hours=(1.0, 0, 0, 0, 0, 0, 3.0)),
        ]
    ),
)
HISTORIES = st.lists(st.tuples(FACTS, st.floats(-500, 500)), max_size=14)


def events_of(said: list[tuple[Fact, float]]) -> list[Event]:
    """Return a record that begins with a profile; each fact so many days after the one before, or before it."""
    begun = ProfileDeclared(background="typed", role=ROLE, hours=(1.0,) * 7)
    events, at = [Event(seq=1, uuid="u1", at=START, fact=begun)], START
    for number, (fact, days) in enumerate(said, start=2):
        at += timedelta(days=days)
        events.append(Event(seq=number, uuid=f"u{number}", at=at, fact=fact))
    return events


def told(state: State) -> dict[str, Any]:
    """Return everything that a state can say, as strict JSON allows it."""
    body: dict[str, Any] = {
        "status": status_json(state),
        "why": [why_json(state, slug) for slug in state.pack.graph],
        "plan": plan_json(state),
        "step": step_json(state.step),
        "time": time_json(state),
        "log": log_json(state),
    }
    if standing(state).asked:
        body["result"] = result_json(placement_result(state))
    json.dumps(body, allow_nan=False)
    return body


def is_sound(state: State) -> None:
    """Hold that every belief is a probability inside its interval and the sum of its evidence."""
    for belief in state.beliefs.skills.values():
        assert 0.0 <= belief.low <= belief.p <= belief.high <= 1.0
        assert belief.mean == pytest.approx(belief.prior + sum(one.weight for one in belief.evidence))


@pytest.fixture
def at_home_in() -> Iterator[Callable[[str], None]]:
    """Move the machine to another time zone for a test."""
    before = os.environ.get("TZ")

    def move(zone: str | None) -> None:
        if zone is None:
            os.environ.pop("TZ", None)
        else:
            os.environ["TZ"] = zone
        time.tzset()

    yield move
    move(before)


@given(HISTORIES)
@settings(max_examples=15, deadline=None)
def test_whatever_contradicts_itself_leaves_beliefs_plan_and_result_sound(said: list[tuple[Fact, float]]) -> None:
    events = events_of(said)
    state = State(pack=PACK, events=events, at=max(event.at for event in events))
    told(state)
    is_sound(state)
    if (asked := placement_question(state)) is not None:
        assert asked.question.uuid not in {answer.question for answer in standing(state).asked}


@given(HISTORIES, st.floats(-2000, 2000))
@settings(max_examples=10, deadline=None)
def test_now_may_lie_before_what_is_recorded(said: list[tuple[Fact, float]], days: float) -> None:
    state = State(pack=PACK, events=events_of(said), at=START + timedelta(days=days))
    told(state)
    is_sound(state)


@given(HISTORIES)
@settings(max_examples=6, deadline=None)
def test_the_same_history_twice_is_the_same(said: list[tuple[Fact, float]]) -> None:
    events = events_of(said)
    one, two = (State(pack=tiny(), events=events, at=START + timedelta(days=30)) for _ in range(2))
    assert told(one) == told(two)


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_what_is_believed_is_the_same_in_every_time_zone(
    begun: Desk, clock: Clock, at_home_in: Callable[[str], None], days: int
) -> None:
    # Around the night to 29 March 2026, when Berlin's clocks are put forward.
    start_placement(begun)
    clock.at = START.replace(month=3, day=29, hour=0, minute=55) + timedelta(days=days)
    answer(begun)
    clock.at += timedelta(minutes=10)
    answer(begun, dont_know=True)
    events, at = begun.record.events(), clock.at
    seen = []
    for zone in ZONES:
        at_home_in(zone)
        state = State(pack=begun.pack, events=events, at=at)
        body = told(state)
        seen.append((body["status"]["skills"], body["time"]["minutes"], body["time"]["sittings"]))
    assert all(one == seen[0] for one in seen)


# ---- a pack that changed


def without(pack: Pack, slug: str, heirs: Mapping[str, float]) -> Pack:
    """Return a pack in which a skill has become others, or has gone for good where there are no heirs."""
    gone = pack.graph[slug]
    skills = {
        name: replace(skill, needs=tuple(dict.fromkeys(need for need in skill.needs if need != slug)))
        for name, skill in pack.graph.skills.items()
        if name != slug
    }
    moved = {**pack.graph.moved, gone.uuid: tuple(sorted(heirs.items(), key=lambda item: -item[1]))}
    return replace(
        pack,
        graph=SkillGraph(skills, moved=moved),
        roles={
            name: replace(role, levels={skill: level for skill, level in role.levels.items() if skill != slug})
            for name, role in pack.roles.items()
        },
        cards={name: card for name, card in pack.cards.items() if card.skill != slug},
        questions={name: question for name, question in pack.questions.items() if question.skill != slug},
        labs={
            name: replace(lab, teaches={s: w for s, w in lab.teaches.items() if s != slug}, needs=())
            for name, lab in pack.labs.items()
        },
        lessons=pack.lessons - {slug},
    )


def grown(pack: Pack) -> Pack:
    """Return a pack with one more skill on top."""
    top = pack.graph["scaling"]
    new = replace(top, slug="halving", uuid="00000000-0000-4000-8000-0000000000aa", needs=("doubling",))
    return replace(pack, graph=SkillGraph({**pack.graph.skills, "halving": new}, moved=pack.graph.moved))


CHANGES: dict[str, Callable[[Pack], Pack]] = {
    "added": grown,
    "merged": lambda pack: without(pack, "counting", {"doubling": 1.0}),
    "split": lambda pack: without(pack, "doubling", {"counting": 0.6, "scaling": 0.4}),
    "removed": lambda pack: without(pack, "scaling", {}),
}


@pytest.mark.parametrize("change", CHANGES)
@given(said=HISTORIES)
@settings(max_examples=6, deadline=None)
def test_a_pack_that_changed_loses_nothing_of_any_history(change: str, said: list[tuple[Fact, float]]) -> None:
    events, at = events_of(said), START + timedelta(days=10)
    before = State(pack=PACK, events=events, at=at)
    after = State(pack=CHANGES[change](PACK), events=events, at=at)
    told(after)
    is_sound(after)
    assert after.times.total == pytest.approx(before.times.total), "study time belongs to the learner"
    assert len(log_json(after)["events"]) == len(events)
    if change != "removed":
        assert after.beliefs.skipped == before.beliefs.skipped, "every piece of evidence still has a place"


@pytest.mark.parametrize("heirs", [{"doubling": 1.0}, {"doubling": 0.5}])
def test_evidence_on_a_merged_skill_moves_its_heir(heirs: Mapping[str, float]) -> None:
    shown = QuestionAnswered(
        question="q", skill=SKILLS["counting"], occasion="quiz", outcome="right", difficulty=0.0, guess=0.02
    )
    pack = without(PACK, "counting", heirs)
    empty, one = (State(pack=pack, events=events_of(said), at=START) for said in ([], [(shown, 0.0)]))
    assert one.beliefs["doubling"].p > empty.beliefs["doubling"].p


@pytest.mark.parametrize("change", CHANGES)
def test_a_placement_goes_on_in_a_pack_that_changed_a_month_later(begun: Desk, clock: Clock, change: str) -> None:
    start_placement(begun)
    first = [answer(begun).asked.question.uuid for _ in range(2)]
    clock.at += timedelta(days=31)
    later = replace(begun, pack=CHANGES[change](begun.pack))
    state, seen = start_placement(later), list(first)
    assert [fact.question for fact in standing(state).asked] == first
    while (asked := placement_question(state)) is not None:
        assert asked.question.skill in later.pack.graph
        assert asked.question.uuid not in seen
        seen.append(asked.question.uuid)
        state = answer(later, dont_know=True).state
    assert standing(state).ended
    is_sound(state)
    told(state)


def test_a_placement_resumed_after_a_month_asks_what_it_would_have_asked(begun: Desk, clock: Clock) -> None:
    start_placement(begun)
    answer(begun)
    now = placement_question(begun.state())
    clock.at += timedelta(days=31)
    later = placement_question(start_placement(begun))
    assert now is not None
    assert later is not None
    assert later.question.uuid == now.question.uuid
    assert later.text == now.text, "with the same numbers in it"


# ---- a role that is reached, and slow guesses


def test_a_role_that_is_already_reached_leaves_nothing_to_do_and_says_so(begun: Desk) -> None:
    # No belief stands for more than level 3, so that is what this role asks for.
    roles = {
        name: replace(role, levels={slug: min(level, 3) for slug, level in role.levels.items()})
        for name, role in begun.pack.roles.items()
    }
    desk = replace(begun, pack=replace(begun.pack, roles=roles))
    for number in range(8):
        desk.note(
            LabGraded(
                lab=LAB,
                lab_version=1,
                ending="passed",
                difficulty=3.0,
                teaches=dict.fromkeys(SKILLS.values(), 1.0),
                digest=str(number),
                commitment="",
            )
        )
    desk.note(*(LessonRead(skill=uuid) for uuid in SKILLS.values()))
    state = desk.state()
    assert state.tasks == ()
    assert told(state)["step"]["what"]
    start_placement(desk)
    answer(desk)
    assert placement_result(desk.state()).hours.left == pytest.approx(0.0, abs=1e-6)


@given(st.lists(st.floats(0, 1e9), min_size=2, max_size=5), st.floats(-3, 3), st.sampled_from([0.02, 0.25, 0.5]))
def test_the_slower_a_right_answer_the_less_it_shows_and_never_the_opposite(
    seconds: list[float], difficulty: float, guess: float
) -> None:
    found = [reply("a", "right", difficulty=difficulty, guess=guess, seconds=s) for s in sorted(seconds)]
    odds = [one.if_had / one.if_not for one in found]
    assert all(one >= two - 1e-12 for one, two in pairwise(odds))
    assert odds[-1] > 1.0


@pytest.mark.parametrize("seconds", [0.0, 200.0, 600.0, 86400.0, float("inf"), float("nan"), -5.0])
def test_a_slow_guess_never_shows_more_than_a_quick_answer(seconds: float) -> None:
    prior = believe(PACK.graph, None, [], at=START)
    fact = QuestionAnswered(
        question="q", skill=SKILLS["doubling"], occasion="placement", outcome="right", difficulty=0.0, guess=0.25
    )
    quick = placing(PACK.graph, prior, [fact], seed=Seed.of("slow")).network.chances["doubling"]
    slow = placing(PACK.graph, prior, [replace(fact, seconds=seconds)], seed=Seed.of("slow")).network.chances[
        "doubling"
    ]
    assert prior["doubling"].p - 0.05 < slow <= quick + 0.01
