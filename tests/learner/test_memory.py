"""Memory: FSRS replayed from the record, due dates levelled over study days, and what judged labs do to cards."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise

import fsrs
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.learner import Ties, memories
from hillclimb.learner.crediting import BELOW, NAMED, NEEDED, TAUGHT, credit_of, pulled
from hillclimb.learner.forgetting import DECAY, interval, leeway, recalled
from hillclimb.learner.memory import PULLED_CARDS, Memory
from hillclimb.learner.terms import Terms
from hillclimb.record import Event, ReviewUndone
from tests.learner.graphs import START, card, diamond, event, graded, lab, reviewed, uid

CARDS = {one.uuid: one for one in (card("one", "a"), card("two", "a"), card("three", "b"))}
ONE, TWO, THREE = CARDS
LAB = lab("l", {"d": 1.0}, needs=("c",))
TIES = Ties(graph=diamond(), labs={LAB.uuid: LAB})
MANY = {one.uuid: one for one in (card(f"card-{i}", "abcde"[i % 5]) for i in range(12))}

histories = st.lists(
    st.tuples(st.sampled_from(sorted(MANY)), st.integers(1, 4), st.floats(-3, 30)), min_size=1, max_size=25
)


def told(history: Sequence[tuple[str, int, float]]) -> list[Event]:
    """Return reviews as events; the clock may jump back."""
    days, events = 0.0, []
    slugs = {one.uuid: one for one in MANY.values()}
    for number, (uuid, rating, gap) in enumerate(history):
        days += gap
        fact = reviewed(slugs[uuid].slug, slugs[uuid].skill, rating)
        events.append(event(fact, days=days, seq=number + 1))
    return events


# ---- the curve and the replay


def test_the_curve_is_that_of_the_library() -> None:
    scheduler = Scheduler(enable_fuzzing=False)
    assert scheduler.parameters[20] == DECAY
    known = Card(card_id=1, state=fsrs.State.Review, stability=12.5, difficulty=5.0, due=START, last_review=START)
    for days in (0, 1, 7, 40, 400):
        assert recalled(12.5, days) == scheduler.get_card_retrievability(known, START + timedelta(days=days))


@given(st.floats(0.01, 5000), st.floats(0.70, 0.97))
def test_an_interval_is_that_of_the_library(stability: float, retention: float) -> None:
    scheduler = Scheduler(desired_retention=retention, enable_fuzzing=False)
    assert interval(stability, retention) == scheduler._next_interval(stability=stability)


@given(st.integers(1, 3000))
def test_the_leeway_holds_the_interval_and_every_day_that_the_library_could_draw(days: int) -> None:
    low, high = leeway(days)
    assert low <= days <= high
    scheduler = Scheduler(enable_fuzzing=True)
    random.seed(days)
    drawn = [scheduler._get_fuzzed_interval(interval=timedelta(days=days)).days for _ in range(20)]
    assert low <= min(drawn)
    assert max(drawn) <= high + 1  # the library's rounding can step one day over its own range


def test_a_card_never_seen_is_new_and_has_no_due_date() -> None:
    now = memories(CARDS, [], at=START)
    assert all(one.new and one.due_at is None for one in now.values())


def test_a_good_answer_brings_the_card_back_days_later() -> None:
    one = memories(CARDS, [event(reviewed("one", "a", 3))], at=START)[ONE]
    assert one.due_at is not None
    assert timedelta(days=1) <= one.due_at - START < timedelta(days=10)
    assert one.reps == 1
    assert not one.new


def test_a_lapse_shortens_the_next_interval_and_is_counted() -> None:
    good = [event(reviewed("one", "a", 3), days=days, seq=i + 1) for i, days in enumerate((0, 4, 16))]
    lapse = [*good, event(reviewed("one", "a", 1), days=60, seq=4)]
    at = START + timedelta(days=61)
    before, after = memories(CARDS, good, at=at)[ONE], memories(CARDS, lapse, at=at)[ONE]
    assert after.lapses == 1
    assert before.lapses == 0
    assert after.stability_days < before.stability_days


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0.01, 40)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_the_replay_agrees_with_the_library(history: list[tuple[int, float]]) -> None:
    scheduler = Scheduler(
        desired_retention=0.85,
        learning_steps=(timedelta(minutes=10),),
        relearning_steps=(timedelta(minutes=10),),
        enable_fuzzing=False,
    )
    theirs, days, events = Card(card_id=7, due=START), 0.0, []
    for number, (rating, gap) in enumerate(history):
        days += gap
        at = START + timedelta(days=days)
        theirs, _ = scheduler.review_card(theirs, Rating(rating), at)
        events.append(event(reviewed("one", "a", rating), days=days, seq=number + 1))
    at = START + timedelta(days=days + 3)
    ours = memories(CARDS, events, at=at)[ONE]
    if history:
        assert ours.due_at == theirs.due
        assert ours.stability_days == theirs.stability
        assert ours.recall == scheduler.get_card_retrievability(theirs, at)
    assert ours.reps == len(history)


def test_a_higher_retention_brings_every_card_back_earlier_and_changes_no_memory() -> None:
    events = [event(reviewed("one", "a", 3), days=days, seq=i + 1) for i, days in enumerate((0, 4, 16))]
    found = [memories(CARDS, events, at=START, terms=Terms(retention=share))[ONE] for share in (0.7, 0.85, 0.97)]
    assert [one.interval_days for one in found] == sorted((one.interval_days for one in found), reverse=True)
    assert len({one.interval_days for one in found}) == 3
    assert len({one.stability_days for one in found}) == 1


def test_reviews_of_cards_that_are_gone_and_ratings_that_do_not_exist_are_left_out() -> None:
    events = [event(reviewed("gone", "a", 3)), event(reviewed("one", "a", 9), seq=2)]
    assert memories(CARDS, events, at=START) == memories(CARDS, [], at=START)


def test_a_rating_that_was_taken_back_was_never_given() -> None:
    first, second = event(reviewed("one", "a", 3)), event(reviewed("one", "a", 1), days=3, seq=2)
    undone = event(ReviewUndone(review=second.uuid), days=3, seq=3)
    at = START + timedelta(days=4)
    assert memories(CARDS, [first, second, undone], at=at) == memories(CARDS, [first], at=at)
    assert memories(CARDS, [first, event(ReviewUndone(review="x"), seq=2)], at=at) == memories(CARDS, [first], at=at)


def test_a_clock_that_jumps_back_does_not_break_the_replay() -> None:
    events = [event(reviewed("one", "a", 3), days=10), event(reviewed("one", "a", 3), days=0, seq=2)]
    one = memories(CARDS, events, at=START)[ONE]
    assert one.reps == 2
    assert one.seen_at == START + timedelta(days=10)
    assert 0.0 <= one.recall <= 1.0


# ---- levelling


def _moved(one: Memory) -> int:
    assert one.due_at is not None
    assert one.since_at is not None
    return round((one.due_at - one.since_at) / timedelta(days=1))


@given(histories, st.integers(-14, 14), st.lists(st.sampled_from([0.0, 1.0]), min_size=7, max_size=7))
@settings(max_examples=60, deadline=None)
def test_no_card_is_moved_beyond_its_leeway_in_any_time_zone(
    history: list[tuple[str, int, float]], zone: int, hours: list[float]
) -> None:
    place = timezone(timedelta(hours=zone))

    def day_of(at: datetime) -> date:
        return at.astimezone(place).date()

    terms = Terms(hours=tuple(hours), day_of=day_of)
    events = told(history)
    plain, levelled = (memories(MANY, events, at=START, terms=how) for how in (None, terms))
    for uuid, one in levelled.items():
        assert (one.stability_days, one.recall, one.reps) == (
            plain[uuid].stability_days,
            plain[uuid].recall,
            plain[uuid].reps,
        )
        if one.interval_days:
            low, high = leeway(one.interval_days)
            assert low <= _moved(one) <= high
            assert one.due_at is not None
            assert one.since_at is not None
            possible = [day_of(one.since_at + timedelta(days=days)) for days in range(low, high + 1)]
            if any(terms.studies_on(day) for day in possible):
                assert terms.studies_on(day_of(one.due_at))
    assert memories(MANY, events, at=START, terms=terms) == levelled


def test_cards_that_would_fall_on_one_day_are_spread_over_the_days_that_are_as_good() -> None:
    cards = {one.uuid: one for one in (card(f"n{i}", "a") for i in range(40))}
    events = [event(reviewed(f"n{i}", "a", 4), seq=i + 1) for i in range(40)]
    on = {
        how: Counter(one.due_at.date() for one in memories(cards, events, at=START, terms=terms).values() if one.due_at)
        for how, terms in (("plain", None), ("levelled", Terms()), ("some", Terms(hours=(1, 0, 1, 0, 1, 0, 0))))
    }
    assert max(on["plain"].values()) == 40
    assert max(on["levelled"].values()) - min(on["levelled"].values()) <= 1
    assert len(on["levelled"]) >= 3
    assert {day.weekday() for day in on["some"]} <= {0, 2, 4}


@given(histories, st.data())
@settings(max_examples=40, deadline=None)
def test_a_card_that_is_removed_changes_no_other_memory_and_comes_back_as_it_was(
    history: list[tuple[str, int, float]], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(sorted(MANY)))
    fewer = {uuid: one for uuid, one in MANY.items() if uuid != gone}
    events = told(history)
    whole, part = (memories(cards, events, at=START, terms=Terms()) for cards in (MANY, fewer))
    for uuid, one in part.items():
        assert replace(one, due_at=None) == replace(whole[uuid], due_at=None)
    assert memories({**fewer, gone: MANY[gone]}, events, at=START, terms=Terms()) == whole


@given(histories, st.data())
@settings(max_examples=40, deadline=None)
def test_the_order_in_which_different_cards_were_reviewed_changes_no_memory(
    history: list[tuple[str, int, float]], data: st.DataObject
) -> None:
    events = told([(uuid, rating, abs(gap)) for uuid, rating, gap in history])
    mixed: list[Event] = []
    waiting = {uuid: [one for one in events if one.fact.card == uuid] for uuid in MANY}  # type: ignore[attr-defined]
    while any(waiting.values()):
        uuid = data.draw(st.sampled_from([uuid for uuid, rest in waiting.items() if rest]))
        mixed.append(waiting[uuid].pop(0))
    at = START + timedelta(days=1000)
    assert memories(MANY, mixed, at=at) == memories(MANY, events, at=at)


# ---- labs


def _seen(slug: str, on: str, *, days: Sequence[float] = (0.0, 4.0, 16.0)) -> list[Event]:
    return [event(reviewed(slug, on, 3), days=one, seq=i + 1) for i, one in enumerate(days)]


def test_a_pass_credits_what_it_teaches_most_and_what_that_needs_less_the_deeper_it_lies() -> None:
    parts = credit_of(graded("l", {"d": 1.0}), TIES)
    assert parts == {"d": TAUGHT, "c": NAMED, "b": NEEDED, "a": BELOW}
    half = credit_of(graded("gone", {"d": 0.5}), TIES)
    assert half == {"d": TAUGHT / 2, "c": NEEDED / 2, "b": NEEDED / 2, "a": BELOW / 2}
    hinted = credit_of(graded("l", {"d": 1.0}, hints=2), TIES)
    assert all(hinted[slug] < part for slug, part in parts.items())
    assert credit_of(graded("l", {"nowhere": 1.0, "d": float("nan")}), TIES) == {"c": NAMED}


def test_a_passed_lab_lets_the_cards_of_what_it_needs_wait_longer_once() -> None:
    events = _seen("one", "a")
    passed = event(graded("l", {"b": 1.0}), days=20, seq=7)
    again = event(graded("l", {"b": 1.0}), days=21, seq=8)
    at = START + timedelta(days=22)
    plain = memories(CARDS, events, at=at, ties=TIES)[ONE]
    credited = memories(CARDS, [*events, passed], at=at, ties=TIES)[ONE]
    assert plain.due_at is not None
    assert credited.due_at is not None
    assert credited.due_at > plain.due_at
    assert credited.recall > plain.recall
    assert credited.stability_days > plain.stability_days
    assert credited.seen_at == plain.seen_at
    assert credited.reps == plain.reps
    assert memories(CARDS, [*events, passed, again], at=at, ties=TIES)[ONE] == credited
    late = event(graded("l", {"b": 1.0}), days=80, seq=9)
    assert memories(CARDS, [*events, passed, late], at=at, ties=TIES)[ONE] != credited


@given(st.floats(0, 60), st.floats(0, 1), st.sampled_from([None, Terms(), Terms(hours=(0, 0, 0, 0, 0, 2, 2))]))
@settings(max_examples=60, deadline=None)
def test_credit_never_brings_a_card_back_earlier_and_is_never_worth_more_than_a_good_review(
    days: float, share: float, terms: Terms | None
) -> None:
    events = _seen("one", "a")
    passed = event(graded("l", {"a": share}), days=16 + days, seq=7)
    good = event(reviewed("one", "a", 3), days=16 + days, seq=7)
    at = START + timedelta(days=100)
    plain, credited, whole = (
        memories(CARDS, [*events, *more], at=at, ties=TIES, terms=terms)[ONE] for more in ([], [passed], [good])
    )
    assert plain.due_at is not None
    assert credited.due_at is not None
    assert credited.due_at >= plain.due_at
    near = 1 + 1e-4  # the library counts whole days
    assert plain.stability_days <= credited.stability_days * near <= whole.stability_days * near * near
    assert plain.recall <= credited.recall * near <= whole.recall * near * near


def test_a_card_never_seen_gets_no_credit() -> None:
    passed = event(graded("l", {"a": 1.0}))
    assert memories(CARDS, [passed], at=START, ties=TIES) == memories(CARDS, [], at=START)


def _failing(lesson: str = "", outcome: str = "failed") -> dict[str, object]:
    return {"checks": [{"name": "x", "outcome": outcome, "message": "", "lesson": lesson}]}


def test_a_failure_points_to_the_lesson_of_its_check_else_to_what_the_lab_needs() -> None:
    fact = graded("l", {"d": 1.0}, "failed", verdict=_failing("a"))
    assert pulled(fact, TIES) == ("a",)
    assert pulled(replace(fact, verdict=_failing("gone")), TIES) == ("c",)
    assert pulled(replace(fact, verdict=_failing("a", "passed")), TIES) == ("c",)
    assert pulled(replace(fact, lab=uid("lab", "gone"), verdict={"checks": "odd"}), TIES) == ("b", "c")


def test_a_failed_lab_wants_the_least_known_cards_now_until_they_are_reviewed_or_it_is_passed() -> None:
    events = [*_seen("one", "a"), event(reviewed("two", "a", 3), days=59.9, seq=5)]
    failed = event(graded("l", {"d": 1.0}, "failed", verdict=_failing("a")), days=60, seq=6)
    at = START + timedelta(days=60)
    after = memories(CARDS, [*events, failed], at=at, ties=TIES)
    assert after[ONE].because == LAB.uuid
    assert after[TWO].because == "", "as good as fresh"
    assert after[THREE].because == "", "of another skill"
    assert after[ONE].due_at == memories(CARDS, events, at=at, ties=TIES)[ONE].due_at
    passed = event(graded("l", {"d": 1.0}), days=61, seq=7)
    answered = event(reviewed("one", "a", 3), days=61, seq=7)
    for end in (passed, answered):
        assert memories(CARDS, [*events, failed, end], at=at, ties=TIES)[ONE].because == ""


def test_failing_again_and_again_wants_no_more_cards() -> None:
    cards = {one.uuid: one for one in (card(f"n{i}", "a") for i in range(20))}
    events = [event(reviewed(f"n{i}", "a", 3), seq=i + 1) for i in range(20)]
    for number in range(4):
        fact = graded("l", {"d": 1.0}, "failed", verdict=_failing("a"))
        events.append(event(fact, days=30 + number / 100, seq=30 + number))
    wanted = [one for one in memories(cards, events, at=START, ties=TIES).values() if one.because]
    assert len(wanted) == PULLED_CARDS


def test_broken_and_stopped_labs_say_nothing_about_cards() -> None:
    events = _seen("one", "a")
    for ending in ("broken", "stopped"):
        odd = event(graded("l", {"a": 1.0}, ending, verdict=_failing("a")), days=20, seq=6)
        assert memories(CARDS, [*events, odd], at=START, ties=TIES) == memories(CARDS, events, at=START, ties=TIES)


def test_without_reviews_the_scheduler_library_is_not_imported() -> None:
    code = (
        "import sys; from datetime import datetime, UTC; from hillclimb.learner import memories;"
        "memories({}, [], at=datetime(2026, 1, 1, tzinfo=UTC)); print('fsrs' in sys.modules, 'numpy' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False"]


def test_intervals_grow_while_answers_are_good() -> None:
    at, events, gaps = START, [], []
    for number in range(6):
        events.append(Event(seq=number + 1, uuid=uid("e", str(number)), at=at, fact=reviewed("one", "a", 3)))
        one = memories(CARDS, events, at=at, terms=Terms())[ONE]
        assert one.due_at is not None
        gaps.append(one.due_at - at)
        at = one.due_at.astimezone(UTC)
    assert all(before < after for before, after in pairwise(gaps))
