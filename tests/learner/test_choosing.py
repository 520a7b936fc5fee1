"""What to review today: by value within the minutes there are, what it leaves, and aiming at an exam."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.learner import NEW_A_DAY, Memory, Today, is_due, memories, queue, spent_on, terms_of
from hillclimb.learner.forgetting import recalled
from hillclimb.learner.terms import MINUTES, RETENTION, Terms
from hillclimb.learner.today import Model, cost
from hillclimb.record import CardReviewed, ReviewsSet, ReviewUndone
from tests.learner.graphs import START, card, event, profile, reviewed, uid

CARDS = {one.uuid: one for one in (card(f"n{i}", "ab"[i % 2]) for i in range(60))}


def seen(number: int, *, stability: float, days: float, on: str = "a") -> Memory:
    """Return a card whose last review was so many days ago."""
    since = START - timedelta(days=days)
    return Memory(
        card=uid("card", f"n{number}"),
        skill=on,
        new=False,
        due_at=since + timedelta(days=stability),
        stability_days=stability,
        difficulty=5.0,
        seen_at=since,
        since_at=since,
        interval_days=max(1, round(stability)),
        reps=3,
        recall=recalled(stability, days),
    )


def fresh(number: int, on: str = "a") -> Memory:
    return Memory(card=uid("card", f"n{number}"), skill=on)


def by_card(*found: Memory) -> dict[str, Memory]:
    return {one.card: one for one in found}


def today(minutes: float = 10.0, **changes: object) -> Today:
    terms = {name: changes.pop(name) for name in ("exam", "hours", "day_of") if name in changes}
    return Today(at=START, terms=Terms(minutes=minutes, **terms), **changes)  # type: ignore[arg-type]


backlogs = st.lists(
    st.tuples(st.floats(0.5, 300), st.floats(0, 400), st.sampled_from("ab")), min_size=1, max_size=50
).map(lambda rows: by_card(*(seen(i, stability=s, days=d, on=on) for i, (s, d, on) in enumerate(rows))))


# ---- the terms


def test_the_newest_word_counts_and_odd_values_are_brought_within_bounds() -> None:
    assert terms_of([]) == Terms(retention=RETENTION, minutes=MINUTES)
    said = [
        event(profile(hours=(1, 0, 0, 0, 0, 0, 0))),
        event(ReviewsSet(retention=0.9, minutes=20.0, exam="2026-06-01"), seq=2),
    ]
    assert terms_of(said) == Terms(retention=0.9, minutes=20.0, exam=date(2026, 6, 1), hours=(1, 0, 0, 0, 0, 0, 0))
    odd = event(ReviewsSet(retention=float("nan"), minutes=1e9, exam="soon"), seq=3)
    assert terms_of([*said, odd]) == Terms(retention=RETENTION, minutes=240.0, hours=(1, 0, 0, 0, 0, 0, 0))


def test_time_spent_counts_the_day_of_the_learner_and_ratings_taken_back() -> None:
    late = timezone(timedelta(hours=9))  # START is in the small hours of the next day there
    first = reviewed("n1", "a")
    events = [
        event(CardReviewed(card=first.card, skill=first.skill, rating=3, seconds=60.0)),
        event(CardReviewed(card=first.card, skill=first.skill, rating=3, seconds=90.0), days=0.1, seq=2),
        event(reviewed("n2", "a"), days=-1, seq=3),
        event(ReviewUndone(review=uid("event", "2")), days=0.1, seq=4),
    ]
    assert spent_on(events, START.date(), terms=Terms()) == (2.5, 1)
    far = Terms(day_of=lambda at: at.astimezone(late).date())
    assert spent_on(events, START.date(), terms=far) == (12 / 60, 1)
    assert spent_on(events, date(2026, 3, 3), terms=far) == (2.5, 1)


# ---- what is due


def test_a_card_is_due_all_day_on_its_day_and_a_step_at_its_minute() -> None:
    later = replace(seen(1, stability=5, days=5), due_at=START + timedelta(hours=4))
    assert is_due(later, at=START, terms=Terms())
    assert not is_due(replace(later, interval_days=0), at=START, terms=Terms())
    assert not is_due(replace(later, due_at=START + timedelta(hours=7)), at=START, terms=Terms())
    east = Terms(day_of=lambda at: at.astimezone(timezone(timedelta(hours=9))).date())
    assert is_due(replace(later, due_at=START + timedelta(hours=7)), at=START, terms=east)
    assert is_due(replace(later, due_at=START + timedelta(days=9), because="lab"), at=START, terms=Terms())
    assert not is_due(fresh(1), at=START, terms=Terms())


def test_nothing_is_asked_that_is_locked_or_not_due() -> None:
    found = by_card(fresh(1), seen(2, stability=30, days=1))
    assert queue(found, today()).cards == ()
    assert [one.card for one in queue(found, today(unlocked={"a"})).cards] == [uid("card", "n1")]


# ---- value


def test_what_a_review_adds_most_to_comes_first_not_what_is_longest_overdue() -> None:
    firm = seen(1, stability=300, days=400)  # overdue for 100 days, and hardly forgotten
    shaky = seen(2, stability=5, days=9)  # overdue for four days
    found = by_card(firm, shaky)
    assert queue(found, today(0.1)).cards == (shaky,)
    assert queue(found, today()).cards == (shaky, firm)


def test_the_skill_that_the_role_asks_for_comes_first_and_what_a_failed_lab_wants_before_it() -> None:
    one, other = seen(1, stability=20, days=40), seen(2, stability=20, days=40, on="b")
    found = by_card(one, other)
    assert queue(found, today(weights={"a": 2.0, "b": 1.0})).cards[0] == one
    assert queue(found, today(weights={"a": 1.0, "b": 2.0})).cards[0] == other
    wanted = replace(one, because="lab")
    assert queue(by_card(wanted, other), today(weights={"a": 1.0, "b": 1.5})).cards[0] == wanted


def test_a_card_that_takes_longer_must_be_worth_more() -> None:
    quick, slow = seen(1, stability=20, days=40), replace(seen(2, stability=20, days=40), seconds=30.0)
    assert queue(by_card(slow, quick), today()).cards == (quick, slow)


@given(backlogs, st.floats(0, 30), st.floats(0, 30))
@settings(max_examples=60, deadline=None)
def test_the_minutes_are_kept_nothing_is_lost_and_it_is_the_same_every_time(
    found: dict[str, Memory], minutes: float, spent: float
) -> None:
    day = today(minutes, spent=spent)
    got = queue(found, day)
    waiting = {one.card for one in found.values() if is_due(one, at=START, terms=day.terms)}
    chosen = [one.card for one in got.cards]
    assert set(chosen) <= waiting
    assert len(set(chosen)) == len(chosen)
    assert len(chosen) + got.stays == len(waiting)
    seconds = sum(cost(one) for one in got.cards)
    assert seconds <= day.seconds_left + 1e-6 or len(chosen) == 1
    assert queue(dict(reversed(list(found.items()))), day) == got
    if got.stays == 0:
        assert got.days == 0


@given(backlogs)
@settings(max_examples=30, deadline=None)
def test_more_minutes_never_take_more_days_and_no_minutes_ask_nothing(found: dict[str, Memory]) -> None:
    nothing = queue(found, today(0.0, unlocked={"a", "b"}))
    assert nothing.cards == ()
    assert nothing.days is None or nothing.stays == 0
    days = [queue(found, today(minutes)).days for minutes in (2.0, 5.0, 20.0)]
    assert [float("inf") if one is None else one for one in days] == sorted(
        (float("inf") if one is None else one for one in days), reverse=True
    )


def test_a_backlog_is_worked_off_on_study_days_only() -> None:
    found = by_card(*(seen(i, stability=40, days=80) for i in range(60)))  # twelve minutes
    every, mondays = today(4.0), today(4.0, hours=(1, 0, 0, 0, 0, 0, 0))
    assert queue(found, every).days == 2
    assert queue(found, mondays).days == 14  # START is a Monday


def test_new_cards_wait_until_nothing_stays_and_are_rationed_by_the_day() -> None:
    news = [fresh(i) for i in range(20)]
    old = [seen(30 + i, stability=20, days=40) for i in range(20)]
    got = queue(by_card(*news), today(30, unlocked={"a"}))
    assert len(got.cards) == NEW_A_DAY
    assert got.fresh == 20 - NEW_A_DAY
    assert len(queue(by_card(*news), today(30, unlocked={"a"}, begun=5)).cards) == NEW_A_DAY - 5
    assert not any(one.new for one in queue(by_card(*news, *old), today(2, unlocked={"a"})).cards)
    both = queue(by_card(*news, *old), today(6, unlocked={"a"})).cards
    assert [one.new for one in both] == [False] * 20 + [True] * 4
    wanted = replace(news[-1], because="lab")
    assert queue(by_card(*news[:-1], wanted), today(30, unlocked={"a"})).cards[0] == wanted


# ---- exam


def _recall_on(found: dict[str, Memory], day: datetime) -> float:
    return sum(
        recalled(one.stability_days, (day - one.since_at) / timedelta(days=1)) for one in found.values() if one.since_at
    ) / len(found)


def _study(found: dict[str, Memory], terms: Terms, days: int) -> float:
    """Return the recall on the exam when every answer is good, and the day's queue is all that is done."""
    model, now = Model(), dict(found)
    for day in range(days):
        at = START + timedelta(days=day)
        for one in queue(now, Today(at=at, terms=terms, unlocked={"a"}, begun=NEW_A_DAY)).cards:
            stability, _ = model.after(one, at)
            now[one.card] = replace(
                one,
                new=False,
                stability_days=stability,
                since_at=at,
                due_at=at + timedelta(days=stability * 1.5),
                interval_days=max(1, round(stability * 1.5)),
            )
    return _recall_on(now, START + timedelta(days=days))


def test_before_an_exam_more_is_recalled_on_the_day_for_the_same_minutes() -> None:
    found = by_card(*(seen(i, stability=4 + i, days=2 + i / 3) for i in range(40)))
    plain = _study(found, Terms(minutes=4), 12)
    aimed = _study(found, Terms(minutes=4, exam=(START + timedelta(days=12)).date()), 12)
    assert aimed > plain + 0.01


def test_on_the_eve_of_an_exam_what_is_not_due_is_asked_too_and_what_is_as_good_as_fresh_is_not() -> None:
    shaky, sure = seen(1, stability=10, days=5), seen(2, stability=4000, days=1)
    eve = today(exam=(START + timedelta(days=1)).date())
    assert queue(by_card(shaky, sure), today()).cards == ()
    got = queue(by_card(shaky, sure), eve)
    assert got.cards == (shaky,)
    assert got.exam == date(2026, 3, 3)


def test_an_exam_far_away_or_past_leaves_the_day_as_it_is() -> None:
    found = by_card(*(seen(i, stability=10 + i, days=20) for i in range(20)))
    plain = queue(found, today()).cards
    assert queue(found, today(exam=date(2027, 3, 1))).cards == plain
    past = queue(found, today(exam=date(2026, 1, 1)))
    assert past.cards == plain
    assert past.exam is None


@given(backlogs, st.integers(0, 40), st.floats(0, 20))
@settings(max_examples=30, deadline=None)
def test_an_exam_keeps_the_minutes_too(found: dict[str, Memory], days: int, minutes: float) -> None:
    day = today(minutes, exam=(START + timedelta(days=days)).date())
    got = queue(found, day)
    assert sum(cost(one) for one in got.cards) <= day.seconds_left + 1e-6 or len(got.cards) == 1
    assert len({one.card for one in got.cards}) == len(got.cards)
    waiting = {one.card for one in found.values() if is_due(one, at=START, terms=day.terms)}
    assert got.stays == len(waiting - {one.card for one in got.cards})


def test_a_real_record_can_be_queued() -> None:
    events = [event(reviewed(f"n{i}", "ab"[i % 2], 1 + i % 4), seq=i + 1) for i in range(60)]
    at = START + timedelta(days=200)
    found = memories(CARDS, events, at=at, terms=Terms())
    got = queue(found, Today(at=at, terms=Terms(minutes=5)))
    assert got.stays > 0
    assert got.days is not None
    assert got.days >= 1
