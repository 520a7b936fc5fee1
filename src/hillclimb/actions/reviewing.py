"""Review and read: the cards that are due today, and lessons."""

from __future__ import annotations

from typing import Any

from hillclimb.actions.desk import Desk, State, sitting
from hillclimb.content import Card
from hillclimb.ground import Misuse, NotFound
from hillclimb.learner import Memory
from hillclimb.record import CardReviewed, LessonRead

RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}


def due_cards(state: State, limit: int = 20) -> tuple[tuple[Card, Memory], ...]:
    """Return the cards to review now with how they stand, most at risk first."""
    return tuple((state.pack.card_by_uuid[memory.card], memory) for memory in state.due(limit))


def review(desk: Desk, card: str, rating: int, *, seconds: float = 0.0) -> State:
    """Record the answer to a card (by UUID or slug): 1 again, 2 hard, 3 good, 4 easy."""
    if rating not in RATINGS:
        raise Misuse(f"{rating} is no rating.", hint="1 again, 2 hard, 3 good, 4 easy.")
    found = desk.pack.card_by_uuid.get(card) or desk.pack.cards.get(card)
    if found is None:
        raise NotFound(f"There is no card {card!r}.", hint="`hillclimb review --json` lists what is due.")
    desk.note(
        CardReviewed(
            card=found.uuid,
            skill=desk.pack.graph[found.skill].uuid,
            rating=rating,
            seconds=sitting(seconds),
        )
    )
    return desk.state()


def read_lesson(desk: Desk, skill: str) -> str:
    """Return the lesson of a skill in Markdown and record that it was opened (once)."""
    node = desk.skill(skill)
    if skill not in desk.pack.lessons:
        raise NotFound(f"There is no lesson on {node.title} in this pack yet.", hint=f"What it takes: {node.can_do}")
    desk.note_once(LessonRead(skill=node.uuid), lambda fact: isinstance(fact, LessonRead) and fact.skill == node.uuid)
    return desk.pack.lesson(skill)


def due_json(state: State, limit: int = 20) -> dict[str, Any]:
    """Return what is due (version 1)."""
    return {
        "version": 1,
        "due": [
            {
                "card": card.uuid,
                "slug": card.slug,
                "skill": card.skill,
                "kind": card.kind.value,
                "front": card.front,
                "code": card.code,
                "back": card.back,
                "prints": card.prints,
                "new": memory.new,
                "recall": round(memory.recall, 3),
            }
            for card, memory in due_cards(state, limit)
        ],
    }
