"""Learner and planner on the pack that is shipped: from a declared background to a plan and a date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hillclimb.content import read_pack
from hillclimb.content.model import Pack
from hillclimb.ground import Seed
from hillclimb.learner import Believer, believe, next_question, placement_done
from hillclimb.planner import Done, first_lab, forecast, make_plan, tasks_left
from hillclimb.record import ProfileDeclared, QuestionAnswered
from tests.learner.graphs import START, event
from tests.planner.test_plan import alike, first_seen, held

MONDAY = date(2026, 3, 2)
HOURS = (1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 1.0)


@pytest.fixture(scope="module")
def pack() -> Pack:
    reading = read_pack(Path(__file__).parents[2] / "packs" / "ml-engineering")
    assert reading.pack is not None
    return reading.pack


@pytest.mark.parametrize("background", ["typed", "python"])
def test_every_role_can_be_planned_to_its_end(pack: Pack, background: str) -> None:
    profile = ProfileDeclared(background=background, role="", hours=HOURS)
    beliefs = believe(pack.graph, profile, [], at=START)
    for role in pack.roles.values():
        tasks = tasks_left(pack, role, beliefs, Done())
        plan = make_plan(tasks, pack.graph, hours=HOURS, start=MONDAY)
        assert plan.overflow == ()
        found = forecast(tasks, hours=HOURS, start=MONDAY, seed=Seed.of("t"), samples=200)
        assert found is not None
        assert MONDAY < found.p50 < found.p80


def test_the_first_lab_is_in_the_first_week(pack: Pack) -> None:
    profile = ProfileDeclared(background="python", role="", hours=HOURS)
    tasks = tasks_left(pack, next(iter(pack.roles.values())), believe(pack.graph, profile, [], at=START), Done())
    week = make_plan(tasks, pack.graph, hours=HOURS, start=MONDAY).weeks[0]
    labs = [item.task.slug for item in week.items if item.task.key.startswith("lab:")]
    assert labs[0] == first_lab(pack).slug


def test_a_placement_of_an_engineer_who_is_honest_ends_after_about_twenty_questions(pack: Pack) -> None:
    believer = Believer(pack.graph, ProfileDeclared(background="python", role="", hours=HOURS))
    questions = pack.question_by_uuid
    among = {question.skill for question in questions.values()}
    asked: list[str] = []
    while placement_done(believer.at(START), len(asked), among=among) is None:
        question = next_question(pack.graph, believer.at(START), questions, asked=asked)
        assert question is not None
        asked.append(question.uuid)
        skill = pack.graph[question.skill]
        fact = QuestionAnswered(
            question=question.uuid,
            skill=skill.uuid,
            occasion="placement",
            outcome="right" if skill.prior.get("python", 0) >= 3 else "unknown",
            difficulty=question.difficulty,
            guess=0.25,
        )
        believer.update(event(fact, seq=len(asked)))
    assert 10 <= len(asked) <= 22
    assert len({pack.question_by_uuid[uuid].skill for uuid in asked}) >= 6


def test_taking_any_task_out_leaves_the_plan_of_the_rest(pack: Pack) -> None:
    profile = ProfileDeclared(background="python", role="", hours=HOURS)
    role = next(iter(pack.roles.values()))
    tasks = tasks_left(pack, role, believe(pack.graph, profile, [], at=START), Done())
    whole = make_plan(tasks, pack.graph, hours=HOURS, start=MONDAY)
    order = [key for key in sorted(first_seen(whole), key=first_seen(whole).__getitem__) if key != "review"]
    for gone in tasks[::15]:
        rest = make_plan([t for t in tasks if t is not gone], pack.graph, hours=HOURS, start=MONDAY)
        again = [key for key in sorted(first_seen(rest), key=first_seen(rest).__getitem__) if key != "review"]
        assert alike([key for key in order if key != gone.key], again) > 0.9
        assert held(whole, rest, slack=1 + gone.hours * whole.stretch / sum(HOURS)) > 0.75
