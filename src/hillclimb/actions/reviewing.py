"""Review and read: the cards that are worth asking today, what an answer is worth, and lessons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hillclimb.actions.desk import Desk, State, sitting
from hillclimb.content import Card, CardKind, Posed, is_known, pose
from hillclimb.ground import Conflict, Misuse, NotFound, Seed
from hillclimb.learner import Memory, Queue, is_due, standing_events
from hillclimb.record import CardReviewed, Event, LessonRead, ReviewUndone

RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}
_MOST_TEXT = 500
# A right answer that took so many times what is usual came with effort.
_SLOW = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a typed answer to a card was worth: right or not, and the rating that this suggests."""

    posed: Posed
    right: bool
    given: str
    rating: int


def due_cards(state: State, limit: int = 20, *, more: bool = False) -> tuple[tuple[Card, Memory], ...]:
    """Return the cards to review now with how they stand, those worth most a minute first.

    They fit into the learner's minutes of the day; with `more`, all that is due and the next new ones.
    """
    cards = all_due(state).cards if more else state.queue.cards
    return tuple((state.pack.card_by_uuid[memory.card], memory) for memory in cards[: max(0, limit)])


def all_due(state: State) -> Queue:
    """Return what would be reviewed if the day had time for everything."""
    return state.queue_of(24 * 60.0, more=True)


def waiting(state: State) -> int:
    """Return how many cards are due, in today's minutes or not."""
    return sum(is_due(memory, at=state.at, terms=state.terms) for memory in state.memories.values())


def posed(state: State, card: Card) -> Posed:
    """Return a card as it is asked this time: every review draws other numbers and another order."""
    reps = state.memories[card.uuid].reps
    return pose(card, Seed.of("card", card.uuid, reps))


def judge(state: State, card: str, given: str | float | Sequence[int], *, seconds: float = 0.0) -> Judged:
    """Judge an answer to a card (by UUID or slug); the rating that it suggests can be changed by the learner.

    Wrong is again, right is good, and right after three times the usual time is hard.
    """
    found = find_card(state, card)
    asked = posed(state, found)
    if not asked.judged:
        raise Misuse("That card is not judged.", hint="Rate it yourself: 1 again, 2 hard, 3 good, 4 easy.")
    right = is_known(asked, given)
    slow = sitting(seconds) > _SLOW * state.memories[found.uuid].seconds
    rating = (2 if slow else 3) if right else 1
    return Judged(posed=asked, right=right, given=told_answer(asked, given), rating=rating)


def read_answer(card: Card, text: str) -> str | float | tuple[int, ...]:
    """Return what was typed as an answer: a number, the places of the shown steps as `3 1 2`, or what is printed."""
    match card.kind:
        case CardKind.NUMBER:
            try:
                return float(text.strip().replace("\u2212", "-").replace(",", "."))
            except ValueError:
                raise Misuse(f"{text.strip()!r} is no number.", hint="Write it like 12, 0.25 or 1e-3.") from None
        case CardKind.ORDER:
            places = [part for part in text.replace(",", " ").split() if part]
            count = len(card.steps)
            if sorted(places) != sorted(str(place) for place in range(1, count + 1)):
                hint = f"Give each step its place, such as {' '.join(str(count - place) for place in range(count))}."
                raise Misuse(f"That is not every place from 1 to {count} once.", hint=hint)
            return tuple(int(place) for place in places)
    return text


def told_answer(asked: Posed, given: str | float | Sequence[int]) -> str:
    """Return an answer as text, steps in the order that they were given."""
    if asked.order and not isinstance(given, str | int | float):
        ranked = sorted(zip(given, asked.steps, strict=False))
        return "\n".join(f"{place}. {step}" for place, step in ranked)[:_MOST_TEXT]
    return (given if isinstance(given, str) else f"{given:g}" if isinstance(given, int | float) else "")[:_MOST_TEXT]


def review(desk: Desk, card: str, rating: int, *, seconds: float = 0.0, judged: Judged | None = None) -> State:
    """Record the answer to a card (by UUID or slug): 1 again, 2 hard, 3 good, 4 easy."""
    if rating not in RATINGS:
        raise Misuse(f"{rating} is no rating.", hint="1 again, 2 hard, 3 good, 4 easy.")
    found = desk.pack.card_by_uuid.get(card) or desk.pack.cards.get(card)
    if found is None:
        raise _no_card(card)
    desk.note(
        CardReviewed(
            card=found.uuid,
            skill=desk.pack.graph[found.skill].uuid,
            rating=rating,
            seconds=sitting(seconds),
            outcome="" if judged is None else "right" if judged.right else "wrong",
            answer="" if judged is None else judged.given,
        )
    )
    return desk.state()


def last_review(state: State) -> tuple[Event, Card, int] | None:
    """Return the newest review that still counts, of a card that the pack still has, with its rating."""
    for event in reversed(standing_events(state.events)):
        fact = event.fact
        if isinstance(fact, CardReviewed) and fact.card in state.pack.card_by_uuid:
            return event, state.pack.card_by_uuid[fact.card], fact.rating
    return None


def undo_review(desk: Desk) -> tuple[Card, State]:
    """Take the last rating back, and the ones before it when repeated; the card is as it was before."""
    last = last_review(desk.state())
    if last is None:
        raise Conflict("There is no rating to take back.", hint="`hillclimb review` asks what is due.")
    event, card, _ = last
    desk.note_once(
        ReviewUndone(review=event.uuid), lambda fact: isinstance(fact, ReviewUndone) and fact.review == event.uuid
    )
    return card, desk.state()


def because_of(state: State, memory: Memory) -> str:
    """Return why a card is here before its day: which lab failed; "" where it is here by itself."""
    lab = state.pack.lab_by_uuid.get(memory.because)
    return f"here because “{lab.title}” failed" if lab is not None else ""


def read_lesson(desk: Desk, skill: str) -> str:
    """Return the lesson of a skill in Markdown and record that it was opened (once)."""
    node = desk.skill(skill)
    if skill not in desk.pack.lessons:
        raise NotFound(f"There is no lesson on {node.title} in this pack yet.", hint=f"What it takes: {node.can_do}")
    desk.note_once(LessonRead(skill=node.uuid), lambda fact: isinstance(fact, LessonRead) and fact.skill == node.uuid)
    return desk.pack.lesson(skill)


def due_json(state: State, limit: int = 20, *, more: bool = False) -> dict[str, Any]:
    """Return what is due (version 1)."""
    queue = state.queue
    return {
        "version": 1,
        "due": [_due_json(state, card, memory) for card, memory in due_cards(state, limit, more=more)],
        "minutes": {"today": round(queue.minutes, 1), "a_day": state.terms.minutes},
        "stays": queue.stays,
        "days_to_clear": queue.days,
        "exam": None if queue.exam is None else queue.exam.isoformat(),
    }


def _due_json(state: State, card: Card, memory: Memory) -> dict[str, Any]:
    asked = posed(state, card)
    return {
        "card": card.uuid,
        "slug": card.slug,
        "skill": card.skill,
        "kind": card.kind.value,
        "front": asked.front,
        "code": card.code,
        "steps": list(asked.steps),
        "back": asked.back,
        "prints": card.prints,
        "answer": asked.answer,
        "new": memory.new,
        "recall": round(memory.recall, 3),
        "because": because_of(state, memory),
    }


def find_card(state: State, card: str) -> Card:
    """Return a card by its UUID or slug, or refuse."""
    found = state.pack.card_by_uuid.get(card) or state.pack.cards.get(card)
    if found is None:
        raise _no_card(card)
    return found


def _no_card(card: str) -> NotFound:
    return NotFound(f"There is no card {card!r}.", hint="`hillclimb review --json` lists what is due.")
