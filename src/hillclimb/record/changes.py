"""The facts of changing where one is: answers, plans, meetings, options, teams and notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from hillclimb.record.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyAnswered(Fact):
    """A question of the why-interview was answered, or answered anew; empty takes the answer back.

    `question` is its UUID.
    """

    kind: ClassVar[str] = "why-answered"
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransitionKept(Fact):
    """A version of the transition plan was kept, whole, as it was handed over; `note` says what it is."""

    kind: ClassVar[str] = "transition-kept"
    paper: Mapping[str, Any]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingHeld(Fact):
    """A one-on-one was held on a `day` (local date): notes, what was agreed, and how the plan was met.

    `mood` is `helped`, `listened` or `put-off`, empty where the plan was not spoken of.
    """

    kind: ClassVar[str] = "meeting-held"
    day: str
    person: str
    notes: str
    agreed: tuple[str, ...] = ()
    mood: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSettled(Fact):
    """What was agreed in a meeting is `done` or `dropped`; `number` counts the agreements of that meeting from 0."""

    kind: ClassVar[str] = "agreement-settled"
    meeting: str
    number: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionsWeighed(Fact):
    """The learner put numbers to options; the newest counts.

    `numbers` maps a name such as `job.pay` to its value, `weights` what counts to how much.
    """

    kind: ClassVar[str] = "options-weighed"
    numbers: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamChecked(Fact):
    """Answers about a team were put down: UUID of a check -> 0 no, 1 partly, 2 yes; the newest of each counts."""

    kind: ClassVar[str] = "team-checked"
    team: str
    answers: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTaken(Fact):
    """The learner wrote a note into the log; `template` is the slug of the one it follows, empty for none."""

    kind: ClassVar[str] = "note-taken"
    title: str
    text: str
    template: str = ""
