"""The plan: it fits the time, respects what comes first, and stays calm when one thing changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.content.model import SkillGraph
from hillclimb.learner import believe
from hillclimb.planner import Done, Pace, Plan, Task, TaskKind, make_plan, tasks_left
from tests.learner.graphs import START, chain, diamond, graph_of, lab, pack_of

MONDAY = date(2026, 3, 2)
EVENLY = (1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0)
STEADY = Pace(task_mean=0.0)


def study(slug: str, hours: float = 3.0, **changes: object) -> Task:
    fields: dict[str, object] = {"title": slug, "why": "", "skills": (slug,)}
    return Task(key=f"study:{slug}", kind=TaskKind.STUDY, slug=slug, hours=hours, **{**fields, **changes})  # type: ignore[arg-type]


def studies(graph: SkillGraph, hours: Sequence[float] = (3.0,)) -> tuple[Task, ...]:
    return tuple(
        study(slug, hours[i % len(hours)], needs=graph[slug].needs, stage=graph[slug].stage, area=graph[slug].area)
        for i, slug in enumerate(graph)
    )


def first_seen(plan: Plan) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for week in plan.weeks:
        for place, item in enumerate(week.items):
            found.setdefault(item.task.key, (week.number, place))
    return found


def alike(one: Sequence[str], other: Sequence[str]) -> float:
    """Return Spearman's rank correlation of two orders of the same keys."""
    place = {key: number for number, key in enumerate(other)}
    size = len(one)
    apart = sum((number - place[key]) ** 2 for number, key in enumerate(one))
    return 1.0 - 6.0 * apart / (size * (size**2 - 1)) if size > 1 else 1.0


def last_seen(plan: Plan) -> dict[str, tuple[int, int]]:
    return {item.task.key: (week.number, i) for week in plan.weeks for i, item in enumerate(week.items)}


@st.composite
def graphs(draw: st.DrawFn) -> SkillGraph:
    size = draw(st.integers(1, 12))
    needs = {
        f"s{i:02d}": sorted({f"s{j:02d}" for j in draw(st.lists(st.integers(0, i - 1), max_size=3))}) if i else []
        for i in range(size)
    }
    made = graph_of(needs)
    stages = draw(st.lists(st.integers(0, 4), min_size=size, max_size=size))
    areas = draw(st.lists(st.sampled_from("xyz"), min_size=size, max_size=size))
    return SkillGraph(
        {
            slug: replace(made[slug], stage=stage, area=area)
            for slug, stage, area in zip(needs, stages, areas, strict=True)
        }
    )


HOURS = st.tuples(*[st.one_of(st.just(0.0), st.floats(0.05, 8))] * 7).filter(lambda hours: sum(hours) > 0.5)


@given(graphs(), HOURS, st.lists(st.floats(0.1, 20), min_size=1, max_size=12), st.integers(0, 6), st.booleans())
@settings(max_examples=120, deadline=None)
def test_a_plan_fits_the_time_and_holds_all_the_work_in_order(
    graph: SkillGraph, hours: tuple[float, ...], sizes: list[float], weekday: int, with_content: bool
) -> None:
    if with_content:
        slugs = list(graph)
        labs = [lab(f"lab-{slug}", {slug: 1.0, slugs[0]: 0.5}, needs=graph[slug].needs) for slug in slugs[::2]]
        pack = pack_of(graph, labs=labs, lessons=slugs[::3])
        tasks = tasks_left(pack, pack.roles["practitioner"], believe(graph, None, [], at=START), Done())
    else:
        tasks = studies(graph, sizes)
    plan = make_plan(tasks, graph, hours=hours, start=MONDAY + timedelta(days=weekday), pace=STEADY)
    done: dict[str, float] = {}
    for week in plan.weeks:
        assert week.planned <= week.hours + 1e-6
        for item in week.items:
            assert item.hours > 0.0
            done[item.task.key] = done.get(item.task.key, 0.0) + item.hours
    late = {task.key for task in plan.overflow}
    for task in tasks:
        if task.key not in late:
            assert done[task.key] == pytest.approx(task.hours)
    begin, end = first_seen(plan), last_seen(plan)
    of_skill = {task.slug: task.key for task in tasks if task.kind in (TaskKind.STUDY, TaskKind.LESSON)}
    for slug, key in of_skill.items():
        for need in graph[slug].needs:
            before = of_skill.get(need)
            if before is not None and before not in late and key not in late:
                assert end[before][0] <= begin[key][0]
                if end[before][0] == begin[key][0]:
                    assert end[before][1] < begin[key][1]


@given(graphs(), HOURS)
@settings(max_examples=40, deadline=None)
def test_the_plan_does_not_depend_on_the_order_in_which_tasks_are_named(
    graph: SkillGraph, hours: tuple[float, ...]
) -> None:
    tasks = studies(graph)
    backwards = make_plan(tuple(reversed(tasks)), graph, hours=hours, start=MONDAY)
    assert make_plan(tasks, graph, hours=hours, start=MONDAY).weeks == backwards.weeks


def test_the_first_week_has_only_the_days_that_are_left_of_it() -> None:
    graph = chain(6)
    thursday = make_plan(studies(graph), graph, hours=EVENLY, start=MONDAY + timedelta(days=3), pace=STEADY)
    assert thursday.weeks[0].hours == pytest.approx(2.0)
    assert thursday.weeks[0].start == MONDAY + timedelta(days=3)
    assert thursday.weeks[1].start == MONDAY + timedelta(days=7)
    assert thursday.weeks[1].hours == pytest.approx(5.0)


def test_a_weekend_without_hours_makes_an_empty_first_week() -> None:
    graph = chain(2)
    plan = make_plan(studies(graph), graph, hours=EVENLY, start=MONDAY + timedelta(days=5), pace=STEADY)
    assert plan.weeks[0].items == ()
    assert plan.weeks[1].items


def test_no_hours_make_no_weeks_but_a_way_out() -> None:
    graph = chain(2)
    plan = make_plan(studies(graph), graph, hours=(0.0,) * 7, start=MONDAY)
    assert plan.weeks == ()
    assert len(plan.overflow) == 2
    assert "weekday" in plan.note


def test_no_work_makes_no_weeks_and_no_complaint() -> None:
    plan = make_plan((), diamond(), hours=EVENLY, start=MONDAY)
    assert plan.weeks == ()
    assert plan.note == ""


def test_work_for_more_than_ten_years_overflows_and_says_so() -> None:
    graph = chain(2)
    plan = make_plan(studies(graph, (9000.0,)), graph, hours=EVENLY, start=MONDAY)
    assert len(plan.overflow) == 2
    assert "ten years" in plan.note


def test_reviews_have_their_minutes_on_every_study_day() -> None:
    graph = chain(6)
    plan = make_plan(studies(graph), graph, hours=EVENLY, start=MONDAY, pace=STEADY, review_minutes=12)
    review = next(item for item in plan.weeks[0].items if item.task.kind is TaskKind.REVIEW)
    assert review.hours == pytest.approx(1.0)
    assert plan.weeks[0].planned == pytest.approx(5.0)


def test_a_long_task_is_split_over_sittings_and_its_parts_are_numbered() -> None:
    graph = chain(1)
    plan = make_plan(studies(graph, (10.0,)), graph, hours=EVENLY, start=MONDAY, pace=STEADY, review_minutes=0)
    items = [week.items[0] for week in plan.weeks]
    assert [(item.part, item.parts) for item in items] == [(1, 2), (2, 2)]


def test_the_first_lab_comes_first_even_before_its_lessons() -> None:
    graph = graph_of({"a": [], "b": ["a"], "c": ["b"]})
    labs = [lab("second", {"c": 1.0}, difficulty=0.5), lab("first", {"b": 1.0}, difficulty=-1.0)]
    pack = pack_of(graph, labs=labs, lessons=["a", "b", "c"])
    tasks = tasks_left(pack, pack.roles["practitioner"], believe(graph, None, [], at=START), Done())
    plan = make_plan(tasks, graph, hours=EVENLY, start=MONDAY)
    assert plan.weeks[0].items[0].task.key == "lab:first"


def test_a_lab_waits_for_the_lessons_that_it_needs_and_practice_for_the_lab() -> None:
    graph = graph_of({"a": [], "b": ["a"]})
    labs = [lab("zero", {"a": 0.2}, difficulty=-2.0), lab("one", {"b": 1.0}, needs=("a",))]
    pack = pack_of(graph, labs=labs, lessons=["a", "b"])
    tasks = tasks_left(pack, pack.roles["practitioner"], believe(graph, None, [], at=START), Done())
    plan = make_plan(tasks, graph, hours=EVENLY, start=MONDAY)
    begin, end = first_seen(plan), last_seen(plan)
    assert end["lesson:a"] < begin["lab:one"]
    assert end["lesson:b"] < begin["lab:one"]
    assert end["lab:one"] < begin["practice:b"]


def test_labs_that_teach_and_need_each_other_do_not_lock_the_plan() -> None:
    graph = graph_of({"a": [], "b": ["a"]})
    labs = [lab("x", {"a": 1.0}, needs=("b",)), lab("y", {"b": 1.0}, needs=("a",), difficulty=1.0)]
    pack = pack_of(graph, labs=labs, lessons=["a", "b"])
    tasks = tasks_left(pack, pack.roles["practitioner"], believe(graph, None, [], at=START), Done())
    plan = make_plan(tasks, graph, hours=EVENLY, start=MONDAY)
    assert {item.task.key for week in plan.weeks for item in week.items} >= {task.key for task in tasks}


def test_the_thread_of_stage_nought_takes_a_little_of_every_week() -> None:
    graph = SkillGraph(
        {**graph_of({"dsa": []}, stage=0).skills, **graph_of({"a": [], "b": [], "c": []}, stage=1).skills}
    )
    plan = make_plan(studies(graph, (4.0,)), graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    shares = [sum(item.hours for item in week.items if item.task.slug == "dsa") for week in plan.weeks[:2]]
    assert all(0.0 < share <= 5 / 6 for share in shares)


def test_areas_are_mixed_where_the_worth_is_alike() -> None:
    skills = {}
    for area in ("x", "y"):
        skills.update(graph_of({f"{area}{i}": [] for i in range(3)}, area=area).skills)
    graph = SkillGraph(skills)
    plan = make_plan(studies(graph, (1.0,)), graph, hours=(8.0,) * 7, start=MONDAY, pace=STEADY)
    areas = [item.task.area for item in plan.weeks[0].items if item.task.kind is TaskKind.STUDY]
    assert areas == ["x", "y", "x", "y", "x", "y"]


def test_finishing_the_current_task_leaves_the_order_of_the_rest() -> None:
    graph = SkillGraph({**chain(6).skills, **graph_of({f"t{i}": [] for i in range(6)}, area="other").skills})
    tasks = studies(graph, (2.0, 5.0, 3.0))
    whole = make_plan(tasks, graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    order = sorted(first_seen(whole), key=first_seen(whole).__getitem__)
    order.remove("review")
    rest = make_plan([task for task in tasks if task.key != order[0]], graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    again = sorted(first_seen(rest), key=first_seen(rest).__getitem__)
    again.remove("review")
    assert alike(order[1:], again) > 0.9


def test_a_slower_pace_stretches_the_plan() -> None:
    graph = chain(6)
    slow = make_plan(studies(graph), graph, hours=EVENLY, start=MONDAY, pace=Pace(task_mean=0.7))
    fast = make_plan(studies(graph), graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    assert len(slow.weeks) > len(fast.weeks)


def test_seven_hours_are_asked_for() -> None:
    with pytest.raises(ValueError, match="seven"):
        make_plan((), diamond(), hours=(1.0,), start=MONDAY)


def test_a_hundred_and_fifty_tasks_are_planned_whole() -> None:
    graph = SkillGraph({**chain(80).skills, **graph_of({f"t{i}": [] for i in range(70)}).skills})
    plan = make_plan(studies(graph, (1.0, 4.0, 9.0)), graph, hours=(1.5,) * 7, start=MONDAY)
    assert plan.overflow == ()
    assert {item.task.key for week in plan.weeks for item in week.items} == {t.key for t in plan.tasks} | {"review"}


def test_a_plan_at_the_end_of_the_calendar_ends_there() -> None:
    plan = make_plan(studies(chain(3)), chain(3), hours=EVENLY, start=date(9999, 12, 20))
    assert plan.overflow


def held(one: Plan, other: Plan, *, slack: float) -> float:
    """Return the share of tasks that begin in the same week of both plans, or within the weeks that `slack` says."""
    was, now = first_seen(one), first_seen(other)
    both = [key for key in was if key in now]
    return sum(abs(was[key][0] - now[key][0]) <= slack for key in both) / len(both)


@given(graphs(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_task_more_or_less_leaves_the_rest_about_where_it_was(graph: SkillGraph, data: st.DataObject) -> None:
    tasks = studies(graph, (2.0, 1.0, 3.0))
    gone = data.draw(st.sampled_from(tasks))
    rest = tuple(task for task in tasks if task is not gone)
    if not rest:
        return
    whole = make_plan(tasks, graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    fewer = make_plan(rest, graph, hours=EVENLY, start=MONDAY, pace=STEADY)
    assert held(whole, fewer, slack=2) >= 0.7
    assert len(whole.weeks) - 2 <= len(fewer.weeks) <= len(whole.weeks)


def test_no_reading_or_practice_fills_more_than_half_a_week_while_something_else_can_be_done() -> None:
    graph = graph_of({"a": [], "b": [], "c": []})
    plan = make_plan(studies(graph, (9.0,)), graph, hours=(1.0,) * 7, start=MONDAY, pace=STEADY, review_minutes=0)
    for week in plan.weeks[:3]:
        assert len(week.items) >= 2
        assert max(item.hours for item in week.items) <= 3.5 + 1e-6


def test_a_lab_is_split_over_days_and_each_day_holds_what_it_can() -> None:
    graph = chain(1)
    task = replace(study("s0", 4.0), kind=TaskKind.LAB, key="lab:s0")
    plan = make_plan((task,), graph, hours=(1.5, 0.0, 1.5, 0.0, 3.0, 0.0, 0.0), start=MONDAY, pace=STEADY)
    days = [(stint.day.weekday(), stint.hours) for stint in plan.weeks[0].stints if stint.task is task]
    assert [day for day, _ in days] == [0, 2, 4]
    assert sum(hours for _, hours in days) == pytest.approx(4.0)
    reviews = [stint.day.weekday() for stint in plan.weeks[0].stints if stint.task.kind is TaskKind.REVIEW]
    assert reviews == [0, 2, 4]
