"""The why-interview and the transition plan: asked once, made from the record, its versions kept and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.looking import climbed
from hillclimb.actions.planning import stages
from hillclimb.career import (
    Ahead,
    Expected,
    Lack,
    Paper,
    Shown,
    Standing,
    compare_papers,
    counted,
    markdown,
    paper_from,
    paper_json,
    transition_plan,
)
from hillclimb.content import Advice, Why, read_advice
from hillclimb.ground import Misuse, NotFound
from hillclimb.planner import Forecast, TaskKind, Week, hours_left
from hillclimb.record import TransitionKept, WhyAnswered

LONGEST_ANSWER = 4_000
_WEEKS = 13
_EACH = 2
_LABS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of the why-interview with its answer, empty where there is none."""

    why: Why
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of the plan that was kept: its number from 1, when, what was said of it, and the document."""

    number: int
    at: datetime
    note: str
    paper: Paper


def advice_of(state: State) -> Advice:
    """Return what the pack says on changing where one is."""
    return read_advice(state.pack.folder)[0]


def whys(state: State) -> tuple[Asked, ...]:
    """Return the questions of the why-interview in order, each with the newest answer."""
    said: dict[str, str] = {}
    for event in state.events:
        if isinstance(event.fact, WhyAnswered):
            said[event.fact.question] = event.fact.answer
    return tuple(Asked(why=why, answer=said.get(why.uuid, "")) for why in advice_of(state).whys if why.uuid)


def answer_why(desk: Desk, answers: Mapping[str, str]) -> tuple[Asked, ...]:
    """Record answers of the why-interview by the slug of their question; what was said before is not said twice."""
    known = {one.why.slug: one for one in whys(desk.state())}
    facts: list[WhyAnswered] = []
    for slug, answer in answers.items():
        if slug not in known:
            raise NotFound(f"There is no question {slug!r}.", hint=f"There are: {', '.join(known) or 'none'}.")
        text = clean(answer)
        if len(text) > LONGEST_ANSWER:
            raise Misuse(f"The answer to {slug!r} has {len(text)} characters.", hint=f"At most {LONGEST_ANSWER}.")
        if text != known[slug].answer:
            facts.append(WhyAnswered(question=known[slug].why.uuid, answer=text))
    if facts:
        desk.note(*facts)
    return whys(desk.state())


def clean(text: str) -> str:
    """Return a text as it is kept: no control characters, no edges."""
    kept = "".join(letter for letter in text if letter == "\n" or letter.isprintable() or letter in "\u200c\u200d")
    return kept.strip()


def paper_of(state: State) -> Paper:
    """Return the transition plan as it stands now; refuse before `begin`."""
    answers: dict[str, list[str]] = {}
    for one in whys(state):
        if one.answer:
            answers.setdefault(one.why.part, []).append(one.answer)
    return transition_plan(standing_now(state), answers)


def unsaid(state: State) -> tuple[Why, ...]:
    """Return the questions without an answer: what the plan leaves out."""
    return tuple(one.why for one in whys(state) if not one.answer)


def standing_now(state: State) -> Standing:
    """Return what the record says for a plan."""
    role, way = state.role, climbed(state)
    graph, pack = state.pack.graph, state.pack
    areas = {area.slug: area.title for area in pack.areas}
    gap: dict[str, dict[str, float]] = {}
    for slug, hours in hours_left(pack, role, state.beliefs).items():
        gap.setdefault(areas.get(graph[slug].area, graph[slug].area), {})[graph[slug].title] = hours
    lacks = [
        Lack(area=area, hours=sum(of.values()), skills=tuple(sorted(of, key=lambda title: -of[title])[:2]))
        for area, of in gap.items()
    ]
    weeks = state.plan.weeks[:_WEEKS]
    return Standing(
        today=state.today,
        role=(role.title, role.summary),
        weekly=sum(state.hours),
        behind=way.share,
        hours_left=way.total - way.hours,
        end=expected(role.title, state.forecast),
        stages=tuple(filter(None, (expected(stage.title, stage.forecast) for stage in stages(state)))),
        gap=tuple(sorted(lacks, key=lambda lack: -lack.hours)),
        shown=shown_since(state),
        next=ahead(weeks),
        labs=tuple(dict.fromkeys(_labs(weeks)))[:_LABS],
        brings=tuple(foundation.title for foundation in pack.foundation),
    )


def expected(title: str, forecast: Forecast | None) -> Expected | None:
    """Return when something may be reached, None without study hours."""
    return Expected(title=title, p50=forecast.p50, p80=forecast.p80) if forecast is not None else None


def shown_since(state: State, day: date | None = None) -> tuple[Shown, ...]:
    """Return the passed labs, oldest first; with a day, those passed on it or later."""
    graph = state.pack.graph
    found = []
    for one in counted(state.events, state.pack.lab_by_uuid):
        on = one.event.at.astimezone().date()
        if day is None or on >= day:
            skills = tuple(graph[slug].title for slug in one.lab.teaches if slug in graph)
            found.append(Shown(title=one.lab.title, day=on, share=one.fact.score, skills=skills))
    return tuple(found)


def ahead(weeks: Sequence[Week], each: int = _EACH) -> tuple[Ahead, ...]:
    """Return weeks of the plan, some at a time, with the lab and study work of each."""
    found = []
    for first in range(0, len(weeks), each):
        part = weeks[first : first + each]
        items = [item for week in part for item in week.items if item.task.kind is not TaskKind.REVIEW]
        labs = [item for item in items if item.task.kind is TaskKind.LAB]
        titles = dict.fromkeys(item.task.title for item in (labs or items))
        found.append(
            Ahead(start=part[0].start, hours=sum(week.hours for week in part), titles=tuple(titles)[:3] or ("reviews",))
        )
    return tuple(found)


def _labs(weeks: Sequence[Week]) -> list[str]:
    whole = [
        item for week in weeks for item in week.items if item.task.kind is TaskKind.LAB and item.part == item.parts
    ]
    return [item.task.title.removeprefix("Lab: ") for item in whole]


def versions(state: State) -> tuple[Version, ...]:
    """Return the versions of the plan that were kept, oldest first."""
    kept = [(event.at, event.fact) for event in state.events if isinstance(event.fact, TransitionKept)]
    return tuple(
        Version(number=number, at=at, note=fact.note, paper=paper_from(fact.paper))
        for number, (at, fact) in enumerate(kept, start=1)
    )


def version_of(state: State, number: int) -> Version:
    """Return a kept version by its number, or refuse."""
    found = versions(state)
    if not 1 <= number <= len(found):
        there = f"There are 1 to {len(found)}." if found else "None is kept yet: hillclimb transition --keep"
        raise NotFound(f"There is no version {number}.", hint=there)
    return found[number - 1]


def keep_plan(desk: Desk, note: str = "") -> Version:
    """Keep the plan as it stands as a version; the same plan on the same day is not kept twice."""
    state = desk.state()
    paper, kept = paper_of(state), versions(state)
    if not kept or kept[-1].paper != paper or (note and note != kept[-1].note):
        desk.note(TransitionKept(paper=paper_json(paper), note=clean(note)[:200]))
        kept = versions(desk.state())
    return kept[-1]


def compared(state: State, old: int, new: int | None = None) -> tuple[tuple[str, tuple[Any, ...]], ...]:
    """Return what changed between two versions, word by word; without the second, between the first and now."""
    later = version_of(state, new).paper if new is not None else paper_of(state)
    return compare_papers(version_of(state, old).paper, later)


def whys_json(state: State) -> dict[str, Any]:
    """Return the why-interview (version 1)."""
    return {
        "version": 1,
        "questions": [
            {"slug": one.why.slug, "part": one.why.part, "ask": one.why.ask, "answer": one.answer or None}
            for one in whys(state)
        ],
    }


def transition_json(state: State, paper: Paper) -> dict[str, Any]:
    """Return a plan (version 1): the document, its text as Markdown, what is not said yet, and the kept versions."""
    return {
        "version": 1,
        "paper": paper_json(paper),
        "markdown": markdown(paper),
        "unsaid": [why.slug for why in unsaid(state)],
        "versions": [{"number": one.number, "at": one.at.isoformat(), "note": one.note} for one in versions(state)],
        "file": None,
        "changes": None,
    }


def changes_json(found: Sequence[tuple[str, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return what changed as JSON: per section, runs of words that are the same, gone or new."""
    return [{"section": title, "runs": [{"kind": run.kind, "text": run.text} for run in runs]} for title, runs in found]
