"""Beliefs: what moves them, which way, and that they are the sum of their evidence."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.learner import Belief, Believer, EvidenceKind, believe, level_of
from hillclimb.learner.gauss import flattened
from hillclimb.record import Event, Fact, HintShown, LessonRead, SkillContested, Unknown
from tests.learner.graphs import (
    START,
    answered,
    chain,
    diamond,
    event,
    graded,
    graph_of,
    profile,
    reviewed,
    skill,
    uid,
)

SKILLS = ("a", "b", "c", "d", "e", "gone")
OUTCOMES = ("right", "wrong", "unknown", "nonsense")


def facts() -> st.SearchStrategy[Fact]:
    on = st.sampled_from(SKILLS)
    wild = st.floats(allow_nan=True, allow_infinity=True)
    numbers = st.one_of(st.floats(-3, 3), wild)
    questions = st.builds(
        lambda on, outcome, occasion, difficulty, guess, number: answered(
            on, outcome, occasion=occasion, difficulty=difficulty, guess=guess, question=str(number)
        ),
        on,
        st.sampled_from(OUTCOMES),
        st.sampled_from(("placement", "quiz")),
        numbers,
        numbers,
        st.integers(0, 5),
    )
    labs = st.builds(
        lambda teaches, ending, difficulty, hints, attempt: graded(
            "l", teaches, ending, difficulty=difficulty, hints=hints, attempt=attempt
        ),
        st.dictionaries(on, numbers, max_size=3),
        st.sampled_from(("passed", "failed", "broken", "stopped")),
        numbers,
        st.integers(-1, 9),
        st.integers(-1, 99),
    )
    cards = st.builds(lambda on, rating: reviewed("k", on, rating), on, st.integers(0, 5))
    lessons = st.builds(lambda on: LessonRead(skill=uid("skill", on)), on)
    profiles = st.builds(profile, st.sampled_from(("typed", "python", "juggler")))
    return st.one_of(questions, labs, cards, lessons, profiles, st.just(Unknown(name="x@9", body={})))


def histories() -> st.SearchStrategy[list[Event]]:
    dated = st.lists(st.tuples(facts(), st.floats(-400, 400)), max_size=30)
    return dated.map(lambda pairs: [event(fact, days=days, seq=i + 1) for i, (fact, days) in enumerate(pairs)])


LATE = (EvidenceKind.GENERAL, EvidenceKind.FORM)


def steady(belief: Belief) -> float:
    """Return the mean without the passing form of the last few answers."""
    return belief.mean - sum(one.weight for one in belief.evidence if one.kind is EvidenceKind.FORM)


def after(*happened: Fact, on: str = "b", days: float = 0.0, background: str = "") -> Belief:
    graph = diamond()
    events = [event(fact, seq=i + 1) for i, fact in enumerate(happened)]
    declared = profile(background) if background else None
    return believe(graph, declared, events, at=START + timedelta(days=days))[on]


@given(histories(), st.floats(-500, 2000))
@settings(max_examples=150, deadline=None)
def test_every_belief_is_a_probability_inside_its_interval_and_the_sum_of_its_evidence(
    events: list[Event], days: float
) -> None:
    beliefs = believe(diamond(), profile(), events, at=START + timedelta(days=days))
    for belief in beliefs.skills.values():
        assert 0.0 <= belief.low <= belief.p <= belief.high <= 1.0
        assert math.isfinite(belief.mean)
        assert belief.sd > 0.0
        assert belief.mean == math.fsum((belief.prior, *(one.weight for one in belief.evidence)))
        assert 0.0 <= level_of(belief) <= 5.0


@given(histories(), st.integers(0, 30))
@settings(max_examples=80, deadline=None)
def test_asking_in_between_changes_nothing(events: list[Event], asked_after: int) -> None:
    graph, at = diamond(), START + timedelta(days=500)
    believer = Believer(graph, profile())
    for number, one in enumerate(events):
        believer.update(one)
        if number >= asked_after:
            believer.at(at)
    assert believer.at(at) == believe(graph, profile(), events, at=at)


@given(histories())
@settings(max_examples=50, deadline=None)
def test_the_running_mean_agrees_with_the_sum_of_the_evidence(events: list[Event]) -> None:
    believer = Believer(diamond(), profile())
    for one in events:
        believer.update(one)
    latest = max((one.at for one in events), default=START)
    beliefs = believer.at(latest)
    again = event(answered("b", "wrong"), days=(latest - START).total_seconds() / 86400, seq=99)
    before = beliefs["b"]
    believer.update(again)
    moved = believer.at(again.at)["b"]
    newest = [one for one in moved.evidence if one.kind not in LATE][-1]
    assert steady(moved) == pytest.approx(steady(before) + newest.weight, abs=1e-6)


def test_a_right_answer_raises_and_a_wrong_one_lowers() -> None:
    nothing = after()
    assert after(answered("b")).mean > nothing.mean > after(answered("b", "wrong")).mean


def test_an_answer_that_is_hard_to_guess_says_more() -> None:
    assert after(answered("b", guess=0.02)).mean > after(answered("b", guess=0.5)).mean


def test_a_right_answer_to_a_harder_question_says_more() -> None:
    easy = after(answered("b", guess=0.0, difficulty=-1.5))
    assert after(answered("b", guess=0.0, difficulty=1.5)).mean > easy.mean


def test_not_knowing_lowers_without_blaming_luck() -> None:
    assert after(answered("b", "unknown")).mean < after().mean


def test_success_speaks_for_what_was_needed_more_than_for_what_builds_on_it() -> None:
    graph = chain(3)
    beliefs = believe(graph, None, [event(answered("s1"))], at=START)
    nothing = believe(graph, None, [], at=START)
    below = beliefs["s0"].mean - nothing["s0"].mean
    above = beliefs["s2"].mean - nothing["s2"].mean
    assert below > above > 0.0


def test_failure_speaks_against_what_builds_on_it_more_than_against_what_was_needed() -> None:
    graph = chain(3)
    beliefs = believe(graph, None, [event(answered("s1", "wrong"))], at=START)
    nothing = believe(graph, None, [], at=START)
    above = beliefs["s2"].mean - nothing["s2"].mean
    below = beliefs["s0"].mean - nothing["s0"].mean
    assert above < below < 0.0


def test_spread_evidence_names_the_skill_it_came_through_and_gets_weaker_with_distance() -> None:
    beliefs = believe(chain(4), None, [event(answered("s3"))], at=START)
    weights = [beliefs[f"s{i}"].evidence[0] for i in (3, 2, 1, 0)]
    assert [one.kind for one in weights] == [EvidenceKind.PLACEMENT, *[EvidenceKind.SPREAD] * 3]
    assert {one.via for one in weights[1:]} == {"s3"}
    assert [one.weight for one in weights] == sorted((one.weight for one in weights), reverse=True)


def test_an_unrelated_skill_hears_of_it_only_through_the_general_level() -> None:
    here, there = after(answered("b")), after(answered("b"), on="e")
    assert [one.kind for one in there.evidence] == [EvidenceKind.GENERAL]
    assert 0.0 < there.mean - after(on="e").mean < (here.mean - after().mean) / 8


def test_form_passes_within_hours() -> None:
    right = [answered("b", question=str(i)) for i in range(3)]
    now, later = after(*right), after(*right, days=1)
    assert EvidenceKind.FORM in {one.kind for one in now.evidence}
    assert EvidenceKind.FORM not in {one.kind for one in later.evidence}


def test_what_a_placement_recorded_moves_the_map_as_it_said_and_no_further() -> None:
    graph = chain(3)
    shifts = {uid("skill", "s0"): 2.0, uid("skill", "s1"): 1.5, uid("skill", "gone"): 9.0}
    nothing = believe(graph, None, [], at=START)
    fact = answered("s1", shifts=shifts)
    beliefs = believe(graph, None, [event(fact), event(answered("s1", question="x", shifts=shifts), seq=2)], at=START)
    for slug, shift in (("s0", 4.0), ("s1", 3.0), ("s2", 0.0)):
        before, now = nothing[slug], beliefs[slug]
        got = flattened(now.mean, now.sd**2) - flattened(before.mean, before.sd**2)
        assert got == pytest.approx(shift, abs=1e-6)
    assert beliefs["s1"].proven
    assert not beliefs["s0"].proven
    assert beliefs["s0"].evidence[0].note.endswith("on s1")


def test_a_word_against_a_belief_lowers_it_at_once_and_a_word_for_it_waits_for_proof() -> None:
    passed = graded("l", {"b": 1.0})
    contested = after(passed, SkillContested(skill=uid("skill", "b"), direction="not"))
    assert contested.p < 0.5 < after(passed).p
    assert after(passed, SkillContested(skill=uid("skill", "b"), direction="know")) == after(passed)


def test_a_lab_pass_alone_reaches_level_three_or_nearly() -> None:
    passed = after(graded("l", {"b": 1.0}))
    assert passed.p > 0.75
    assert level_of(passed) > 2.7


def test_hints_and_attempts_make_a_pass_say_less() -> None:
    alone = after(graded("l", {"b": 1.0})).mean
    helped = after(graded("l", {"b": 1.0}, hints=2)).mean
    long = after(graded("l", {"b": 1.0}, attempt=6)).mean
    assert alone > long > after().mean
    assert alone > helped > after().mean


def test_passing_the_same_lab_again_adds_little() -> None:
    once = after(graded("l", {"b": 1.0})).mean
    twice = after(graded("l", {"b": 1.0}), graded("l", {"b": 1.0})).mean
    other = after(graded("l", {"b": 1.0}), graded("m", {"b": 1.0})).mean
    assert once < twice < other


def test_judging_the_same_files_again_says_nothing_new() -> None:
    same = graded("l", {"b": 1.0}, digest="d1")
    changed = graded("l", {"b": 1.0}, digest="d2")
    assert after(same, same, same).mean == after(same).mean
    assert after(same, changed).mean > after(same).mean


def test_failing_a_lab_ten_times_lowers_less_than_passing_it_once_raises() -> None:
    failed = [graded("l", {"b": 1.0}, "failed", attempt=i + 1) for i in range(10)]
    nothing = after().mean
    assert 0.0 < nothing - after(*failed).mean < after(graded("l", {"b": 1.0})).mean - nothing


@pytest.mark.parametrize("ending", ["broken", "stopped"])
def test_a_broken_or_stopped_submission_counts_as_nothing(ending: str) -> None:
    assert after(graded("l", {"b": 1.0}, ending)) == after()


def test_cards_alone_do_not_prove_a_skill() -> None:
    many = [reviewed("k", "b", 4) for _ in range(100)]
    assert after().mean < after(*many).mean
    assert level_of(after(*many)) < 2.5


def test_a_lab_speaks_in_words() -> None:
    graph = diamond()
    lab = graded("first-model", {"b": 1.0, "c": 0.5}, attempt=3, hints=1)
    beliefs = believe(graph, None, [event(lab)], at=START, titles={lab.lab: "first-model"})
    assert beliefs["b"].evidence[0].note == "passed lab first-model on the 3rd attempt with 1 hint"
    assert beliefs["c"].evidence[0].note.endswith("(counts 50% here)")


def test_a_declared_background_is_believed_weakly() -> None:
    graph = graph_of({"a": []}, prior={"python": 3})
    declared = believe(graph, profile("python"), [], at=START)["a"]
    assert declared.evidence[0].kind is EvidenceKind.DECLARED
    assert declared.p > 0.7
    assert not declared.proven
    doubted = believe(graph, profile("python"), [event(answered("a", "unknown"))] * 2, at=START)["a"]
    assert doubted.p < declared.p - 0.2


def test_a_background_declared_later_replaces_the_earlier_one() -> None:
    graph = graph_of({"a": []}, prior={"python": 3, "typed": 1})
    events = [event(profile("python")), event(profile("typed"), days=1, seq=2)]
    now = believe(graph, profile("python"), events, at=START + timedelta(days=1))
    assert now == believe(graph, None, events[1:], at=START + timedelta(days=1))


def test_a_background_nobody_knows_declares_nothing() -> None:
    assert after(background="juggler") == after()


def test_a_deeper_skill_starts_lower() -> None:
    beliefs = believe(chain(5), None, [], at=START)
    means = [beliefs[f"s{i}"].mean for i in range(5)]
    assert means == sorted(means, reverse=True)
    assert len(set(means)) == 5


def test_time_makes_a_belief_weaker_and_less_certain() -> None:
    lab = graded("l", {"b": 1.0})
    fresh, later, old = (after(lab, days=days) for days in (0, 100, 1000))
    assert fresh.mean > later.mean > old.mean > after().mean
    assert fresh.sd < later.sd < old.sd < after().sd


def test_a_clock_that_jumps_back_loses_nothing() -> None:
    graph = diamond()
    events = [event(answered("b"), days=30), event(graded("l", {"b": 1.0}), days=-30, seq=2)]
    jumped = believe(graph, None, events, at=START)
    assert len([one for one in jumped["b"].evidence if one.kind not in LATE]) == 2
    assert jumped["b"].mean > after().mean


def test_events_that_name_nothing_known_are_counted_and_change_nothing() -> None:
    strangers = [answered("gone"), graded("l", {"gone": 1.0}), reviewed("k", "gone"), LessonRead(skill="nobody")]
    graph = diamond()
    beliefs = believe(graph, None, [event(fact) for fact in strangers], at=START)
    assert beliefs.skipped == 4
    assert beliefs.skills == believe(graph, None, [], at=START).skills


def test_a_lab_that_teaches_one_known_skill_counts_there() -> None:
    beliefs = believe(diamond(), None, [event(graded("l", {"gone": 1.0, "b": 1.0}))], at=START)
    assert beliefs.skipped == 0
    assert beliefs["b"].p > 0.7


def test_facts_that_are_no_evidence_are_not_counted_as_strangers() -> None:
    harmless = [event(HintShown(lab="x", step=1)), event(LessonRead(skill=uid("skill", "b")), seq=2)]
    assert believe(diamond(), None, harmless, at=START) == believe(diamond(), None, [], at=START)


def test_an_expert_background_keeps_its_level_until_doubted() -> None:
    graph = graph_of({"a": []}, prior={"python": 5})
    assert level_of(believe(graph, profile(), [], at=START)["a"]) == 5.0
    doubts = [event(answered("a", "unknown", question=str(i)), seq=i + 1) for i in range(3)]
    assert level_of(believe(graph, profile(), doubts, at=START)["a"]) < 3.0


def test_beliefs_do_not_depend_on_the_order_of_skills_that_do_not_touch() -> None:
    graph = graph_of({"a": [], "e": []})
    one, two = event(answered("a"), seq=1), event(answered("e", "wrong"), seq=2)
    here, there = (believe(graph, None, both, at=START) for both in ([one, two], [two, one]))
    assert [here[slug].p for slug in graph] == pytest.approx([there[slug].p for slug in graph], abs=0.03)


def test_a_skill_without_hours_or_prior_is_still_believed() -> None:
    graph = graph_of({"a": []})
    assert skill("a").prior == {"typed": 0, "python": 0}
    assert 0.0 < believe(graph, profile(), [], at=START)["a"].p < 0.3


def test_a_lab_that_only_touches_a_skill_says_little_about_it() -> None:
    whole, touched = after(graded("l", {"b": 1.0})), after(graded("l", {"b": 0.3}))
    assert after().p < touched.p < after().p + (whole.p - after().p) / 2


def test_a_right_answer_streak_convinces() -> None:
    assert after(*[answered("b", question=str(i), guess=0.02) for i in range(3)]).p > 0.7
