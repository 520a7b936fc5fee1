"""Home, the map and the log: where the learner stands, and what comes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import State
from hillclimb.planner import Step, Task, TaskKind
from hillclimb.web.atlas import draw_map
from hillclimb.web.climb import HEIGHT, WIDTH, draw_climb
from hillclimb.web.forms import go
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_RECENT = 6


@router.get("/")
def home(request: Request, room: RoomIn) -> Response:
    """Show the next step, the climb, the map, this week and what happened last."""
    state = room.state()
    if state.profile is None:
        return go("/begin")
    standing = actions.standing(state)
    return show(
        request,
        "home.html",
        state=state,
        step=state.step,
        step_link=link_of(state.step.task, state) if state.step.task else _errand(state.step),
        climb=draw_climb(state),
        size=(WIDTH, HEIGHT),
        atlas=draw_map(state),
        here=_here(state),
        week=state.plan.weeks[0] if state.plan.weeks else None,
        links=links_of(state),
        due=len(state.due()),
        placed=standing.ended or "",
        placing=standing.began and not standing.ended,
        entries=actions.log(state, newest=_RECENT),
    )


@router.get("/map")
def atlas(request: Request, room: RoomIn) -> Response:
    """Show the whole map with names, and the same as a list."""
    state = room.state()
    return show(request, "map.html", state=state, atlas=draw_map(state, across=3.0, up=2.4), here=_here(state))


@router.get("/log")
def log(request: Request, room: RoomIn, newest: int = 200, find: str = "") -> Response:
    """Show what happened, by day; with words to find, what holds them."""
    state = room.state()
    find = " ".join(find.split())[:200]
    entries = actions.log(state, newest=min(max(newest, 1), 5000), find=find)
    days = [(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.at.astimezone().date())]
    weeks = actions.weeks(state)
    return show(
        request,
        "log.html",
        days=days,
        find=find,
        more=0 if find else max(len(state.events) - len(entries), 0),
        rows=() if find else actions.rows(state),
        weeks=weeks,
        most=max([week.planned for week in weeks] + [week.studied for week in weeks] + [0.1]),
        pace=state.pace,
    )


def link_of(task: Task, state: State) -> str:
    """Return the page on which a task is worked on."""
    match task.kind:
        case TaskKind.LAB:
            return f"/labs/{task.slug}"
        case TaskKind.LESSON:
            return f"/skills/{task.slug}/lesson"
        case TaskKind.REVIEW:
            return "/review"
        case _:
            return f"/skills/{task.slug}" if task.slug in state.pack.graph else "/plan"


def _here(state: State) -> str:
    """Return the skill that the next step works on, "" where there is none."""
    task = state.step.task if state.profile is not None else None
    return task.skills[0] if task is not None and task.skills else ""


def _errand(step: Step) -> str:
    return "/review" if step.command.endswith("review") else "/begin"


def links_of(state: State) -> dict[str, str]:
    """Return the page of every task in the plan, by its key."""
    weeks: Sequence[object] = state.plan.weeks
    if not weeks:
        return {}
    return {item.task.key: link_of(item.task, state) for week in state.plan.weeks for item in week.items}
