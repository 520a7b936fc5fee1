"""The believer: folds events into beliefs, one at a time or all at once with the same result."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hillclimb.learner import prior
from hillclimb.learner.form import FORM_HALF_LIFE_DAYS, SHIPPED, Course, weighed
from hillclimb.learner.gauss import STRETCH, chance_right, curve, flattened, loosened, mastery
from hillclimb.learner.levels import Level, learn
from hillclimb.learner.model import Belief, Beliefs, Clue, EvidenceKind
from hillclimb.learner.sighting import Sighting, of_card, of_contest, of_lab, of_placement, of_question
from hillclimb.learner.spread import Reaches, reaches
from hillclimb.record import (
    CardReviewed,
    Event,
    LabGraded,
    LessonRead,
    ProfileDeclared,
    QuestionAnswered,
    SkillContested,
)

if TYPE_CHECKING:
    from hillclimb.content import SkillGraph

# Half of what evidence said about a skill is forgotten after so many days without new evidence.
HALF_LIFE_DAYS = 1200.0
# What the map concluded from a placement leaves at least so much doubt: a lab can always say otherwise.
PLACED_VARIANCE = 4.0
_FAINT = 1e-3
_MOVED = ", on a skill that has become part of this one"


@dataclass(slots=True)
class _Entry:
    """One thing that moved a skill: by `step` on its own level and by `shared` through the general level."""

    day: float
    step: float
    shared: float
    seen: Sighting
    at: datetime
    kind: EvidenceKind
    via: str = ""
    relation: str = ""

    def clue(self, kept: float) -> Clue:
        """Return what this counts now."""
        seen, weight = self.seen, (self.step + self.shared) * kept
        return Clue(weight, self.at, self.kind, seen.note, seen.ref, seen.title, self.via, self.relation)


@dataclass(slots=True)
class _State:
    """The running level of one skill, above prior and declared background; it was last aged on `day`."""

    base: float
    declared: float
    stands_for: int
    level: Level = field(default_factory=lambda: Level(0.0, prior.VARIANCE - prior.GENERAL_VARIANCE))
    day: float | None = None
    seen_at: datetime | None = None
    entries: list[_Entry] = field(default_factory=list)


class Believer:
    """A fold over events. `profile` is what holds before the first ProfileDeclared; `titles` name UUIDs in notes."""

    def __init__(
        self, graph: SkillGraph, profile: ProfileDeclared | None = None, *, titles: Mapping[str, str] | None = None
    ) -> None:
        self._graph = graph
        self._titles = titles or {}
        self._reaches: Reaches = reaches(graph)
        self._depths = prior.depths(graph)
        self._states = {slug: _State(base=prior.base(self._depths[slug]), declared=0.0, stands_for=0) for slug in graph}
        self._general = Level(0.0, prior.GENERAL_VARIANCE)
        self._general_day: float | None = None
        self._course = Course()
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
                if fact.shifts and fact.occasion == "placement":
                    self._place(fact, event.at)
                else:
                    title = self._titles.get(fact.question, "")
                    self._see(_one(of_question(fact, seen_before=seen, title=title)), event.at)
            case LabGraded(ending="passed" | "failed"):
                if fact.digest and (fact.lab, fact.digest, fact.ending) in self._judged:
                    return  # the same files again, to the same end: nothing new was shown
                self._judged.add((fact.lab, fact.digest, fact.ending))
                before = self._passed.get(fact.lab, 0)
                self._passed[fact.lab] = before + (fact.ending == "passed")
                self._see(of_lab(fact, passed_before=before, title=self._titles.get(fact.lab, "")), event.at)
            case CardReviewed():
                self._see(_one(of_card(fact, title=self._titles.get(fact.card, ""))), event.at)
            case SkillContested():
                self._see(_one(of_contest(fact)), event.at)
            case LessonRead() if fact.skill not in self._graph.by_uuid:
                self._skipped += 1

    def at(self, at: datetime) -> Beliefs:
        """Return what is believed at an instant; the believer itself does not change."""
        general = self._general.mean * _kept(_days_since(self._general_day, at))
        skills = {slug: self._belief(slug, state, at, general=general) for slug, state in self._states.items()}
        return Beliefs(at=at, skills=skills, skipped=self._skipped)

    def _declare(self, profile: ProfileDeclared, at: datetime | None) -> None:
        self._background, self._declared_at = profile.background, at
        for slug, state in self._states.items():
            skill = self._graph[slug]
            state.declared = prior.declared_weight(skill, profile.background, self._depths[slug])
            state.stands_for = prior.declared_level(skill, profile.background)

    def _see(self, sightings: tuple[Sighting, ...], at: datetime) -> None:
        known = [found for seen in sightings for found in self._heirs(seen)]
        if not known:
            self._skipped += 1
            return
        expected = {slug: self._direct(slug, seen, at) for slug, seen in known}
        if known[0][1].answers:
            names, seen = tuple(expected), known[0][1]
            guess = sum(expected.values()) / len(expected)
            self._course.note(names, seen.ref, right=seen.outcome.right, expected=guess)
        # After all direct ones, so that a lab's second skill is not first moved through its neighbour.
        for slug, seen in known:
            if seen.spread > 0.0:
                self._spread(slug, seen, at, direct=expected)

    def _heirs(self, seen: Sighting) -> Iterator[tuple[str, Sighting]]:
        """Yield where a sighting counts today, by shares where its skill has been merged or split."""
        for slug, share in self._graph.heirs(seen.skill):
            if self._graph[slug].uuid == seen.skill:
                yield slug, seen
            else:
                outcome = seen.outcome.weakened(seen.outcome.power * share)
                yield slug, replace(seen, outcome=outcome, growth=seen.growth * share, note=f"{seen.note}{_MOVED}")

    def _direct(self, slug: str, seen: Sighting, at: datetime) -> float:
        """Move a skill and the general level, and return the chance of a right answer just before."""
        state, general = self._aged(slug, at), self._general
        offset = state.base + state.declared
        before, own = general.mean, state.level.mean
        expected = chance_right(offset + own + before, state.level.var + general.var, seen.outcome)
        state.level.var += seen.growth
        learn(((general, 1.0), (state.level, 1.0)), seen.outcome, offset=offset)
        state.seen_at = at
        shared = general.mean - before
        state.entries.append(_Entry(_day(state), state.level.mean - own, shared, seen, at, seen.kind))
        return expected

    def _spread(self, slug: str, seen: Sighting, at: datetime, *, direct: Mapping[str, float]) -> None:
        power = seen.outcome.power * seen.spread
        for reach in self._reaches.of(slug, right=seen.outcome.right):
            if reach.skill not in direct:
                state = self._aged(reach.skill, at)
                own = state.level.mean
                learn(
                    ((state.level, 1.0),),
                    seen.outcome.weakened(power * reach.share),
                    resting=((self._general, 1.0),),
                    offset=state.base + state.declared,
                )
                step = state.level.mean - own
                kind = EvidenceKind.SPREAD
                relation = ", which needs this" if reach.below else ", which builds on this"
                state.entries.append(_Entry(_day(state), step, 0.0, seen, at, kind, slug, relation))

    def _place(self, fact: QuestionAnswered, at: datetime) -> None:
        """Move all skills as the placement recorded that its map moved: on the scale of averaged logits."""
        source = self._graph.by_uuid.get(fact.skill, "")
        seen = of_placement(fact, title=self._titles.get(fact.question, ""))
        known = [
            (self._graph.by_uuid[uuid], shift) for uuid, shift in fact.shifts.items() if uuid in self._graph.by_uuid
        ]
        if not known:
            self._skipped += 1
        for slug, shift in known:
            state, general = self._aged(slug, at), self._general
            mean = state.base + state.declared + state.level.mean + general.mean
            var = state.level.var + general.var
            now = flattened(mean, var) + min(max(shift, -8.0), 8.0)
            p = curve(now)
            rest = PLACED_VARIANCE + (prior.VARIANCE - PLACED_VARIANCE) * 4.0 * p * (1.0 - p)
            state.level.var = max(min(var, rest) - general.var, 0.5)
            step = now * math.sqrt(1.0 + (state.level.var + general.var) / STRETCH**2) - mean
            state.level.mean += step
            own = slug == source
            kind, via = (EvidenceKind.PLACEMENT, "") if own else (EvidenceKind.SPREAD, source)
            state.entries.append(_Entry(_day(state), step, 0.0, seen, at, kind, via))
            if own:
                state.seen_at = at

    def _aged(self, slug: str, at: datetime) -> _State:
        """Return the state of a skill after time has loosened it and the general level; a clock that jumped back
        counts as standing still.
        """
        state, today = self._states[slug], at.timestamp() / 86400.0
        state.day = _loosen(state.level, state.day, today, rest=prior.VARIANCE - prior.GENERAL_VARIANCE)
        self._general_day = _loosen(self._general, self._general_day, today, rest=prior.GENERAL_VARIANCE)
        return state

    def _form(self, slug: str, at: datetime) -> float:
        if slug not in self._course.trails:
            return 0.0
        faded = math.exp2(-_days_since(self._general_day, at) / FORM_HALF_LIFE_DAYS)
        return weighed(SHIPPED, self._course.own((slug,))) * faded

    def _belief(self, slug: str, state: _State, at: datetime, *, general: float) -> Belief:
        clues: list[Clue] = []
        if state.declared:
            text = f"declared background “{self._background}” stands for level {state.stands_for}; weak until proven"
            clues.append(Clue(state.declared, self._declared_at, EvidenceKind.DECLARED, text))
        today = at.timestamp() / 86400.0
        own = 0.0
        for entry in state.entries:
            kept = _kept(max(0.0, today - entry.day))
            own += entry.shared * kept
            clues.append(entry.clue(kept))
        if general - own:
            clues.append(Clue(general - own, None, EvidenceKind.GENERAL, "what you showed on other skills"))
        gone = _kept(_days_since(state.day, at))
        form = self._form(slug, at)
        if abs(form) >= _FAINT:
            clues.append(Clue(form, state.seen_at, EvidenceKind.FORM, "how your last few answers went"))
        mean = math.fsum((state.base, *(clue.weight for clue in clues)))
        var = loosened(state.level.var, prior.VARIANCE - prior.GENERAL_VARIANCE, gone)
        kept = _kept(_days_since(self._general_day, at))
        var += loosened(self._general.var, prior.GENERAL_VARIANCE, kept)
        p, low, high = mastery(mean, var)
        return Belief(
            skill=slug,
            p=p,
            low=low,
            high=high,
            mean=mean,
            sd=math.sqrt(var),
            prior=state.base,
            clues=tuple(clues),
            declared=state.stands_for,
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


def _days_since(day: float | None, at: datetime) -> float:
    return 0.0 if day is None else max(0.0, at.timestamp() / 86400.0 - day)


def _day(state: _State) -> float:
    return 0.0 if state.day is None else state.day


def _loosen(level: Level, day: float | None, today: float, *, rest: float) -> float:
    """Let time pass over a level and return the day it stands at."""
    if day is None or today <= day:
        return today if day is None else day
    kept = _kept(today - day)
    level.mean *= kept
    level.var = loosened(level.var, rest, kept)
    return today
