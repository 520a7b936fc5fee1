"""Placement: questions chosen to tell most about the whole map; pause, skip and resume as you like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import Desk, State, sitting
from hillclimb.content import Asked, Marked, ask, is_right
from hillclimb.ground import Conflict, Misuse, Seed
from hillclimb.learner import Session, certainty, next_question, placement_done, placing
from hillclimb.record import PlacementBegan, PlacementEnded, QuestionAnswered


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a placement stands: questions asked, how sure the map is, and whether and why it is over."""

    began: bool
    asked: tuple[QuestionAnswered, ...]
    ended: str
    certainty: float
    seed: Seed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an answer was worth; `outcome` is right, wrong or unknown (the learner said so), `given` what they said."""

    marked: Marked
    outcome: str
    state: State
    asked: Asked
    given: str


def standing(state: State) -> Standing:
    """Return where the newest placement stands."""
    began, ended, seed = False, "", Seed.of("placement")
    asked: list[QuestionAnswered] = []
    for event in state.events:
        match event.fact:
            case PlacementBegan(seed=text):
                began, ended, seed = True, "", Seed.from_hex(text)
            case PlacementEnded(reason=reason):
                ended = reason
            case QuestionAnswered(occasion="placement"):
                asked.append(event.fact)
    return Standing(
        began=began, asked=tuple(asked), ended=ended, certainty=certainty(state.beliefs, among=_among(state)), seed=seed
    )


def start_placement(desk: Desk) -> State:
    """Start or resume a placement, or take up a skipped one; one that came to its end stays as it is."""
    state = desk.state()
    _ = state.role  # placement needs a profile: refuse before `begin`
    place = standing(state)
    if not place.began or place.ended == "skipped":
        desk.note(PlacementBegan(seed=Seed.fresh().hex))
        state = _settled(desk)
    return state


def placement_question(state: State) -> Asked | None:
    """Return the question to ask now, or None when the placement is over."""
    place = standing(state)
    if not place.began or place.ended:
        return None
    asked = {answer.question for answer in place.asked}
    if placement_done(state.beliefs, len(asked), among=_among(state)):
        return None
    found = next_question(
        state.pack.graph, state.beliefs, state.pack.question_by_uuid, asked=asked, session=_session(state)
    )
    return None if found is None else ask(found, place.seed.child(found.uuid))


def answer_placement(  # noqa: PLR0913 - three ways to answer, each by name
    desk: Desk,
    question: str,
    *,
    choice: int | None = None,
    value: float | None = None,
    dont_know: bool = False,
    seconds: float = 0.0,
) -> Answered:
    """Record an answer to the question that is being asked (by UUID); an answer to another one is refused."""
    state = desk.state()
    asked = placement_question(state)
    if asked is None:
        raise Conflict("No placement question is open.", hint="Start or resume with: hillclimb place")
    if asked.question.uuid != question:
        raise _stale()
    marked = mark(asked, choice=choice, value=value, dont_know=dont_know)
    outcome = "unknown" if dont_know else ("right" if marked.right else "wrong")
    given = "" if dont_know else _text(asked, choice, value)
    fact = QuestionAnswered(
        question=asked.question.uuid,
        skill=state.pack.graph[asked.question.skill].uuid,
        occasion="placement",
        outcome=outcome,
        difficulty=asked.question.difficulty,
        guess=asked.guess,
        seconds=sitting(seconds),
        answer=given,
    )
    fact = _session(state).after(fact).told(fact)
    if not desk.note_once(fact, lambda other: _answers(other, question)):
        raise _stale()  # a second window was faster
    return Answered(marked=marked, outcome=outcome, state=_settled(desk), asked=asked, given=given)


def _session(state: State) -> Session:
    """Return the newest placement with the map as it was believed when it began, after its answers."""
    begins = [number for number, event in enumerate(state.events) if isinstance(event.fact, PlacementBegan)]
    start = state.events[begins[-1]]
    assert isinstance(start.fact, PlacementBegan)  # noqa: S101 - chosen so
    prior = State(pack=state.pack, events=state.events[: begins[-1]], at=start.at).beliefs
    facts = [event.fact for event in state.events[begins[-1] :]]
    answers = [fact for fact in facts if isinstance(fact, QuestionAnswered) and fact.occasion == "placement"]
    return placing(state.pack.graph, prior, answers, seed=Seed.from_hex(start.fact.seed))


def _answers(fact: object, question: str) -> bool:
    return isinstance(fact, QuestionAnswered) and fact.occasion == "placement" and fact.question == question


def _stale() -> Conflict:
    return Conflict(
        "That question is no longer the one being asked.", hint="Load the page again.", code="stale-question"
    )


def mark(asked: Asked, *, choice: int | None, value: float | None, dont_know: bool) -> Marked:
    """Mark an answer; exactly one way of answering must be used, and it must fit the question."""
    ways = (choice is not None) + (value is not None) + dont_know
    if ways != 1:
        raise Misuse(
            "Answer with a choice, a value, or “I don't know”.",
            hint='{"choice": 0}, {"value": 1.5} or {"dont_know": true}',
        )
    if dont_know:
        return is_right(asked)
    if asked.options and (choice is None or not 0 <= choice < len(asked.options)):
        raise Misuse(f"Choose between 0 and {len(asked.options) - 1}.", hint="The choices are numbered from 0.")
    if not asked.options and value is None:
        raise Misuse("This question wants a number.", hint='For example {"value": 1.5}.')
    return is_right(asked, choice=choice, value=value)


def last_answered(state: State) -> Answered | None:
    """Return the newest placement answer with its explanation; None where it cannot be told any more."""
    seed: Seed | None = None
    found: tuple[QuestionAnswered, Seed] | None = None
    for event in state.events:
        match event.fact:
            case PlacementBegan(seed=text):
                seed = Seed.from_hex(text)
            case QuestionAnswered(occasion="placement") if seed is not None:
                found = event.fact, seed
    if found is None or found[0].question not in state.pack.question_by_uuid:
        return None
    fact, seed = found
    question = state.pack.question_by_uuid[fact.question]
    asked = ask(question, seed.child(question.uuid))
    return Answered(
        marked=_marked_again(asked, fact), outcome=fact.outcome, state=state, asked=asked, given=fact.answer
    )


def _marked_again(asked: Asked, fact: QuestionAnswered) -> Marked:
    """Mark an answer from the record; one that the pack no longer offers counts as not given."""
    if fact.outcome == "unknown":
        return is_right(asked)
    if asked.options:
        return is_right(asked, choice=asked.options.index(fact.answer) if fact.answer in asked.options else None)
    try:
        return is_right(asked, value=float(fact.answer))
    except ValueError:
        return is_right(asked)


def before_placement(state: State) -> State:
    """Return the state as it would be without any placement answer, to show what they changed."""
    kept = [
        event
        for event in state.events
        if not (isinstance(event.fact, QuestionAnswered) and event.fact.occasion == "placement")
    ]
    return State(pack=state.pack, events=kept, at=state.at)


def skip_placement(desk: Desk) -> State:
    """End the placement here; what was answered counts, and it can be taken up again."""
    place = standing(desk.state())
    if not place.began:
        desk.note(PlacementBegan(seed=Seed.fresh().hex), PlacementEnded(reason="skipped", asked=0))
    elif not place.ended:
        desk.note(PlacementEnded(reason="skipped", asked=len(place.asked)))
    return desk.state()


def _settled(desk: Desk) -> State:
    """Record the end of a placement that has no further question, and return the state after it."""
    state = desk.state()
    place = standing(state)
    if place.began and not place.ended and placement_question(state) is None:
        asked = {answer.question for answer in place.asked}
        reason = placement_done(state.beliefs, len(asked), among=_among(state)) or "length"
        desk.note(PlacementEnded(reason=reason, asked=len(place.asked)))
        state = desk.state()
    return state


def _among(state: State) -> list[str]:
    return [slug for slug, questions in state.pack.questions_of.items() if questions]


def _text(asked: Asked, choice: int | None, value: float | None) -> str:
    return asked.options[choice] if choice is not None and asked.options else repr(value)


def asked_json(asked: Asked, number: int) -> dict[str, Any]:
    """Return a question as it is put to a person (version 1); nothing in it tells the answer."""
    return {
        "version": 1,
        "number": number,
        "question": asked.question.uuid,
        "skill": asked.question.skill,
        "kind": asked.question.kind.value,
        "text": asked.text,
        "code": asked.code,
        "choices": list(asked.options),
    }


def placement_json(state: State) -> dict[str, Any]:
    """Return what a placement found (version 1)."""
    place = standing(state)
    beliefs = state.beliefs.skills
    return {
        "version": 1,
        "result": {
            "asked": len(place.asked),
            "right": sum(answer.outcome == "right" for answer in place.asked),
            "unknown": sum(answer.outcome == "unknown" for answer in place.asked),
            "ended": place.ended or "open",
            "certainty": round(place.certainty, 3),
            "known": sorted(slug for slug, belief in beliefs.items() if belief.p >= 0.85),
        },
    }
