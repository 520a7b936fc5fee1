"""The believer: folds events into beliefs, one at a time or all at once with the same result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hillclimb.learner import prior
from hillclimb.learner.gauss import loosened, mastery, moved
from hillclimb.learner.model import Belief, Beliefs, Evidence, EvidenceKind
from hillclimb.learner.sighting import Sighting, of_card, of_lab, of_question
from hillclimb.learner.spread import Reach, reaches
from hillclimb.record import CardReviewed, Event, LabGraded, LessonRead, ProfileDeclared, QuestionAnswered

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

# Half of what evidence said about a skill is forgotten after so many days without new evidence.
HALF_LIFE_DAYS = 1200.0


@dataclass(slots=True)
class _State:
    """The running Gaussian of one skill: `gained` is the mean above prior + declared; it was last aged on `day`."""

    base: float
    declared: float
    level: int
    gained: float = 0.0
    var: float = prior.VARIANCE
    day: float | None = None
    seen_at: datetime | None = None
    entries: list[tuple[float, Evidence]] = field(default_factory=list)


class Believer:
    """A fold over events. `profile` is what holds before the first ProfileDeclared; `titles` name UUIDs in notes."""

    def __init__(
        self, graph: SkillGraph, profile: ProfileDeclared | None = None, *, titles: Mapping[str, str] | None = None
    ) -> None:
        self._graph = graph
        self._titles = titles or {}
        self._reaches = reaches(graph)
        self._depths = prior.depths(graph)
        self._states = {slug: _State(base=prior.base(self._depths[slug]), declared=0.0, level=0) for slug in graph}
        self._background = ""
        self._declared_at: datetime | None = None
        self._skipped = 0
        self._answered: dict[str, int] = {}
        self._passed: dict[str, int] = {}
        self._judged: set[tuple[str, str, str]] = set()
        if profile is not None:
            self._declare(profile, None)

    def update(self, event: Event) -> None:
        """Take in one event; one that names nothing known is counted and changes nothing else."""
        fact = event.fact
        match fact:
            case ProfileDeclared():
                self._declare(fact, event.at)
            case QuestionAnswered():
                seen = self._answered.get(fact.question, 0)
                self._answered[fact.question] = seen + 1
                self._see(_one(of_question(fact, seen_before=seen, title=self._title(fact.question))), event.at)
            case LabGraded(ending="passed" | "failed"):
                if fact.digest and (fact.lab, fact.digest, fact.ending) in self._judged:
                    return  # the same files again, to the same end: nothing new was shown
                self._judged.add((fact.lab, fact.digest, fact.ending))
                before = self._passed.get(fact.lab, 0)
                self._passed[fact.lab] = before + (fact.ending == "passed")
                self._see(of_lab(fact, passed_before=before, title=self._title(fact.lab)), event.at)
            case CardReviewed():
                self._see(_one(of_card(fact, title=self._title(fact.card))), event.at)
            case LessonRead() if fact.skill not in self._graph.by_uuid:
                self._skipped += 1

    def at(self, at: datetime) -> Beliefs:
        """Return what is believed at an instant; the believer itself does not change."""
        skills = {slug: self._belief(slug, state, at) for slug, state in self._states.items()}
        return Beliefs(at=at, skills=skills, skipped=self._skipped)

    def _title(self, uuid: str) -> str:
        return self._titles.get(uuid, "")

    def _declare(self, profile: ProfileDeclared, at: datetime | None) -> None:
        self._background, self._declared_at = profile.background, at
        for slug, state in self._states.items():
            skill = self._graph[slug]
            state.declared = prior.declared_weight(skill, profile.background, self._depths[slug])
            state.level = prior.declared_level(skill, profile.background)

    def _see(self, sightings: tuple[Sighting, ...], at: datetime) -> None:
        known = [(self._graph.by_uuid[seen.skill], seen) for seen in sightings if seen.skill in self._graph.by_uuid]
        if not known:
            self._skipped += 1
        direct = {slug for slug, _ in known}
        for slug, seen in known:
            self._move(slug, seen, at)
        # After all direct ones, so that a lab's second skill is not first moved through its neighbour.
        for slug, seen in known:
            if seen.spread > 0.0:
                for reach in self._reaches.of(slug, right=seen.outcome.right):
                    if reach.skill not in direct:
                        self._imply(slug, reach, seen, at)

    def _move(self, slug: str, seen: Sighting, at: datetime) -> None:
        evidence = Evidence(at=at, kind=seen.kind, weight=0.0, note=seen.note, ref=seen.ref, title=seen.title)
        self._add(slug, seen, evidence, at=at)
        self._states[slug].seen_at = at

    def _imply(self, slug: str, reach: Reach, seen: Sighting, at: datetime) -> None:
        power = seen.outcome.power * reach.share * seen.spread
        implied = replace(seen, outcome=replace(seen.outcome, power=power), growth=0.0)
        relation = "needs this" if reach.below else "builds on this"
        note = f"{seen.note}, on {slug}, which {relation}"
        evidence = Evidence(
            at=at, kind=EvidenceKind.SPREAD, weight=0.0, note=note, ref=seen.ref, title=seen.title, via=slug
        )
        self._add(reach.skill, implied, evidence, at=at)

    def _add(self, slug: str, seen: Sighting, evidence: Evidence, *, at: datetime) -> None:
        state = self._states[slug]
        state.gained, state.var, state.day = _aged(state, at)
        mean = state.base + state.declared + state.gained
        after, state.var = moved(mean, state.var + seen.growth, seen.outcome)
        state.gained += after - mean
        state.entries.append((state.day, replace(evidence, weight=after - mean)))

    def _belief(self, slug: str, state: _State, at: datetime) -> Belief:
        _, var, day = _aged(state, at)
        found = []
        if state.declared:
            note = f"declared background “{self._background}” stands for level {state.level}; weak until proven"
            found.append(Evidence(at=self._declared_at, kind=EvidenceKind.DECLARED, weight=state.declared, note=note))
        found += [replace(entry, weight=entry.weight * _kept(day - then)) for then, entry in state.entries]
        mean = math.fsum((state.base, *(entry.weight for entry in found)))
        p, low, high = mastery(mean, var)
        return Belief(
            skill=slug,
            p=p,
            low=low,
            high=high,
            mean=mean,
            sd=math.sqrt(var),
            prior=state.base,
            evidence=tuple(found),
            declared=state.level,
            seen_at=state.seen_at,
        )


def believe(
    graph: SkillGraph,
    profile: ProfileDeclared | None,
    events: Iterable[Event],
    *,
    at: datetime,
    titles: Mapping[str, str] | None = None,
) -> Beliefs:
    """Return what the events say about every skill of the graph at an instant."""
    believer = Believer(graph, profile, titles=titles)
    for event in events:
        believer.update(event)
    return believer.at(at)


def _one(seen: Sighting | None) -> tuple[Sighting, ...]:
    return () if seen is None else (seen,)


def _kept(days: float) -> float:
    return math.exp2(-days / HALF_LIFE_DAYS)


def _aged(state: _State, at: datetime) -> tuple[float, float, float]:
    """Return what is gained, its variance and the day, at an instant; a clock that jumped back counts as standing."""
    day = at.timestamp() / 86400.0
    if state.day is None or day <= state.day:
        return state.gained, state.var, day if state.day is None else state.day
    kept = _kept(day - state.day)
    return state.gained * kept, loosened(state.var, prior.VARIANCE, kept), day
