"""The mock interview: ask what the role asks for, mark what was said point by point, and see which topics are weak."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import Desk, State, sitting
from hillclimb.career import Answer, Marks, Topic, answers_from, mark, next_question, topics
from hillclimb.content import Interview, Seniority, read_interviews
from hillclimb.ground import Misuse, NotFound
from hillclimb.record import InterviewAnswered, PointsClaimed

LONGEST_ANSWER = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """An answer that was recorded: the question, what its words showed, and its event."""

    question: Interview
    marks: Marks
    event: str


def interview_questions(state: State, *, skill: str = "", level: str = "") -> tuple[Interview, ...]:
    """Return the interview questions of the pack, of one skill or level where that is named."""
    if level and level not in list(Seniority):
        raise Misuse(f"There is no level {level!r}.", hint=f"There are: {', '.join(Seniority)}")
    if skill and skill not in state.pack.graph:
        raise NotFound(f"There is no skill {skill!r}.", hint="`hillclimb status` lists what there is.")
    found, _ = read_interviews(state.pack.folder, skill or "*")
    known = [item for item in found if item.uuid and item.points and item.skill in state.pack.graph]
    return tuple(item for item in known if not level or item.level == level)


def ask_interview(desk: Desk, state: State, questions: Sequence[Interview]) -> Interview:
    """Return the question to ask now; refuse where there is none."""
    weights: dict[str, float] = {}
    if state.profile is not None:
        weights = {slug: float(level) for slug, level in state.role.levels.items()}
    answers = answers_from(state.events)
    found = next_question(questions, answers, weights=weights, at=state.at, seed=desk.seed)
    if found is None:
        raise NotFound("The pack has no interview question on that.", hint="Leave --skill and --level out.")
    return found


def answer_interview(desk: Desk, question: Interview, answer: str, *, seconds: float = 0.0) -> Round:
    """Mark an answer by its words and record it."""
    if not answer.strip():
        raise Misuse("Nothing was said.", hint="Say what you know: a part of an answer is an answer, too.")
    said = answer.strip()[:LONGEST_ANSWER]
    marks = mark(question, said)
    fact = InterviewAnswered(
        question=question.uuid,
        skill=desk.pack.graph[question.skill].uuid,
        points=marks.points,
        made=tuple(sorted(marks.made)),
        answer=said,
        seconds=sitting(seconds),
    )
    (event,) = desk.note(fact)
    return Round(question=question, marks=marks, event=event.uuid)


def claim_points(desk: Desk, event: str, points: Sequence[int]) -> Answer:
    """Record which further points the learner made in other words (numbers from 0); return how the answer stands."""
    answers = {answer.event: answer for answer in answers_from(desk.record.events())}
    if event not in answers:
        raise NotFound("There is no such answer in the record.", hint="Answer a question first: hillclimb interview")
    most = answers[event].marks.points
    if wrong := [number for number in points if not 0 <= number < most]:
        raise Misuse(f"There is no point {wrong[0] + 1}.", hint=f"The points are numbered 1 to {most}.")
    further = set(points) - answers[event].marks.made
    if further == answers[event].claimed:
        return answers[event]
    desk.note(PointsClaimed(answer=event, points=tuple(sorted(further))))
    return {answer.event: answer for answer in answers_from(desk.record.events())}[event]


def interview_standing(state: State) -> tuple[Topic, ...]:
    """Return how each skill that was asked about stands, weakest first."""
    answers = answers_from(state.events)
    return topics(interview_questions(state), answers) if answers else ()


def question_json(question: Interview) -> dict[str, Any]:
    """Return a question as it is asked (version 1), without what a good answer contains."""
    return {
        "version": 1,
        "question": question.uuid,
        "skill": question.skill,
        "kind": question.kind.value,
        "level": question.level.value,
        "minutes": question.minutes,
        "ask": question.ask,
        "code": question.code,
    }


def round_json(done: Round) -> dict[str, Any]:
    """Return what an answer was worth, and what a good one contains (version 1)."""
    question = done.question
    return {
        "version": 1,
        "answer": done.event,
        "share": round(done.marks.share, 3),
        "points": [
            {"say": point.say, "made": number in done.marks.made} for number, point in enumerate(question.points)
        ],
        "good": question.answer,
        "mistakes": [{"said": mistake.said, "why": mistake.why} for mistake in question.mistakes],
        "follow_ups": list(question.follow_ups),
    }


def standing_json(state: State) -> dict[str, Any]:
    """Return how the topics of interviews stand, weakest first (version 1)."""
    answers = answers_from(state.events)
    return {
        "version": 1,
        "answers": len(answers),
        "topics": [
            {"skill": topic.skill, "asked": topic.asked, "share": round(topic.share, 3), "weak": topic.weak}
            for topic in interview_standing(state)
        ],
    }
