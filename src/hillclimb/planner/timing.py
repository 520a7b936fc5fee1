"""Study time as it was seen: sittings from what happened, minutes per lab, lesson and week, and what was corrected."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from types import MappingProxyType
from typing import TYPE_CHECKING

from hillclimb.planner.tasks import LESSON_HOURS
from hillclimb.record import (
    CardReviewed,
    Event,
    Fact,
    HintShown,
    LabGraded,
    LabOpened,
    LabReset,
    LessonRead,
    PageRead,
    PlacementBegan,
    QuestionAnswered,
    SaveSeen,
    SkillContested,
    SolutionShown,
    TimeCorrected,
)

if TYPE_CHECKING:
    from hillclimb.content import Pack

# Nothing seen for longer than this ends a sitting, and is not counted; so much is taken to lie before its first sign.
GAP_MINUTES, LEAD_MINUTES = 15.0, 5.0
# No sitting counts for more, whatever a script or a forgotten watcher went on to do.
LONGEST_MINUTES = 480.0
# A pause of up to this long between two signs of the same work may have been work that was not seen.
PAUSE_MINUTES = 180.0
# Less than this tells nothing about how long a task takes.
LEAST_MINUTES = {"lab": 3.0, "lesson": 2.0}
MOST_MINUTES = 60_000.0
OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something that shows study at an instant. `key` says of what (`lab:UUID`, `lesson:UUID`, `review`, …).

    What looks `back` shows that work came before it, `seconds` of it where that is known; what does not look back
    (a lab opened) shows that work follows.
    """

    key: str
    back: bool = True
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """An unbroken stretch of study, with its minutes by key."""

    start: datetime
    end: datetime
    minutes: Mapping[str, float]

    @property
    def total(self) -> float:
        """All its minutes."""
        return math.fsum(self.minutes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What went into one key: minutes `seen`, minutes that count (`corrected` or as seen), and pauses not counted.

    `to_pass` are the minutes that counted when the lab was first passed or the lesson was read.
    """

    key: str
    seen: float
    minutes: float
    unseen: float
    corrected: bool
    to_pass: float | None

    @property
    def tells(self) -> bool:
        """Whether these minutes say how long the task takes: finished, and corrected or seen for the larger part."""
        least = LEAST_MINUTES.get(self.key.partition(":")[0], math.inf)
        done = self.to_pass is not None and self.to_pass >= least
        return done and (self.corrected or self.seen >= self.unseen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """All study time of a record: sittings in order, what went into each key, and minutes per local day."""

    sittings: tuple[Sitting, ...]
    spent: Mapping[str, Spent]
    days: Mapping[date, float]

    @property
    def total(self) -> float:
        """All minutes that count."""
        return math.fsum(self.days.values())

    def week(self, monday: date) -> float:
        """Return the minutes of the seven days from a Monday."""
        return math.fsum(self.days.get(monday + timedelta(days=number), 0.0) for number in range(7))


def times_from(pack: Pack, events: Iterable[Event], *, zone: tzinfo | None = None) -> Times:
    """Return the study time that a record shows; days are those of `zone`, by default the machine's own.

    The order is the record's: a clock that was set back begins a new sitting and takes nothing away.
    """
    clock = _Clock(zone)
    for event in events:
        if isinstance(event.fact, TimeCorrected):
            clock.correct(event.fact, event.at)
            continue
        sign = sign_of(event.fact)
        if sign is not None:
            clock.see(sign, event.at)
            if _finishes(event.fact):
                clock.finish(sign.key)
    return clock.times(lambda key: _named(pack, key))


def sign_of(fact: Fact) -> Sign | None:
    """Return what a fact shows about study time, None where it shows nothing."""
    match fact:
        case LabOpened(lab=uuid) | LabReset(lab=uuid) | HintShown(lab=uuid) | SolutionShown(lab=uuid):
            return Sign(key=f"lab:{uuid}", back=False)
        case LabGraded(lab=uuid) | SaveSeen(lab=uuid):
            return Sign(key=f"lab:{uuid}")
        case LessonRead(skill=uuid):
            return Sign(key=f"lesson:{uuid}", back=False)
        case PageRead(page=page, about=uuid, seconds=seconds):
            return Sign(key=f"{page}:{uuid}", seconds=_sane(seconds))
        case PlacementBegan():
            return Sign(key="placement", back=False)
        case SkillContested():
            return Sign(key="quiz", back=False)
        case QuestionAnswered(occasion=occasion, seconds=seconds):
            key = "placement" if occasion == "placement" else "quiz"
            return Sign(key=key, seconds=_sane(seconds) or None)
        case CardReviewed(seconds=seconds):
            return Sign(key="review", seconds=_sane(seconds) or None)
    return None


def tasks_measured(pack: Pack, times: Times) -> tuple[tuple[float, float], ...]:
    """Return (estimated, measured) minutes of the finished labs and lessons whose time is known."""
    found = []
    for key, spent in times.spent.items():
        kind, _, slug = key.partition(":")
        if not spent.tells or spent.to_pass is None:
            continue
        if kind == "lab" and slug in pack.labs:
            found.append((float(pack.labs[slug].minutes), spent.to_pass))
        elif kind == "lesson" and slug in pack.lessons:
            found.append((LESSON_HOURS * 60, spent.to_pass))
    return tuple(found)


def weeks_measured(
    times: Times, planned: Callable[[date], float], *, begun: date, today: date
) -> tuple[tuple[float, float], ...]:
    """Return (planned, studied) hours of the full weeks gone by since the learner began; `planned` is hours of a day.

    The week of beginning and the running one are not full. Weeks without planned hours are left out.
    """
    monday = begun + timedelta(days=(7 - begun.weekday()) % 7)
    found = []
    while monday + timedelta(days=7) <= today:
        hours = math.fsum(planned(monday + timedelta(days=number)) for number in range(7))
        if hours > 0.0:
            found.append((hours, times.week(monday) / 60))
        monday += timedelta(days=7)
    return tuple(found)


@dataclass(slots=True)
class _Piece:
    """Minutes of one key on one day."""

    key: str
    day: date
    minutes: float


@dataclass(slots=True)
class _Clock:
    """The fold over signs and corrections."""

    zone: tzinfo | None
    sittings: list[Sitting] = field(default_factory=list)
    pieces: list[_Piece] = field(default_factory=list)
    seen: dict[str, float] = field(default_factory=dict)
    unseen: dict[str, float] = field(default_factory=dict)
    corrected: set[str] = field(default_factory=set)
    to_pass: dict[str, float] = field(default_factory=dict)
    last: tuple[Sign, datetime] | None = None
    start: datetime | None = None
    now: dict[str, float] = field(default_factory=dict)

    def see(self, sign: Sign, at: datetime) -> None:
        """Take in one sign."""
        gap = (at - self.last[1]).total_seconds() / 60 if self.last is not None else math.inf
        if self.last is not None and 0.0 <= gap <= GAP_MINUTES:
            for key, minutes in _shared(self.last[0], sign, gap):
                self._add(key, at, minutes)
        else:
            if self.last is not None and self.last[0].key == sign.key and GAP_MINUTES < gap <= PAUSE_MINUTES:
                self.unseen[sign.key] = self.unseen.get(sign.key, 0.0) + gap
            self._end()
            lead = 0.0
            if sign.back:
                lead = LEAD_MINUTES if sign.seconds is None else min(sign.seconds / 60, GAP_MINUTES)
                lead = min(lead, gap) if gap >= 0.0 else lead
            self.start, self.now = at - timedelta(minutes=lead), {}
            self._add(sign.key, at, lead)
        self.last = sign, at

    def finish(self, key: str) -> None:
        """Note that a task was finished, the first time."""
        self.to_pass.setdefault(key, self._minutes(key))

    def correct(self, said: TimeCorrected, at: datetime) -> None:
        """Have the learner's word count for all that went into a task so far, or into a week."""
        minutes = min(_sane(said.minutes), MOST_MINUTES)
        if said.page == "week":
            self._correct_week(said.about, minutes)
            return
        key = f"{said.page}:{said.about}"
        before = self._minutes(key)
        if before > 0.0:
            self._scale([piece for piece in self.pieces if piece.key == key], minutes / before)
        else:
            self.pieces.append(_Piece(key, self._day(at), minutes))
        self.corrected.add(key)
        if key in self.to_pass:
            self.to_pass[key] = minutes

    def times(self, named: Callable[[str], str]) -> Times:
        """Return what was found, with keys as they are named today: what was merged goes together."""
        self._end()
        days: dict[date, float] = {}
        for piece in self.pieces:
            days[piece.day] = days.get(piece.day, 0.0) + piece.minutes
        heaps: dict[str, list[str]] = {}
        for key in dict.fromkeys([*self.seen, *(piece.key for piece in self.pieces)]):
            heaps.setdefault(named(key), []).append(key)
        spent = {name: self._spent(name, keys) for name, keys in heaps.items()}
        sittings = tuple(
            replace(sitting, minutes=MappingProxyType(_summed(sitting.minutes, named))) for sitting in self.sittings
        )
        return Times(sittings=sittings, spent=MappingProxyType(spent), days=MappingProxyType(days))

    def _spent(self, name: str, keys: Sequence[str]) -> Spent:
        passed = [self.to_pass[key] for key in keys if key in self.to_pass]
        return Spent(
            key=name,
            seen=math.fsum(self.seen.get(key, 0.0) for key in keys),
            minutes=math.fsum(self._minutes(key) for key in keys),
            unseen=math.fsum(self.unseen.get(key, 0.0) for key in keys),
            corrected=any(key in self.corrected for key in keys),
            to_pass=math.fsum(passed) if passed else None,
        )

    def _add(self, key: str, at: datetime, minutes: float) -> None:
        minutes = max(min(minutes, LONGEST_MINUTES - math.fsum(self.now.values())), 0.0)
        self.now[key] = self.now.get(key, 0.0) + minutes
        self.seen[key] = self.seen.get(key, 0.0) + minutes
        if minutes > 0.0:
            self.pieces.append(_Piece(key, self._day(at), minutes))

    def _end(self) -> None:
        if self.last is not None and self.start is not None:
            self.sittings.append(Sitting(start=self.start, end=self.last[1], minutes=MappingProxyType(self.now)))

    def _minutes(self, key: str) -> float:
        return math.fsum(piece.minutes for piece in self.pieces if piece.key == key)

    def _correct_week(self, monday: str, minutes: float) -> None:
        try:
            first = date.fromisoformat(monday)
        except ValueError:
            return
        there = [piece for piece in self.pieces if first <= piece.day < first + timedelta(days=7)]
        before = math.fsum(piece.minutes for piece in there)
        if before > minutes:
            self._scale(there, minutes / before)
        elif minutes > before:
            # What was studied elsewhere: the tasks keep what was seen of them.
            self.pieces.append(_Piece(OTHER, first, minutes - before))

    @staticmethod
    def _scale(pieces: Sequence[_Piece], factor: float) -> None:
        for piece in pieces:
            piece.minutes *= factor

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _shared(before: Sign, sign: Sign, gap: float) -> Iterable[tuple[str, float]]:
    """Return how the minutes between two signs are shared between what was done before and what is seen now."""
    if not sign.back:
        return ((before.key, gap),)
    own = gap if sign.seconds is None else min(sign.seconds / 60, gap)
    return ((before.key, gap - own), (sign.key, own))


def _summed(minutes: Mapping[str, float], named: Callable[[str], str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for key, value in minutes.items():
        found[named(key)] = found.get(named(key), 0.0) + value
    return found


def _named(pack: Pack, key: str) -> str:
    """Return a key by slug; what has left the pack is `other`, what was merged is with its heir."""
    kind, colon, uuid = key.partition(":")
    if kind == "lab" and uuid in pack.lab_by_uuid:
        return f"lab:{pack.lab_by_uuid[uuid].slug}"
    if kind == "lesson" and uuid in pack.graph.by_uuid:
        return f"lesson:{pack.graph.by_uuid[uuid]}"
    return OTHER if colon else key


def _finishes(fact: Fact) -> bool:
    return isinstance(fact, LessonRead) or (isinstance(fact, LabGraded) and fact.ending == "passed")


def _sane(seconds: float) -> float:
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0
