"""The network behind a placement: against exact enumeration, deterministic, and sound whatever it is told."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.content.model import SkillGraph
from hillclimb.ground import Seed
from hillclimb.learner import Believer, believe, next_question, placing
from hillclimb.learner import network as net
from hillclimb.learner.network import KINDS, Network, Reply, chances, network, reply
from tests.learner.graphs import START, answered, chain, diamond, event, questions_for, uid

SEED = Seed.of("network")
GRAPH = diamond()
PRIOR = {"a": 0.7, "b": 0.5, "c": 0.4, "d": 0.3, "e": 0.5}


def exact(found: Network, replies: list[Reply], graph: SkillGraph) -> dict[str, float]:
    """Return the chances by summing over everything that could be so; the area is one."""
    names, had = found.frame.names, found.frame.had
    grid = range(had.shape[1])
    bell = [math.exp(float(x)) for x in net._log_bell(0.0, 1.0)]
    ties = net._ties()
    total, sums = 0.0, dict.fromkeys(names, 0.0)
    for kind, (_, leak, share) in enumerate(KINDS):
        for level in grid:
            weight = share * sum(bell[g] * math.exp(float(ties[kind, g, level])) for g in grid)
            for state in itertools.product((0, 1), repeat=len(names)):
                has = dict(zip(names, state, strict=True))
                p = weight
                for column, name in enumerate(names):
                    chance = float(had[column, level])
                    chance *= 1.0 if all(has[need] for need in graph[name].needs) else leak
                    p *= chance if has[name] else 1.0 - chance
                for one in replies:
                    p *= one.if_had if has[one.skill] else one.if_not
                total += p
                for name in names:
                    sums[name] += p * has[name]
    return {name: value / total for name, value in sums.items()}


def test_particles_agree_with_the_sum_over_all_cases() -> None:
    replies = [reply("d", "right", difficulty=0.0, guess=0.25), reply("c", "wrong", difficulty=0.0, guess=0.25)]
    replies.append(reply("b", "unknown", difficulty=0.0, guess=0.0))
    runs = []
    for number in range(8):
        found = network(GRAPH, PRIOR, SEED.child(number), proven=PRIOR)
        truth = exact(found, replies, GRAPH)
        for one in replies:
            found = found.after(one)
        runs.append({name: found.chances[name] - truth[name] for name in GRAPH})
    for name in GRAPH:
        assert abs(sum(run[name] for run in runs) / len(runs)) < 0.025


def test_what_is_proven_is_where_the_network_begins() -> None:
    found = network(GRAPH, PRIOR, SEED, proven=PRIOR)
    for name, p in PRIOR.items():
        assert found.chances[name] == pytest.approx(p, abs=0.06)


def test_the_same_seed_and_answers_give_the_same_network() -> None:
    facts = [answered("d"), answered("b", "wrong", question="x")]
    beliefs = believe(GRAPH, None, [], at=START)
    one = placing(GRAPH, beliefs, facts, seed=SEED)
    two = network(GRAPH, {slug: beliefs[slug].p for slug in GRAPH.order}, SEED)
    for fact in facts:
        two = two.after(reply(GRAPH.by_uuid[fact.skill], fact.outcome, difficulty=0.0, guess=0.25))
    assert one.network.chances == two.chances
    assert placing(GRAPH, beliefs, facts, seed=SEED.child("other")).network.chances != two.chances


def test_who_can_do_what_builds_on_it_most_likely_has_it() -> None:
    graph = chain(4)
    beliefs = believe(graph, None, [], at=START)
    session = placing(graph, beliefs, [answered("s3", guess=0.02)], seed=SEED)
    before = placing(graph, beliefs, [], seed=SEED).network.chances
    for slug in ("s0", "s1", "s2"):
        assert session.network.chances[slug] > before[slug] + 0.1


def test_a_slow_right_answer_says_less_than_a_quick_one_and_an_honest_unknown_more_than_a_wrong_one() -> None:
    def odds(given: Reply) -> float:
        return given.if_had / given.if_not

    quick, slow = (reply("a", "right", difficulty=0.0, guess=0.25, seconds=s) for s in (30.0, 900.0))
    wrong, unknown = (reply("a", outcome, difficulty=0.0, guess=0.25) for outcome in ("wrong", "unknown"))
    assert odds(quick) > odds(slow) > 1.0 > odds(wrong) > odds(unknown)


@given(st.floats(allow_nan=True), st.floats(allow_nan=True))
def test_chances_are_chances_whatever_an_author_wrote(difficulty: float, guess: float) -> None:
    had, lacking = chances(difficulty, guess)
    assert 0.0 < lacking < had < 1.0


@given(
    st.lists(
        st.tuples(st.sampled_from([*"abcde", "gone"]), st.sampled_from(["right", "wrong", "unknown", "?"])), max_size=6
    )
)
@settings(max_examples=15, deadline=None)
def test_beliefs_after_a_placement_are_those_of_the_network(said: list[tuple[str, str]]) -> None:
    prior = believe(GRAPH, None, [], at=START)
    session, believer = placing(GRAPH, prior, (), seed=SEED), Believer(GRAPH)
    told = False
    for number, (on, outcome) in enumerate(said):
        fact = answered(on, outcome, question=str(number))
        after = session.after(fact)
        if after is not session:
            session, told = after, True
            believer.update(event(session.told(fact), seq=number + 1))
    beliefs = believer.at(START)
    for slug in GRAPH:
        want = session.network.chances[slug] if told else prior[slug].p
        assert beliefs[slug].p == pytest.approx(want, abs=0.03)


def test_a_placement_chooses_by_the_whole_map_and_not_by_the_asked_skill_alone() -> None:
    graph = chain(7)
    beliefs = believe(graph, None, [], at=START)
    chosen = next_question(
        graph, beliefs, questions_for(graph), asked=(), session=placing(graph, beliefs, (), seed=SEED)
    )
    assert chosen is not None
    assert chosen.skill not in ("s0", "s6")


def test_an_answer_names_only_skills_that_it_moved() -> None:
    graph = diamond()
    session = placing(graph, believe(graph, None, [], at=START), (), seed=SEED)
    fact = answered("d")
    told = session.after(fact).told(fact)
    assert uid("skill", "d") in told.shifts
    assert set(told.shifts) <= {uid("skill", slug) for slug in graph}
