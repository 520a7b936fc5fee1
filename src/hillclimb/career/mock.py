"""The mock interview: which question comes next, which points an answer makes, and which topics stay weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hillclimb.content import Interview, is_made
from hillclimb.ground import Seed
from hillclimb.record import Event, InterviewAnswered, PointsClaimed

# A skill that the role does not ask for is still asked about now and then, as by a curious interviewer.
LEAST_WEIGHT = 0.25
# What was asked within these days waits.
RESTS = timedelta(days=7)
# The skill that was just asked about counts this much: a good interview moves on.
SAME_SKILL = 0.3
# Below this share of its points a topic is weak.
WEAK = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Which points (by number, from 0) of how many an answer makes; the most important point counts twice."""

    made: frozenset[int]
    points: int

    @property
    def share(self) -> float:
        """The share of the points that were made, 0 to 1."""
        weights = [2.0 if number == 0 else 1.0 for number in range(self.points)]
        found = sum(weight for number, weight in enumerate(weights) if number in self.made)
        return found / sum(weights) if weights else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer that was given: the event, the question (a UUID), what its words showed, and what was claimed."""

    event: str
    question: str
    at: datetime
    seconds: float
    marks: Marks
    claimed: frozenset[int] = frozenset()

    @property
    def share(self) -> float:
        """The share of the points, claimed ones included."""
        return replace(self.marks, made=self.marks.made | self.claimed).share


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """How a skill stands in interviews: questions answered, and the mean share of the points of their last answers."""

    skill: str
    asked: int
    share: float

    @property
    def weak(self) -> bool:
        """Whether it should be practised before a real interview."""
        return self.share < WEAK


def mark(question: Interview, answer: str) -> Marks:
    """Return which points of a question an answer makes by its words."""
    made = frozenset(number for number, point in enumerate(question.points) if is_made(point, answer))
    return Marks(made=made, points=len(question.points))


def answers_from(events: Iterable[Event]) -> tuple[Answer, ...]:
    """Return every answer of a record, oldest first, with what was claimed for it later."""
    found: dict[str, Answer] = {}
    for event in events:
        match event.fact:
            case InterviewAnswered() as fact:
                marks = Marks(made=frozenset(fact.made), points=fact.points)
                found[event.uuid] = Answer(
                    event=event.uuid, question=fact.question, at=event.at, seconds=fact.seconds, marks=marks
                )
            case PointsClaimed(answer=uuid, points=points) if uuid in found:
                known = range(found[uuid].marks.points)
                found[uuid] = replace(found[uuid], claimed=frozenset(number for number in points if number in known))
    return tuple(found.values())


def next_question(
    questions: Sequence[Interview],
    answers: Sequence[Answer],
    *,
    weights: Mapping[str, float],
    at: datetime,
    seed: Seed,
) -> Interview | None:
    """Return the question worth most now, or None without any.

    Worth is the weight of its skill for the role, times what was missing in its last answer (all of it where there is
    none). What was asked within a week comes only when nothing else is left; ties are drawn by the seed.
    """
    last = {answer.question: answer for answer in answers}
    by_uuid = {question.uuid: question for question in questions}
    before = by_uuid.get(answers[-1].question) if answers else None

    def rank(question: Interview) -> tuple[bool, float, str]:
        known = last.get(question.uuid)
        rested = known is None or at - known.at >= RESTS
        missing = 1.0 if known is None else 1.0 - known.share
        same = SAME_SKILL if before is not None and question.skill == before.skill else 1.0
        worth = max(weights.get(question.skill, 0.0), LEAST_WEIGHT) * same * missing
        return rested, worth, seed.child("interview", len(answers), question.uuid).hex

    return max(questions, key=rank, default=None)


def topics(questions: Iterable[Interview], answers: Iterable[Answer]) -> tuple[Topic, ...]:
    """Return how each skill that was asked about stands, weakest first."""
    skill_of = {question.uuid: question.skill for question in questions}
    last = {answer.question: answer.share for answer in answers if answer.question in skill_of}
    shares: dict[str, list[float]] = {}
    for question, share in last.items():
        shares.setdefault(skill_of[question], []).append(share)
    found = [Topic(skill=skill, asked=len(parts), share=sum(parts) / len(parts)) for skill, parts in shares.items()]
    return tuple(sorted(found, key=lambda topic: (topic.share, topic.skill)))
