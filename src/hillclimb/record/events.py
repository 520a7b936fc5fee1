"""The facts a learner's record is made of; never edited, only appended."""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from hillclimb.record.changes import (
    AgreementSettled,
    MeetingHeld,
    NoteTaken,
    OptionsWeighed,
    TeamChecked,
    TransitionKept,
    WhyAnswered,
)
from hillclimb.record.fact import Fact
from hillclimb.record.seeking import SEEKING


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDeclared(Fact):
    """The learner said where they come from, where they want to go and when they can study.

    `role` is a role UUID; `hours` are seven study hours, Monday first.
    """

    kind: ClassVar[str] = "profile-declared"
    background: str
    role: str
    hours: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceDeclared(Fact):
    """The learner said that there will be fewer study hours, or none, from `first` to `last`, both included.

    Days are local dates as ISO 8601 text; `share` of the usual hours is kept, 0 for none; `why` is `holiday`,
    `on-call` or `pause`.
    """

    kind: ClassVar[str] = "absence-declared"
    first: str
    last: str
    share: float = 0.0
    why: str = "holiday"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceWithdrawn(Fact):
    """The learner took an absence back; `absence` is the UUID of the event that declared it."""

    kind: ClassVar[str] = "absence-withdrawn"
    absence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSet(Fact):
    """The learner named the day to be done by, a local date as ISO 8601 text; empty for none any more."""

    kind: ClassVar[str] = "deadline-set"
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementBegan(Fact):
    """A placement was started; `seed` fixes the numbers that its questions draw."""

    kind: ClassVar[str] = "placement-began"
    seed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacementEnded(Fact):
    """A placement came to its end; `reason` is `known` (the map is known well enough), `length` or `skipped`."""

    kind: ClassVar[str] = "placement-ended"
    reason: str
    asked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Fact):
    """A question was answered; `occasion` is `placement` or `quiz`, `outcome` is `right`, `wrong` or `unknown`.

    `question` and `skill` are UUIDs; `difficulty` is on the logit scale as it stood when asked;
    `guess` is the chance of a right answer without the skill; `shifts` is how far a placement's map moved with the
    answer, skill UUID -> logits of its average, as it stood when answered.
    """

    kind: ClassVar[str] = "question-answered"
    question: str
    skill: str
    occasion: str
    outcome: str
    difficulty: float
    guess: float
    seconds: float = 0.0
    answer: str = ""
    shifts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillContested(Fact):
    """The learner disagreed with a belief; `direction` is `know` (and a proof was begun) or `not`.

    `skill` is its UUID; `seed` fixes the questions of the proof and their numbers.
    """

    kind: ClassVar[str] = "skill-contested"
    skill: str
    direction: str
    seed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabOpened(Fact):
    """A lab was put into the work folder for the first time; `lab` is its UUID."""

    kind: ClassVar[str] = "lab-opened"
    lab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabReset(Fact):
    """The work on a lab was set aside into `kept_in` (relative to the work folder) and the starter put back."""

    kind: ClassVar[str] = "lab-reset"
    lab: str
    kept_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HintShown(Fact):
    """A hint was read; `step` counts from 1."""

    kind: ClassVar[str] = "hint-shown"
    lab: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SolutionShown(Fact):
    """The solution of a lab was read before the lab was passed."""

    kind: ClassVar[str] = "solution-shown"
    lab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabGraded(Fact):
    """A submission was judged; never written for an unjudged one.

    `teaches` maps skill UUID to weight as the lab had it; `verdict` is the whole verdict as JSON values;
    `score` is the share between baseline (0) and best possible (1) or None where the lab has none. `judge` is the
    version of Hillclimb that judged, `lab_digest` names what the lab consisted of, and `commit` is the Git commit that
    held exactly what was judged; each is empty where it is not known. `shown` says that the learner had read the
    solution before ever passing.
    """

    kind: ClassVar[str] = "lab-graded"
    lab: str
    lab_version: int
    ending: str
    difficulty: float
    teaches: Mapping[str, float]
    digest: str
    commitment: str
    score: float | None = None
    seconds: float = 0.0
    hints: int = 0
    attempt: int = 1
    verdict: Mapping[str, Any] = field(default_factory=dict)
    judge: str = ""
    lab_digest: str = ""
    commit: str = ""
    shown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictSigned(Fact):
    """The learner signed what a verdict showed: `graded` is the UUID of its event, `key` the key's fingerprint.

    `envelope` is the signed statement as it is handed out (a DSSE envelope).
    """

    kind: ClassVar[str] = "verdict-signed"
    graded: str
    key: str
    envelope: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRead(Fact):
    """A lesson was opened; `skill` is its UUID."""

    kind: ClassVar[str] = "lesson-read"
    skill: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReviewed(Fact):
    """A card was answered; `rating` is 1 again, 2 hard, 3 good, 4 easy.

    Where an answer was typed and judged, `outcome` is `right` or `wrong` and `answer` is what was given.
    """

    kind: ClassVar[str] = "card-reviewed"
    card: str
    skill: str
    rating: int
    seconds: float = 0.0
    outcome: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewUndone(Fact):
    """The learner took a rating back; `review` is the UUID of the event that counts no more."""

    kind: ClassVar[str] = "review-undone"
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsSet(Fact):
    """The learner said how reviews should go; the newest counts.

    `retention` is the recall (0-1) at which a card comes back, `minutes` the time for reviews on a day, `exam` the day
    (ISO 8601) on which as much as possible should be known, empty for none.
    """

    kind: ClassVar[str] = "reviews-set"
    retention: float
    minutes: float
    exam: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead(Fact):
    """A page was looked at for `seconds` until now; `page` is `lesson` or `lab`, `about` a skill's or a lab's UUID."""

    kind: ClassVar[str] = "page-read"
    page: str
    about: str
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveSeen(Fact):
    """A save of a lab's files was seen that no verdict was recorded for; `lab` is its UUID."""

    kind: ClassVar[str] = "save-seen"
    lab: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeCorrected(Fact):
    """The learner said how long something really took so far; `page` and `about` are those of a page."""

    kind: ClassVar[str] = "time-corrected"
    page: str
    about: str
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewAnswered(Fact):
    """A question of a mock interview was answered: `made` are the numbers (from 0) of its `points` that the words show.

    `question` and `skill` are UUIDs; `answer` is what was said, as text.
    """

    kind: ClassVar[str] = "interview-answered"
    question: str
    skill: str
    points: int
    made: tuple[int, ...]
    answer: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsClaimed(Fact):
    """The learner says that an answer made these points in other words; `answer` is the UUID of its event."""

    kind: ClassVar[str] = "points-claimed"
    answer: str
    points: tuple[int, ...]


FACTS: Mapping[str, type[Fact]] = {
    fact.kind: fact
    for fact in (
        ProfileDeclared,
        AbsenceDeclared,
        AbsenceWithdrawn,
        DeadlineSet,
        PlacementBegan,
        PlacementEnded,
        QuestionAnswered,
        SkillContested,
        LabOpened,
        LabReset,
        HintShown,
        SolutionShown,
        LabGraded,
        VerdictSigned,
        LessonRead,
        CardReviewed,
        PageRead,
        SaveSeen,
        TimeCorrected,
        InterviewAnswered,
        PointsClaimed,
        ReviewUndone,
        ReviewsSet,
        WhyAnswered,
        TransitionKept,
        MeetingHeld,
        AgreementSettled,
        OptionsWeighed,
        TeamChecked,
        NoteTaken,
    )
} | {fact.kind: fact for fact in SEEKING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Fact):
    """A fact of a kind or version that this release does not know; kept, shown in the log, left out of replays."""

    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A fact with its place in the record: `seq` from 1 without gaps, `uuid`, and the instant `at`."""

    seq: int
    uuid: str
    at: datetime
    fact: Fact


Body: TypeAlias = dict[str, Any]


def to_body(fact: Fact) -> Body:
    """Return a fact as JSON values."""
    return {item.name: _plain(getattr(fact, item.name)) for item in fields(fact)}


def from_body(kind: str, version: int, body: Mapping[str, Any]) -> Fact:
    """Return the fact that `to_body` wrote; one this release does not know becomes `Unknown`."""
    shape = FACTS.get(kind)
    if shape is None or shape.version != version:
        return Unknown(name=f"{kind}@{version}", body=dict(body))
    hints = _hints(kind)
    known = {name: _typed(body[name], hint) for name, hint in hints.items() if name in body}
    try:
        return shape(**known)
    except TypeError:
        return Unknown(name=f"{kind}@{version}", body=dict(body))


@functools.cache
def _hints(kind: str) -> Mapping[str, Any]:
    # Resolving hints costs more than all the rest of a replay: once per kind, not once per event.
    shape = FACTS[kind]
    hints = typing.get_type_hints(shape)
    return {item.name: hints[item.name] for item in fields(shape)}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _typed(value: Any, hint: Any) -> Any:
    if typing.get_origin(hint) is tuple and isinstance(value, list):
        return tuple(value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(hint, types.UnionType) and float in typing.get_args(hint) and isinstance(value, int):
        return float(value)
    return value
