"""Look: where you stand, what the plan says, what to do next, and why any of it is believed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hillclimb.actions.beginning import profile_json
from hillclimb.actions.desk import State
from hillclimb.content import Role
from hillclimb.learner import Belief, Change, Evidence, would_change
from hillclimb.planner import Forecast, Item, Step, cost_of, hours_left
from hillclimb.record import QuestionAnswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Climbed:
    """How much of the way to the role is behind: hours of work by the authors' estimates, out of `total`."""

    hours: float
    total: float

    @property
    def share(self) -> float:
        """The part of the way that is behind, 0 to 1."""
        return self.hours / self.total if self.total else 1.0


def climbed(state: State, role: Role | None = None) -> Climbed:
    """Return how much of the way to a role (by default the one aimed at) is behind, as the beliefs stand."""
    role = role or state.role
    graph, levels = state.pack.graph, role.levels
    total = sum(graph[slug].hours * cost_of(state.pack, level) for slug, level in levels.items() if slug in graph)
    left = sum(hours_left(state.pack, role, state.beliefs).values())
    return Climbed(hours=max(total - left, 0.0), total=total)


def forecast_json(found: Forecast | None) -> dict[str, Any]:
    """Return a forecast as JSON: P10, P50, P80 and P90 as dates, null when no hours are set."""
    if found is None:
        return {"p10": None, "p50": None, "p80": None, "p90": None, "hours_left": None}
    return {
        "p10": found.p10.isoformat(),
        "p50": found.p50.isoformat(),
        "p80": found.p80.isoformat(),
        "p90": found.p90.isoformat(),
        "hours_left": round(found.hours_left, 1),
    }


def step_json(step: Step) -> dict[str, Any]:
    """Return the next step as JSON (version 1)."""
    return {
        "version": 1,
        "what": step.what,
        "why": step.why,
        "minutes": step.minutes,
        "command": step.command,
        "task": step.task.key if step.task else None,
    }


def belief_json(belief: Belief) -> dict[str, Any]:
    """Return a belief as JSON: the probability of having the skill, and its 80 % interval."""
    return {
        "belief": round(belief.p, 4),
        "low": round(belief.low, 4),
        "high": round(belief.high, 4),
        "proven": belief.proven,
    }


def status_json(state: State) -> dict[str, Any]:
    """Return where the learner stands (version 1): profile, beliefs, forecast, this week and the next step."""
    begun = state.profile is not None
    body: dict[str, Any] = {
        "version": 1,
        "profile": profile_json(state),
        "skills": {slug: belief_json(state.beliefs[slug]) for slug in state.pack.graph},
        "labs_passed": sorted(state.done.labs),
        "due": len(state.due()),
        "events": len(state.events),
    }
    if begun:
        body["forecast"] = forecast_json(state.forecast)
        body["deadline"] = _deadline_json(state)
        body["next"] = step_json(state.step)
        body["week"] = week_json(state, 0)
    return body


def _deadline_json(state: State) -> dict[str, Any] | None:
    """Return the day to be done by with its odds, null where none is set; `hillclimb deadline` tells what can give."""
    day = state.deadline
    if day is None:
        return None
    return {"day": day.isoformat(), "days": (day - state.today).days, "chance": round(state.chance_by(day), 3)}


def week_json(state: State, number: int) -> dict[str, Any] | None:
    """Return a week of the plan as JSON, null where there is none: its items, and the same by day."""
    if number >= len(state.plan.weeks):
        return None
    week = state.plan.weeks[number]
    return {
        "number": week.number,
        "start": week.start.isoformat(),
        "hours": round(week.hours, 2),
        "away": [away.why for away in week.away],
        "items": [item_json(item) for item in week.items],
        "days": [
            {"day": stint.day.isoformat(), "key": stint.task.key, "hours": round(stint.hours, 2)}
            for stint in week.stints
        ],
    }


def item_json(item: Item) -> dict[str, Any]:
    """Return one sitting of a week as JSON."""
    return {
        "key": item.task.key,
        "kind": item.task.kind.value,
        "title": item.task.title,
        "hours": round(item.hours, 2),
        "part": item.part,
        "parts": item.parts,
        "outside": item.task.outside,
        "why": item.task.why,
    }


def why_json(state: State, skill: str) -> dict[str, Any]:
    """Return the evidence behind a belief (version 1); prior plus weights is the mean in logits."""
    belief = state.beliefs[skill]
    node = state.pack.graph[skill]
    return {
        "version": 1,
        "skill": skill,
        "title": node.title,
        "can_do": node.can_do,
        **belief_json(belief),
        "logit": round(belief.mean, 4),
        "sd": round(belief.sd, 4),
        "prior": round(belief.prior, 4),
        "needs": list(node.needs),
        "opens": list(state.pack.graph.opens[skill]),
        "evidence": [_evidence_json(item) for item in belief.evidence],
        "would_change": _change_json(change_of(state, skill)),
    }


def change_of(state: State, skill: str) -> Change | None:
    """Return what would change a belief most; None where the pack has neither a lab nor a question left for it."""
    asked = {event.fact.question for event in state.events if isinstance(event.fact, QuestionAnswered)}
    questions = [one for one in state.pack.questions_of.get(skill, ()) if one.uuid not in asked]
    return would_change(
        state.beliefs[skill], labs=state.pack.labs.values(), questions=questions, passed=state.done.labs
    )


def _change_json(change: Change | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "kind": change.kind,
        "slug": change.slug,
        "title": change.title,
        "chance": round(change.chance, 4),
        "if_right": round(change.if_right, 4),
        "if_wrong": round(change.if_wrong, 4),
    }


def _evidence_json(item: Evidence) -> dict[str, Any]:
    return {
        "at": item.at.isoformat() if item.at else None,
        "kind": item.kind.value,
        "weight": round(item.weight, 4),
        "note": item.note,
        "title": item.title,
        "via": item.via,
    }
