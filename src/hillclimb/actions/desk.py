"""A learner at work: the home, the pack and the record opened together, and the state that the record replays to."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from hillclimb.actions.home import Home
from hillclimb.career import planned, raised
from hillclimb.content import Lab, Pack, Role, Skill, open_pack
from hillclimb.ground import Conflict, Damaged, NotFound, Refusal, Seed, new_id, now
from hillclimb.learner import (
    Beliefs,
    Memory,
    Queue,
    Terms,
    Ties,
    Today,
    believe,
    memories,
    queue,
    spent_on,
    standing_events,
    terms_of,
)
from hillclimb.planner import (
    Absence,
    Calendar,
    Done,
    Forecast,
    Outlook,
    Pace,
    Plan,
    Step,
    Task,
    TaskKind,
    Times,
    absences_from,
    day_of,
    done_from,
    forecast,
    make_plan,
    next_step,
    pace_from,
    tasks_left,
    tasks_measured,
    times_from,
    weeks_measured,
)
from hillclimb.record import DeadlineSet, Event, Fact, LabGraded, LessonRead, ProfileDeclared, SqliteRecord

_KEPT_BACKUPS = 7
_SAMPLES = 2000
# What recall of a skill is worth: so much even where the role does not ask for it, a third more for each level that it
# asks for, and twice that where a lab of the coming weeks teaches or needs it.
_ASIDE = 0.25
_SOON = 2.0
_SOON_WEEKS = 2


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What every action needs: where things are, what is taught, what happened, and the clock."""

    home: Home
    pack: Pack
    record: SqliteRecord
    clock: Callable[[], datetime] = now

    def note(self, *facts: Fact, after: int | None = None) -> tuple[Event, ...]:
        """Write facts into the record, all or none; once a day, keep a copy of it.

        With `after`, only where that is still the newest event (see `Record.append`).
        """
        at = self.clock()
        events = self.record.append(facts, at=at, after=after)
        with contextlib.suppress(Refusal, OSError):  # a backup that fails must not undo what was just recorded
            self._back_up(at.date())
        return events

    def note_once(self, fact: Fact, known: Callable[[Fact], bool]) -> bool:
        """Write a fact unless one that is `known` is there, whoever else is writing; return whether it was written."""
        while True:
            events = self.record.events()
            if any(known(event.fact) for event in events):
                return False
            try:
                self.note(fact, after=len(events))
            except Conflict as conflict:
                if conflict.code != "record-moved":
                    raise
                continue  # another process was faster: look again
            return True

    def _back_up(self, day: date) -> None:
        target = self.home.backups / f"record-{day.isoformat()}.db"
        if target.exists():
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = target.with_suffix(f".{new_id()}.part")
        try:
            self.record.copy_to(draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)
        for old in sorted(target.parent.glob("record-*.db"))[:-_KEPT_BACKUPS]:
            old.unlink()

    @cached_property
    def seed(self) -> Seed:
        """The learner's own seed: the data of the company that they see are theirs."""
        events = self.record.events()
        return Seed.of("learner", events[0].uuid if events else "")

    def state(self) -> State:
        """Return how things stand now."""
        return State(pack=self.pack, events=self.record.events(), at=self.clock())

    def skill(self, slug: str) -> Skill:
        """Return a skill by its slug, or refuse with the nearest names."""
        if slug in self.pack.graph:
            return self.pack.graph[slug]
        raise NotFound(f"There is no skill {slug!r}.", hint=_nearest(slug, self.pack.graph.skills, "status"))

    def lab(self, slug: str) -> Lab:
        """Return a lab by its slug, or refuse with the nearest names."""
        if slug in self.pack.labs:
            return self.pack.labs[slug]
        raise NotFound(f"There is no lab {slug!r} in this pack.", hint=_nearest(slug, self.pack.labs, "labs"))

    def role(self, slug: str) -> Role:
        """Return a role by its slug, or refuse with the nearest names."""
        if slug in self.pack.roles:
            return self.pack.roles[slug]
        raise NotFound(f"There is no role {slug!r}.", hint=_nearest(slug, self.pack.roles))


def open_desk(home: Home, pack_folder: Path, *, clock: Callable[[], datetime] = now) -> Desk:
    """Open a learner's folder with a pack; refuse when the pack cannot be used."""
    pack, problems = open_pack(pack_folder, home.pack)
    if pack is None:
        first = problems[0] if problems else "it is empty"
        raise Damaged(f"The pack {pack_folder} cannot be read: {first}", hint="Run `hillclimb pack check` on it.")
    return Desk(home=home, pack=pack, record=SqliteRecord(home.record), clock=clock)


@dataclass(frozen=True, kw_only=True)
class State:
    """Everything that follows from the record at one instant; each part is worked out when it is first asked for."""

    pack: Pack
    events: Sequence[Event]
    at: datetime

    @cached_property
    def profile(self) -> ProfileDeclared | None:
        """What the learner said last about where from, where to and when; None before `begin`."""
        found = [event.fact for event in self.events if isinstance(event.fact, ProfileDeclared)]
        return found[-1] if found else None

    @cached_property
    def role(self) -> Role:
        """The role that is aimed at; refuse before `begin`."""
        if self.profile is None:
            raise Conflict(
                "You have not begun yet.", hint="Start with: hillclimb begin (three questions)", code="not-begun"
            )
        for role in self.pack.roles.values():
            if role.uuid == self.profile.role:
                return role
        raise Conflict("The role that you chose is no longer in the pack.", hint="Choose again: hillclimb begin")

    @cached_property
    def aim(self) -> Role:
        """The role, raised to what the postings in the plan ask for; refuse before `begin`."""
        return raised(self.role, self.pack.graph, planned(self.events).values())

    @cached_property
    def hours(self) -> tuple[float, ...]:
        """Study hours per weekday, Monday first."""
        return self.profile.hours if self.profile else (0.0,) * 7

    @cached_property
    def today(self) -> date:
        """The learner's local date."""
        return self.at.astimezone().date()

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """UUID of a lab, card or question -> its name, for explanations."""
        pack = self.pack
        found = {lab.uuid: lab.title for lab in pack.labs.values()}
        found.update({card.uuid: card.slug for card in pack.cards.values()})
        found.update({question.uuid: question.slug for question in pack.questions.values()})
        return found

    @cached_property
    def beliefs(self) -> Beliefs:
        """What is believed about every skill."""
        events = standing_events(self.events)
        return believe(self.pack.graph, self.profile, events, at=self.at, titles=self.titles)

    @cached_property
    def done(self) -> Done:
        """Labs passed and lessons read."""
        return done_from(self.pack, self.events)

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """The work left to the role."""
        return tasks_left(self.pack, self.aim, self.beliefs, self.done)

    @cached_property
    def times(self) -> Times:
        """The study time that the record shows."""
        return times_from(self.pack, self.events)

    @cached_property
    def begun_at(self) -> datetime | None:
        """When the learner first said where to and when; None before `begin`."""
        return next((event.at for event in self.events if isinstance(event.fact, ProfileDeclared)), None)

    @cached_property
    def _said(self) -> tuple[tuple[date, tuple[float, ...]], ...]:
        """The local day of each profile with its hours, in order."""
        facts = [(event.at, event.fact) for event in self.events]
        return tuple((at.astimezone().date(), fact.hours) for at, fact in facts if isinstance(fact, ProfileDeclared))

    def planned_on(self, day: date) -> float:
        """Return the study hours that were planned for a day, by what had been said when it came."""
        hours = next((hours for said, hours in reversed(self._said) if said <= day), None)
        if hours is None:
            hours = self._said[0][1] if self._said else ()
        return hours[day.weekday()] * self.calendar.kept(day) if len(hours) == 7 else 0.0

    @cached_property
    def absences(self) -> tuple[Absence, ...]:
        """When there are fewer study hours than usual, past and to come."""
        return absences_from(self.events)

    @cached_property
    def calendar(self) -> Calendar:
        """The study hours of each day."""
        return Calendar(hours=self.hours, absences=self.absences)

    @cached_property
    def deadline(self) -> date | None:
        """The day to be done by, where one was set."""
        found = [event.fact.day for event in self.events if isinstance(event.fact, DeadlineSet)]
        return day_of(found[-1]) if found else None

    def chance_by(self, day: date) -> float:
        """Return the chance of having reached the role by the end of a day."""
        if not self.tasks:
            return 1.0
        return self.forecast.chance_by(day) if self.forecast is not None else 0.0

    @cached_property
    def pace(self) -> Pace:
        """How fast the learner is believed to go, by what was measured."""
        if self.begun_at is None:
            return pace_from(tasks_measured(self.pack, self.times))
        begun = self.begun_at.astimezone().date()
        weeks = weeks_measured(self.times, self.planned_on, begun=begun, today=self.today)
        return pace_from(tasks_measured(self.pack, self.times), weeks)

    @cached_property
    def plan(self) -> Plan:
        """The weeks ahead."""
        return make_plan(
            self.tasks,
            self.pack.graph,
            hours=self.hours,
            start=self.today,
            pace=self.pace,
            absences=self.absences,
            review_minutes=self.terms.minutes,
        )

    @cached_property
    def forecast(self) -> Forecast | None:
        """When the role may be reached; None when no hours are set."""
        return self.cast(self.tasks, self.hours)

    def cast(self, tasks: Sequence[Task], hours: tuple[float, ...]) -> Forecast | None:
        """Return when other work, or the same with other hours, may be done: drawn with the same luck."""
        return forecast(
            tasks,
            hours=hours,
            start=self.today,
            pace=self.pace,
            absences=self.absences,
            seed=Seed.of("forecast", self.events[0].uuid if self.events else ""),
            samples=_SAMPLES,
            review_minutes=self.terms.minutes,
        )

    @cached_property
    def outlook(self) -> Outlook:
        """Plan and forecast together."""
        return Outlook(plan=self.plan, forecast=self.forecast)

    @cached_property
    def memories(self) -> Mapping[str, Memory]:
        """How every card stands, by UUID."""
        ties = Ties(graph=self.pack.graph, labs=self.pack.lab_by_uuid)
        passed = self.done.labs
        asked = {uuid: card for uuid, card in self.pack.card_by_uuid.items() if not card.lab or card.lab in passed}
        return memories(asked, self.events, at=self.at, ties=ties, terms=self.terms)

    @cached_property
    def terms(self) -> Terms:
        """How the learner wants to review."""
        return terms_of(self.events, day_of=lambda at: at.astimezone().date())

    @cached_property
    def unlocked(self) -> frozenset[str]:
        """Skills whose cards may be asked: their lesson was read or a lab that teaches them was tried."""
        by_uuid = self.pack.graph.by_uuid
        found: set[str] = set()
        for event in self.events:
            if isinstance(event.fact, LessonRead):
                found.add(by_uuid.get(event.fact.skill, ""))
            elif isinstance(event.fact, LabGraded):
                found.update(by_uuid.get(skill, "") for skill in event.fact.teaches)
        return frozenset(found - {""})

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """What recall of a skill is worth: what the role asks of it, more where a lab of the coming weeks needs it."""
        if self.profile is None or all(role.uuid != self.profile.role for role in self.pack.roles.values()):
            return {}
        found = {slug: _ASIDE + self.aim.levels.get(slug, 0) / 3.0 for slug in self.pack.graph}
        ahead = [item.task for week in self.plan.weeks[:_SOON_WEEKS] for item in week.items]
        for lab in filter(None, (self.pack.labs.get(task.slug) for task in ahead if task.kind is TaskKind.LAB)):
            for slug in dict.fromkeys((*lab.teaches, *lab.needs)):
                found[slug] *= _SOON
        return found

    @cached_property
    def queue(self) -> Queue:
        """The reviews of today, within the learner's minutes, and what they leave."""
        return self.queue_of(self.terms.minutes)

    def queue_of(self, minutes: float, *, more: bool = False) -> Queue:
        """Return the reviews of today as if the day had so many minutes; with `more`, with a day's new cards again."""
        terms = replace(self.terms, minutes=minutes)
        spent, begun = spent_on(self.events, terms.day_of(self.at), terms=terms)
        today = Today(
            at=self.at,
            terms=terms,
            unlocked=self.unlocked,
            weights=self.weights,
            spent=spent,
            begun=0 if more else begun,
        )
        return queue(self.memories, today)

    def due(self, limit: int = 20) -> tuple[Memory, ...]:
        """Return the cards to review now, those worth most a minute first."""
        return self.queue.cards[: max(0, limit)]

    @cached_property
    def step(self) -> Step:
        """What to do next and why."""
        return next_step(self.plan, self.beliefs, graph=self.pack.graph, role=self.aim, due_cards=len(self.due()))


def sitting(seconds: float) -> float:
    """Return how long something took, kept between nothing and an hour: a page may have stood open overnight."""
    return min(max(seconds, 0.0), 3600.0) if math.isfinite(seconds) else 0.0


def _nearest(name: str, names: Collection[str], lists: str = "") -> str:
    import difflib

    found = difflib.get_close_matches(name, list(names), 3, 0.4)
    if found:
        return f"Did you mean {' or '.join(found)}?"
    return f"`hillclimb {lists}` lists what there is." if lists else f"There are: {', '.join(names)}."
