"""Contest a belief: “I don't” counts at once, “I know this” is shown by three questions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import Desk, State, sitting
from hillclimb.actions.placing import Answered, mark
from hillclimb.content import Asked, ask
from hillclimb.ground import Conflict, NotFound, Seed
from hillclimb.record import QuestionAnswered, SkillContested

QUESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The newest proof of a skill: what was asked since it began, and whether it is still open."""

    seed: Seed
    answers: tuple[QuestionAnswered, ...]
    open: bool


def contest(desk: Desk, skill: str, *, know: bool) -> State:
    """Record that the learner disagrees with a belief; with `know`, begin (or keep) a proof of three questions."""
    node, state = desk.skill(skill), desk.state()
    if know:
        if not state.pack.questions_of[skill]:
            raise NotFound(
                f"There is no question on {node.title} in this pack yet.",
                hint=f"A lab would show it: hillclimb why {skill}",
            )
        going = proof(state, skill)
        if going is not None and going.open:
            return state
        desk.note(SkillContested(skill=node.uuid, direction="know", seed=Seed.fresh().hex))
    else:
        desk.note(SkillContested(skill=node.uuid, direction="not"))
    return desk.state()


def proof(state: State, skill: str) -> Proof | None:
    """Return the newest proof of a skill; None where none was begun, or “I don't” has ended it."""
    uuid, seed = state.pack.graph[skill].uuid, ""
    answers: list[QuestionAnswered] = []
    for event in state.events:
        match event.fact:
            case SkillContested(skill=about, direction=direction, seed=text) if about == uuid:
                seed, answers = (text if direction == "know" else ""), []
            case QuestionAnswered(skill=about, occasion="quiz") if about == uuid and seed:
                answers.append(event.fact)
    if not seed:
        return None
    most = min(QUESTIONS, len(state.pack.questions_of[skill]))
    return Proof(seed=Seed.from_hex(seed), answers=tuple(answers), open=len(answers) < most)


def proof_question(state: State, skill: str) -> Asked | None:
    """Return the question that a proof asks now: new ones first, the middling before the extreme; None when over."""
    going = proof(state, skill)
    if going is None or not going.open:
        return None
    seen = [event.fact.question for event in state.events if isinstance(event.fact, QuestionAnswered)]
    now = {answer.question for answer in going.answers}
    left = [one for one in state.pack.questions_of[skill] if one.uuid not in now]
    found = min(left, key=lambda one: (seen.count(one.uuid), abs(one.difficulty), one.uuid), default=None)
    return None if found is None else ask(found, going.seed.child(found.uuid))


def answer_proof(  # noqa: PLR0913 - three ways to answer, each by name
    desk: Desk,
    skill: str,
    *,
    choice: int | None = None,
    value: float | None = None,
    dont_know: bool = False,
    seconds: float = 0.0,
) -> Answered:
    """Record an answer to the question that a proof is asking."""
    node, state = desk.skill(skill), desk.state()
    asked = proof_question(state, skill)
    if asked is None:
        raise Conflict(f"No proof of {node.title} is open.", hint=f"Begin one with: hillclimb contest {skill} --know")
    marked = mark(asked, choice=choice, value=value, dont_know=dont_know)
    outcome = "unknown" if dont_know else ("right" if marked.right else "wrong")
    shown = asked.options[choice] if choice is not None and asked.options else repr(value)
    fact = QuestionAnswered(
        question=asked.question.uuid,
        skill=node.uuid,
        occasion="quiz",
        outcome=outcome,
        difficulty=asked.question.difficulty,
        guess=asked.guess,
        seconds=sitting(seconds),
        answer="" if dont_know else shown,
    )
    desk.note(fact, after=len(state.events))
    return Answered(marked=marked, outcome=outcome, state=desk.state(), asked=asked, given=fact.answer)


def contested_json(before: State, state: State, skill: str) -> dict[str, Any]:
    """Return how a contest stands (version 1): the belief before and now, and the proof."""
    going = proof(state, skill)
    answers = going.answers if going else ()
    most = min(QUESTIONS, len(state.pack.questions_of[skill]))
    return {
        "version": 1,
        "contested": {
            "skill": skill,
            "direction": "know" if going else "not",
            "asked": len(answers),
            "right": sum(answer.outcome == "right" for answer in answers),
            "left": most - len(answers) if going else 0,
            "belief": round(state.beliefs[skill].p, 4),
            "before": round(before.beliefs[skill].p, 4),
        },
    }
