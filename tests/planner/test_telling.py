"""Plans in words: the next step with its reasons, and what an event changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hillclimb.ground import Seed
from hillclimb.learner import Beliefs, believe
from hillclimb.planner import (
    Done,
    Outlook,
    Plan,
    Step,
    done_from,
    explain_change,
    forecast,
    make_plan,
    next_step,
    tasks_left,
)
from tests.learner.graphs import START, event, graded, graph_of, lab, pack_of, role

MONDAY = date(2026, 3, 2)
HOURS = (1.0,) * 7
GRAPH = graph_of({"a": [], "b": ["a"], "c": ["b"], "d": ["b"]})
PACK = pack_of(GRAPH, labs=[lab("first-lab", {"b": 1.0}, difficulty=-1.0)], lessons=["a", "b"])
ROLE = PACK.roles["practitioner"]
PASSED = event(graded("first-lab", {"b": 1.0}))


def outlook(*events: object, hours: tuple[float, ...] = HOURS) -> tuple[Outlook, Beliefs]:
    beliefs = believe(GRAPH, None, list(events), at=START)  # type: ignore[arg-type]
    tasks = tasks_left(PACK, ROLE, beliefs, done_from(PACK, list(events)))  # type: ignore[arg-type]
    plan = make_plan(tasks, GRAPH, hours=hours, start=MONDAY)
    return Outlook(plan=plan, forecast=forecast(tasks, hours=hours, start=MONDAY, seed=Seed.of("t"))), beliefs


def step(plan: Plan, beliefs: Beliefs, due_cards: int = 0) -> Step:
    return next_step(plan, beliefs, graph=GRAPH, role=ROLE, due_cards=due_cards)


def test_the_next_step_is_the_first_lab_with_its_command_and_its_reason_in_numbers() -> None:
    now, beliefs = outlook()
    found = step(now.plan, beliefs)
    assert found.command == "hillclimb open first-lab"
    assert "level 3 in B" in found.why
    assert f"{beliefs['b'].p:.0%}" in found.why
    assert "2 more skills build on it" in found.why
    assert found.task is not None
    assert 5 <= found.minutes <= 90


def test_due_cards_are_mentioned_but_do_not_push_the_work_aside() -> None:
    now, beliefs = outlook()
    found = step(now.plan, beliefs, due_cards=1)
    assert found.command == "hillclimb open first-lab"
    assert "1 card is due" in found.why


def test_without_hours_the_step_is_to_set_them() -> None:
    now, beliefs = outlook(hours=(0.0,) * 7)
    found = step(now.plan, beliefs)
    assert found.command == "hillclimb begin"
    assert "no study hours" in found.why


def test_a_reached_role_says_so_and_offers_reviews_first() -> None:
    beliefs = believe(GRAPH, None, [], at=START)
    nothing = make_plan((), GRAPH, hours=HOURS, start=MONDAY)
    assert step(nothing, beliefs, due_cards=9).command == "hillclimb review"
    assert "believed to be reached" in step(nothing, beliefs).why


def test_every_kind_of_task_has_a_command_to_type() -> None:
    _, beliefs = outlook()
    tasks = tasks_left(PACK, ROLE, beliefs, Done())
    commands = {step(Plan(weeks=(), tasks=tasks), beliefs).command}
    for task in tasks:
        only = make_plan((task,), GRAPH, hours=HOURS, start=MONDAY)
        commands.add(step(only, beliefs).command)
    assert {"hillclimb open first-lab", "hillclimb lesson a", "hillclimb why a", "hillclimb why c"} <= commands


def test_a_passed_lab_brings_the_finish_nearer_and_says_what_is_saved() -> None:
    before, _ = outlook()
    after, _ = outlook(PASSED)
    said = explain_change(before, after)
    assert before.forecast is not None
    assert after.forecast is not None
    assert f"Finish P50 moved from {before.forecast.p50} to {after.forecast.p50}" in said[0]
    assert "earlier" in said[0]
    assert any(sentence.startswith("Lab first-lab is no longer needed") for sentence in said)


def test_nothing_changed_says_nothing() -> None:
    now, _ = outlook()
    assert explain_change(now, now) == ()


def test_hours_taken_away_and_given_back_are_told() -> None:
    now, _ = outlook()
    none, _ = outlook(hours=(0.0,) * 7)
    assert explain_change(now, none) == ("There is no forecast any more: no study hours are set.",)
    assert explain_change(none, now)[0].startswith("A forecast can be made now")


def test_work_that_grew_or_appeared_is_told() -> None:
    now, _ = outlook()
    grown = tuple(replace(task, hours=task.hours + 2) for task in now.plan.tasks[1:])
    less = Outlook(plan=replace(now.plan, tasks=now.plan.tasks[1:]), forecast=now.forecast)
    more = Outlook(plan=replace(now.plan, tasks=grown), forecast=now.forecast)
    assert "needs 2.0 h more." in explain_change(less, more)[0]
    assert explain_change(less, now) == ("Lab first-lab was added: 1.0 h.",)


def test_a_role_that_asks_for_nothing_here_still_explains_itself() -> None:
    now, beliefs = outlook()
    found = next_step(now.plan, beliefs, graph=GRAPH, role=role({}))
    assert found.why.startswith("We put B at")
