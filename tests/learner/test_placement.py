"""Placement: what is asked next, that it ends, and that adapting pays."""

from __future__ import annotations

import random

from hillclimb.content.model import SkillGraph
from hillclimb.learner import Believer, believe, certainty, guess_of, next_question, placement_done
from tests.learner.graphs import START, answered, chain, diamond, event, graph_of, profile, question, questions_for


def test_a_question_is_never_repeated_and_all_are_asked_in_the_end() -> None:
    graph = diamond()
    questions = questions_for(graph)
    beliefs = believe(graph, None, [], at=START)
    asked: list[str] = []
    while (one := next_question(graph, beliefs, questions, asked=asked)) is not None:
        assert one.uuid not in asked
        asked.append(one.uuid)
    assert sorted(asked) == sorted(questions)


def test_the_choice_is_the_same_every_time() -> None:
    graph = diamond()
    beliefs = believe(graph, profile(), [], at=START)
    picks = {next_question(graph, beliefs, questions_for(graph), asked=()).uuid for _ in range(3)}  # type: ignore[union-attr]
    assert len(picks) == 1


def test_a_skill_in_the_middle_of_the_map_is_asked_before_one_that_stands_alone() -> None:
    graph = diamond()
    first = next_question(graph, believe(graph, None, [], at=START), questions_for(graph), asked=())
    assert first is not None
    assert first.skill != "e"


def test_what_is_nearly_certain_is_not_asked() -> None:
    graph = diamond()
    events = [event(answered("a", "unknown", question=str(i)), seq=i + 1) for i in range(6)]
    beliefs = believe(graph, None, events, at=START)
    chosen = next_question(graph, beliefs, questions_for(graph), asked=())
    assert chosen is not None
    assert chosen.skill == "e"


def test_only_the_skills_asked_for_are_asked_about() -> None:
    graph = diamond()
    chosen = next_question(graph, believe(graph, None, [], at=START), questions_for(graph), asked=(), only_skills={"e"})
    assert chosen is not None
    assert chosen.skill == "e"


def test_questions_about_skills_that_are_gone_are_left_out() -> None:
    graph = diamond()
    lost = question("lost", "gone")
    assert next_question(graph, believe(graph, None, [], at=START), {lost.uuid: lost}, asked=()) is None


def test_a_number_is_harder_to_guess_than_a_choice() -> None:
    assert guess_of(question("n", "a", choices=0)) < guess_of(question("c", "a", choices=4)) == 0.25


def test_it_ends_at_its_length_even_if_nothing_is_known() -> None:
    beliefs = believe(diamond(), None, [], at=START)
    assert placement_done(beliefs, 22) == "length"
    assert placement_done(beliefs, 5, most=5) == "length"
    assert placement_done(beliefs, 3) is None


def test_it_ends_early_once_the_map_is_known() -> None:
    graph = chain(2)
    events = [event(answered(f"s{i % 2}", "unknown", question=str(i)), seq=i + 1) for i in range(12)]
    assert placement_done(believe(graph, None, events, at=START), 12) == "known"


def test_nothing_in_question_is_known_at_once() -> None:
    assert certainty(believe(diamond(), None, [], at=START), among=()) == 1.0


def placed_right(graph: SkillGraph, learner: int, *, adaptive: bool) -> int:
    """Return how many skills of four chains are called right after ten questions to one simulated learner."""
    questions = questions_for(graph, each=2)
    chance = random.Random(learner)
    reached = {chain: chance.randrange(-1, 6) for chain in "wxyz"}
    known = {slug: int(slug[1:]) <= reached[slug[0]] for slug in graph}
    believer, asked = Believer(graph), set[str]()
    for number in range(10):
        left = [one for one in questions.values() if one.uuid not in asked]
        one = next_question(graph, believer.at(START), questions, asked=asked) if adaptive else chance.choice(left)
        assert one is not None
        asked.add(one.uuid)
        outcome = "right" if chance.random() < (0.92 if known[one.skill] else 0.05) else "wrong"
        believer.update(event(answered(one.skill, outcome, question=one.uuid, guess=0.05), seq=number + 1))
    beliefs = believer.at(START)
    return sum((beliefs[slug].p > 0.5) == known[slug] for slug in graph)


def test_adaptive_questions_place_better_than_the_same_number_at_random() -> None:
    graph = graph_of({f"{chain}{i}": [f"{chain}{i - 1}"] if i else [] for chain in "wxyz" for i in range(6)})
    adaptive = sum(placed_right(graph, learner, adaptive=True) for learner in range(20)) / (20 * 24)
    at_random = sum(placed_right(graph, learner, adaptive=False) for learner in range(20)) / (20 * 24)
    assert adaptive > at_random + 0.05
    assert adaptive > 0.6


def test_one_skill_is_not_asked_about_more_than_three_times() -> None:
    graph = chain(1)
    questions = questions_for(graph, each=5)
    beliefs, asked = believe(graph, None, [], at=START), list[str]()
    while (one := next_question(graph, beliefs, questions, asked=asked)) is not None:
        asked.append(one.uuid)
    assert len(asked) == 3
