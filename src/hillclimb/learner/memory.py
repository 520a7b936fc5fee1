"""What is remembered of each card and what is due: a replay of the reviews through FSRS."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hillclimb.record import CardReviewed, Event, LabGraded

if TYPE_CHECKING:
    import fsrs

    from hillclimb.content import Card

DESIRED_RETENTION = 0.85
STEP = timedelta(minutes=10)
# A passed lab used what its cards hold: a card seen before comes back later by this share of its interval, once a lab.
LAB_CREDIT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How one card stands. `recall` is the chance to remember it now; a `new` card was never seen and has no due date.

    `stability_days` is the time after which recall has fallen to 90 %; `difficulty` is FSRS's 1 to 10.
    """

    card: str
    skill: str
    new: bool = True
    due_at: datetime | None = None
    stability_days: float = 0.0
    difficulty: float = 0.0
    seen_at: datetime | None = None
    reps: int = 0
    lapses: int = 0
    recall: float = 0.0


def memories(
    cards: Mapping[str, Card], events: Iterable[Event], *, at: datetime, skills: Mapping[str, str] | None = None
) -> Mapping[str, Memory]:
    """Return card UUID -> how it stands at an instant; reviews of cards that are gone are left out.

    `skills` (skill UUID -> slug) lets passed labs credit the cards of what they teach.
    """
    found = {uuid: Memory(card=uuid, skill=card.skill) for uuid, card in cards.items()}
    replay: _Replay | None = None
    of_skill: dict[str, list[str]] = {}
    for uuid, card in cards.items():
        of_skill.setdefault(card.skill, []).append(uuid)
    credited: set[str] = set()
    for event in events:
        match event.fact:
            case CardReviewed(card=uuid, rating=rating) if uuid in found and rating in (1, 2, 3, 4):
                replay = replay or _Replay()
                found[uuid] = replay.review(found[uuid], rating, at=event.at)
            case LabGraded(ending="passed", lab=lab, teaches=teaches) if skills and lab not in credited:
                credited.add(lab)
                for skill, weight in teaches.items():
                    for uuid in of_skill.get(skills.get(skill, ""), ()):
                        found[uuid] = _credited(found[uuid], weight, at=event.at)
    if replay is not None:
        found = {uuid: replay.now(memory, at=at) for uuid, memory in found.items()}
    return found


def due(
    memories: Mapping[str, Memory],
    *,
    at: datetime,
    limit: int,
    unlocked: Collection[str] = (),
    new_limit: int = 8,
) -> tuple[Memory, ...]:
    """Return what to review now: seen cards most at risk first, then new ones of unlocked skills, `limit` in all."""
    waiting = [memory for memory in memories.values() if memory.due_at is not None and memory.due_at <= at]
    waiting.sort(key=lambda memory: (memory.recall, memory.due_at, memory.card))
    fresh = [memory for memory in memories.values() if memory.new and memory.skill in unlocked]
    return tuple([*waiting, *fresh[: max(0, new_limit)]][: max(0, limit)])


class _Replay:
    """FSRS with its default weights, which beat fitted ones until a learner has thousands of reviews."""

    def __init__(self) -> None:
        # Here, so that a record without reviews never pays for the import.
        import fsrs

        self._fsrs = fsrs
        self._cards: dict[str, fsrs.Card] = {}
        self._scheduler = fsrs.Scheduler(
            desired_retention=DESIRED_RETENTION, learning_steps=(STEP,), relearning_steps=(STEP,), enable_fuzzing=False
        )

    def review(self, memory: Memory, rating: int, *, at: datetime) -> Memory:
        """Return the memory after one review; a clock that jumped back counts as standing still."""
        at = at.astimezone(UTC)
        if memory.seen_at is not None:
            at = max(at, memory.seen_at)
        card = self._cards.get(memory.card) or self._fsrs.Card(card_id=1, due=at)
        lapsed = rating == 1 and card.state == self._fsrs.State.Review
        card, _ = self._scheduler.review_card(card, self._fsrs.Rating(rating), at)
        self._cards[memory.card] = card
        return replace(
            memory,
            new=False,
            due_at=card.due,
            stability_days=card.stability or 0.0,
            difficulty=card.difficulty or 0.0,
            seen_at=at,
            reps=memory.reps + 1,
            lapses=memory.lapses + lapsed,
        )

    def now(self, memory: Memory, *, at: datetime) -> Memory:
        """Return the memory with its chance of recall at an instant."""
        card = self._cards.get(memory.card)
        if card is None:
            return memory
        return replace(memory, recall=float(self._scheduler.get_card_retrievability(card, at.astimezone(UTC))))


def _credited(memory: Memory, weight: float, *, at: datetime) -> Memory:
    if memory.due_at is None or memory.seen_at is None or memory.due_at - memory.seen_at < timedelta(days=1):
        return memory
    interval = memory.due_at - memory.seen_at
    return replace(memory, due_at=max(memory.due_at, at) + interval * (LAB_CREDIT * min(max(weight, 0.0), 1.0)))
