"""The plan: the weeks ahead, when each stage may be reached, days away, a date to meet, and two ways side by side."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from hillclimb import actions
from hillclimb.actions import Odds, State
from hillclimb.web.climb import HEIGHT, WIDTH, draw_climb
from hillclimb.web.fans import draw_fans
from hillclimb.web.forms import Text, go, number
from hillclimb.web.pages.home import links_of
from hillclimb.web.room import RoomIn
from hillclimb.web.showing import show

router = APIRouter()

_FIRST_WEEKS = 8


@router.get("/plan")
def plan(request: Request, room: RoomIn, all: bool = False, role: str = "", hours: str = "") -> Response:
    """Show the weeks ahead; with another role or other hours, how they compare."""
    state = room.state()
    _ = state.role  # refuses before `begin`
    weeks = state.plan.weeks if all else state.plan.weeks[:_FIRST_WEEKS]
    ways = _ways(state, role, hours)
    return show(
        request,
        "plan.html",
        state=state,
        weeks=weeks,
        more=len(state.plan.weeks) - len(weeks),
        links=links_of(state),
        days=_days(state),
        climb=draw_climb(state),
        size=(WIDTH, HEIGHT),
        stages=actions.stages(state),
        moved=actions.moved(state),
        pace=actions.pace_told(state),
        outcome=actions.outcome(state),
        reasons=tuple(actions.REASONS),
        roles=tuple(state.pack.roles.values()),
        asked=(role, hours),
        ways=ways,
        fans=draw_fans(state, ways) if ways else None,
    )


@router.post("/plan/away")
def away(room: RoomIn, first: Text = "", last: Text = "", why: Text = "", share: Text = "") -> Response:
    """Record days with fewer hours, or none."""
    kept = number(share) / 100 if share.strip() else None
    actions.declare_absence(room.desk, first, last, share=kept, why=why)
    return go("/plan#away")


@router.post("/plan/away/remove")
def back(room: RoomIn, which: Text = "") -> Response:
    """Take an absence back."""
    actions.withdraw_absence(room.desk, which)
    return go("/plan#away")


@router.post("/plan/deadline")
def deadline(room: RoomIn, day: Text = "") -> Response:
    """Set the day to be done by, or clear it."""
    actions.set_deadline(room.desk, day)
    return go("/plan#deadline")


def _days(state: State) -> dict[str, str]:
    """Return the days on which each task of the first week is worked on, by its key."""
    found: dict[str, list[str]] = {}
    for stint in state.plan.weeks[0].stints if state.plan.weeks else ():
        found.setdefault(stint.task.key, []).append(f"{stint.day:%a}")
    return {key: " ".join(names) for key, names in found.items()}


def _ways(state: State, role: str, hours: str) -> tuple[Odds, ...]:
    weeks = [actions.spread_hours(hours)] if hours.strip() else []
    roles = [role] if role else []
    if not weeks and roles in ([], [state.role.slug]):
        return ()
    if weeks == [state.hours] and roles in ([], [state.role.slug]):
        return ()
    return actions.compare(state, roles, weeks)
