"""What a placement found: how far up, the frontier, surprises, what was credited and why, hours saved, how sure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import State
from hillclimb.actions.placing import before_placement, standing
from hillclimb.ground import Conflict
from hillclimb.learner import Belief, Evidence, EvidenceKind, level_of
from hillclimb.planner import cost_of, hours_left
from hillclimb.record import PlacementBegan, PlacementEnded, QuestionAnswered

# A skill counts as credited from the bar of mastery; called firmly from SURE on; open between OPEN and 1 - OPEN.
CREDITED, SURE, OPEN = 0.85, 0.9, 0.3
# The frontier: not credited, and everything that it needs probably there.
REACHED = 0.5
_SURPRISE = 0.12
_MOST_SURPRISES, _MOST_FRONTIER, _MOST_WHY = 5, 10, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A skill with its belief before and after the answers, the hours that fell away, and why in a few words."""

    slug: str
    title: str
    before: float
    after: float
    hours: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Hours of the way to the role, by the authors' estimates: in `total`, and those that fall away.

    `declared` fell away by the background before any question, `answers` is what the answers added or took back.
    """

    total: float
    declared: float
    answers: float

    @property
    def saved(self) -> float:
        """All that need not be learnt, against starting from nothing."""
        return self.declared + self.answers

    @property
    def left(self) -> float:
        """What is left to learn."""
        return self.total - self.saved


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a placement found, as it stood after its last answer.

    `certainty` is the expected share called right of the skills that have questions (`questioned`), `certainty_all` of
    all `skills`; `firm` ones are called with 90 % or more, `open` ones could go either way. `more` and `less` are
    surprises: what the answers said against the declared background.
    """

    state: State
    ended: str
    right: int
    wrong: int
    unknown: int
    certainty: float
    certainty_all: float
    questioned: int
    skills: int
    firm: int
    open: int
    credited: tuple[Found, ...]
    frontier: tuple[Found, ...]
    more: tuple[Found, ...]
    less: tuple[Found, ...]
    hours: Hours

    @property
    def asked(self) -> int:
        """Questions answered."""
        return self.right + self.wrong + self.unknown


def placement_result(state: State) -> Result:
    """Return what the placement found; what came after it (labs, reviews) is left out, so that it stays as it was."""
    _ = state.role  # refuses before `begin`
    now = _as_placed(state)
    if not standing(now).asked:
        raise Conflict("No placement question was answered yet.", hint="Be placed first: hillclimb place")
    before = before_placement(now)
    place = standing(now)
    outcomes = [answer.outcome for answer in place.asked]
    beliefs, graph = now.beliefs, now.pack.graph
    sure = [max(beliefs[slug].p, 1.0 - beliefs[slug].p) for slug in graph]
    asked = [slug for slug in graph.order if now.role.levels.get(slug, 0) > 0]
    left = hours_left(now.pack, now.role, beliefs)
    moved = {slug: beliefs[slug].p - before.beliefs[slug].p for slug in graph.order}
    more = sorted((slug for slug in asked if moved[slug] >= _SURPRISE), key=lambda slug: -moved[slug])
    less = sorted((slug for slug in asked if moved[slug] <= -_SURPRISE), key=lambda slug: moved[slug])
    edge = [
        slug
        for slug in asked
        if slug in left and beliefs[slug].p < CREDITED and all(beliefs[need].p >= REACHED for need in graph[slug].needs)
    ]
    credited = [slug for slug in asked if beliefs[slug].p >= CREDITED]
    return Result(
        state=now,
        ended=place.ended or "open",
        right=outcomes.count("right"),
        wrong=outcomes.count("wrong"),
        unknown=outcomes.count("unknown"),
        certainty=place.certainty,
        certainty_all=sum(sure) / len(sure) if sure else 1.0,
        questioned=sum(bool(questions) for questions in now.pack.questions_of.values()),
        skills=len(sure),
        firm=sum(one >= SURE for one in sure),
        open=sum(one < 1.0 - OPEN for one in sure),
        credited=tuple(sorted((_found(before, now, slug) for slug in credited), key=lambda one: -one.hours)),
        frontier=tuple(_found(before, now, slug) for slug in edge[:_MOST_FRONTIER]),
        more=tuple(_found(before, now, slug) for slug in more[:_MOST_SURPRISES]),
        less=tuple(_found(before, now, slug) for slug in less[:_MOST_SURPRISES]),
        hours=_hours(before, now),
    )


def result_json(found: Result) -> dict[str, Any]:
    """Return what a placement found (version 1): the whole page as values."""
    return {
        "version": 1,
        "asked": found.asked,
        "right": found.right,
        "wrong": found.wrong,
        "unknown": found.unknown,
        "ended": found.ended,
        "certainty": round(found.certainty, 3),
        "certainty_all": round(found.certainty_all, 3),
        "questioned": found.questioned,
        "skills": found.skills,
        "firm": found.firm,
        "open": found.open,
        "hours": {
            "total": round(found.hours.total, 1),
            "saved": round(found.hours.saved, 1),
            "declared": round(found.hours.declared, 1),
            "answers": round(found.hours.answers, 1),
            "left": round(found.hours.left, 1),
        },
        "credited": [_found_json(one) for one in found.credited],
        "frontier": [_found_json(one) for one in found.frontier],
        "surprises": [_found_json(one) for one in (*found.more, *found.less)],
    }


def _found_json(one: Found) -> dict[str, Any]:
    return {
        "skill": one.slug,
        "title": one.title,
        "before": round(one.before, 3),
        "belief": round(one.after, 3),
        "hours_saved": round(one.hours, 1),
        "why": list(one.why),
    }


def _as_placed(state: State) -> State:
    """Return the state after the last event of the newest placement, with nothing that came later."""
    last = 0
    for number, event in enumerate(state.events, start=1):
        placed = isinstance(event.fact, QuestionAnswered) and event.fact.occasion == "placement"
        if placed or isinstance(event.fact, PlacementBegan | PlacementEnded):
            last = number
    if not last:
        return state
    return State(pack=state.pack, events=state.events[:last], at=state.events[last - 1].at)


def _found(before: State, now: State, slug: str) -> Found:
    belief = now.beliefs[slug]
    up = belief.p >= CREDITED or belief.p >= before.beliefs[slug].p
    return Found(
        slug=slug,
        title=now.pack.graph[slug].title,
        before=before.beliefs[slug].p,
        after=belief.p,
        hours=_cost(now, slug) - _left(now, slug),
        why=_reasons(now, belief, up=up),
    )


def _reasons(state: State, belief: Belief, *, up: bool) -> tuple[str, ...]:
    """Return the weightiest kinds of evidence for the way that a belief went, in words."""
    heaps: dict[tuple[str, str], list[float]] = {}
    for one in belief.evidence:
        if (one.weight > 0) == up and one.kind is not EvidenceKind.FORM:
            heaps.setdefault(_named(state, one), []).append(abs(one.weight))
    # An answer that seems to speak against its own outcome only shifted the balance between its neighbours.
    odd = {name for name in heaps if name[0] == ("wrong" if up else "right")}
    weightiest = sorted(heaps.keys() - odd or heaps, key=lambda name: (-sum(heaps[name]), name))[:_MOST_WHY]
    return tuple(_words(*name, count=len(heaps[name])) for name in weightiest)


def _named(state: State, one: Evidence) -> tuple[str, str]:
    """Return what was said (empty where nothing was) and on what."""
    if one.kind is EvidenceKind.DECLARED:
        return "", "what you brought along"
    if one.kind is EvidenceKind.GENERAL:
        return "", "what you showed on other skills"
    said = next((text for text in ("right", "wrong") if one.note.startswith(text)), "“I don’t know”")
    if one.via in state.pack.graph:
        return said, state.pack.graph[one.via].title
    return (said, "it") if one.kind is EvidenceKind.PLACEMENT else ("", one.note)


def _words(said: str, what: str, *, count: int) -> str:
    if not said:
        return what
    if said in ("right", "wrong"):
        return f"a {said} answer on {what}" if count == 1 else f"{count} {said} answers on {what}"
    return f"{said} on {what}" if count == 1 else f"{said} {count} times on {what}"


def _hours(before: State, now: State) -> Hours:
    levels = now.role.levels
    total = sum(_cost(now, slug) for slug in levels if slug in now.pack.graph)
    was = sum(_left(before, slug) for slug in levels if slug in now.pack.graph)
    left = sum(_left(now, slug) for slug in levels if slug in now.pack.graph)
    return Hours(total=total, declared=total - was, answers=was - left)


def _cost(state: State, slug: str) -> float:
    return state.pack.graph[slug].hours * cost_of(state.pack, state.role.levels.get(slug, 0))


def _left(state: State, slug: str) -> float:
    """Return the hours to a skill's target level as it is believed."""
    target = state.role.levels.get(slug, 0)
    have = cost_of(state.pack, level_of(state.beliefs[slug]))
    return max(state.pack.graph[slug].hours * (cost_of(state.pack, target) - have), 0.0) if target > 0 else 0.0
