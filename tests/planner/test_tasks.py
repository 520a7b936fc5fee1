"""The work left: what is asked for, what is taken out of it, and what is studied elsewhere."""

from __future__ import annotations

import pytest

from hillclimb.content.model import Pack
from hillclimb.learner import believe
from hillclimb.planner import Done, Task, TaskKind, cost_of, done_from, hours_left, tasks_left
from hillclimb.record import Fact, LessonRead
from tests.learner.graphs import (
    START,
    answered,
    chain,
    diamond,
    event,
    graded,
    graph_of,
    lab,
    pack_of,
    profile,
    role,
    uid,
)


def left(pack: Pack, *happened: Fact, levels: dict[str, int] | None = None) -> dict[str, Task]:
    events = [event(fact, seq=i + 1) for i, fact in enumerate(happened)]
    beliefs = believe(pack.graph, None, events, at=START)
    aim = role(levels) if levels is not None else pack.roles["practitioner"]
    return {task.key: task for task in tasks_left(pack, aim, beliefs, done_from(pack, events))}


def test_all_hours_of_a_skill_nobody_has_are_left() -> None:
    pack = pack_of(graph_of({"a": []}))
    assert left(pack)["study:a"].hours == pytest.approx(4.0)


def test_lesson_lab_and_practice_share_the_hours_of_a_skill() -> None:
    pack = pack_of(graph_of({"a": []}), labs=[lab("first", {"a": 1.0})], lessons=["a"])
    tasks = left(pack)
    assert set(tasks) == {"lesson:a", "lab:first", "practice:a"}
    assert sum(task.hours for task in tasks.values()) == pytest.approx(4.0)
    assert tasks["lab:first"].hours == 1.0


def test_a_skill_without_content_is_studied_outside_and_marked() -> None:
    task = left(pack_of(graph_of({"a": []})))["study:a"]
    assert task.outside
    assert "Not in this pack yet" in task.why
    assert "Can a." in task.why


def test_a_level_the_role_does_not_ask_for_leaves_nothing() -> None:
    assert left(pack_of(diamond()), levels={}) == {}


def test_a_higher_level_costs_more_and_a_lower_one_less() -> None:
    pack = pack_of(graph_of({"a": []}))
    hours = [left(pack, levels={"a": level})["study:a"].hours for level in (1, 2, 3, 4, 5)]
    assert hours == pytest.approx([0.6, 2.0, 4.0, 6.4, 10.4])


def test_what_was_proven_leaves_less_to_do() -> None:
    pack = pack_of(graph_of({"a": []}))
    passed = graded("l", {"a": 1.0})
    assert "study:a" not in left(pack, passed, graded("m", {"a": 1.0}))
    assert left(pack, answered("a"))["study:a"].hours < 4.0


def test_a_passed_lab_and_a_read_lesson_are_not_asked_again() -> None:
    pack = pack_of(graph_of({"a": []}), labs=[lab("first", {"a": 0.1})], lessons=["a"])
    tasks = left(pack, graded("first", {"a": 0.1}), LessonRead(skill=uid("skill", "a")))
    assert "lab:first" not in tasks
    assert "lesson:a" not in tasks
    assert "practice:a" in tasks


def test_a_failed_lab_is_still_to_be_done() -> None:
    pack = pack_of(graph_of({"a": []}), labs=[lab("first", {"a": 1.0})])
    assert "lab:first" in left(pack, graded("first", {"a": 1.0}, "failed"))


def test_the_first_lab_is_asked_even_of_somebody_who_needs_nothing_from_it() -> None:
    pack = pack_of(graph_of({"a": []}), labs=[lab("later", {"a": 1.0}, difficulty=1.0), lab("first", {"a": 1.0})])
    assert set(left(pack, levels={})) == {"lab:first"}


def test_a_lab_of_several_skills_takes_its_time_from_each_by_weight() -> None:
    pack = pack_of(graph_of({"a": [], "b": []}), labs=[lab("both", {"a": 0.75, "b": 0.25}, minutes=120)])
    tasks = left(pack)
    assert tasks["practice:a"].hours == pytest.approx(4.0 - 1.5)
    assert tasks["practice:b"].hours == pytest.approx(4.0 - 0.5)


def test_a_pack_that_states_no_costs_gets_the_usual_ones() -> None:
    pack = pack_of(graph_of({"a": []}))
    assert [cost_of(pack, level) for level in (0, 1, 2, 2.5, 3, 9)] == pytest.approx([0, 0.15, 0.5, 0.75, 1.0, 2.6])


def test_a_background_saves_hours() -> None:
    graph = graph_of({"a": []}, prior={"python": 3})
    pack = pack_of(graph)
    aim = pack.roles["practitioner"]
    without = hours_left(pack, aim, believe(graph, None, [], at=START))
    declared = hours_left(pack, aim, believe(graph, profile("python"), [], at=START))
    assert without["a"] == pytest.approx(4.0)
    assert declared.get("a", 0.0) < 1.0


def test_what_the_pack_no_longer_knows_is_not_done() -> None:
    pack = pack_of(chain(2), labs=[lab("first", {"s0": 1.0})])
    events = [event(graded("gone", {"s0": 1.0})), event(LessonRead(skill="nobody"), seq=2)]
    assert done_from(pack, events) == Done()


def test_keys_are_unique_and_say_what_they_are() -> None:
    pack = pack_of(diamond(), labs=[lab("first", {"a": 1.0})], lessons=["a", "b"])
    tasks = left(pack)
    assert all(key == f"{task.kind}:{task.slug}" for key, task in tasks.items())
    assert tasks["lab:first"].kind is TaskKind.LAB
