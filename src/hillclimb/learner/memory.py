"""What is remembered of each card and when it comes back: a replay of reviews and judged labs through FSRS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hillclimb.content import CardKind
from hillclimb.learner.crediting import Ties, credit_of, pulled
from hillclimb.learner.forgetting import exactly, interval, leeway, perhaps, recalled
from hillclimb.learner.terms import RETENTION, Terms, standing_events
from hillclimb.record import CardReviewed, Event, LabGraded

if TYPE_CHECKING:
    import fsrs

    from hillclimb.content import Card

STEP = timedelta(minutes=10)
# Seconds that a review takes, and what the first meeting takes more (measured on plain cards, guessed for the others).
SECONDS: Mapping[CardKind, float] = {
    CardKind.RECALL: 12.0,
    CardKind.CODE: 20.0,
    CardKind.ORDER: 25.0,
    CardKind.NUMBER: 30.0,
}
FIRST_SECONDS = 18.0
# A lab credits its cards once in so many days: trying it again the same evening shows nothing new.
CREDIT_AGAIN = timedelta(days=30)
# A failed lab pulls so many cards of a skill forward, the least known first, and none that is as good as fresh.
PULLED_CARDS = 5
FRESH = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """How one card stands. `recall` is the chance to remember it now; a `new` card was never seen and has no due date.

    `stability_days` is the time after which recall has fallen to 90 %, counted from `since_at` (the last review, moved
    on by credit); `difficulty` is FSRS's 1 to 10; `seconds` is what a review is expected to take. `interval_days` is
    FSRS's own interval, 0 while a card is repeated within the hour. `because` is the UUID of a failed lab that wants
    the card now.
    """

    card: str
    skill: str
    new: bool = True
    due_at: datetime | None = None
    stability_days: float = 0.0
    difficulty: float = 0.0
    seen_at: datetime | None = None
    since_at: datetime | None = None
    interval_days: int = 0
    reps: int = 0
    lapses: int = 0
    recall: float = 0.0
    seconds: float = SECONDS[CardKind.RECALL]
    because: str = ""


def memories(
    cards: Mapping[str, Card],
    events: Iterable[Event],
    *,
    at: datetime,
    ties: Ties | None = None,
    terms: Terms | None = None,
) -> Mapping[str, Memory]:
    """Return card UUID -> how it stands at an instant; reviews taken back, or of cards that are gone, are left out.

    With `ties` judged labs credit cards and pull them forward; with `terms` due dates are levelled over study days.
    """
    remembering = Remembering(cards, ties=ties, terms=terms)
    for event in standing_events(events):
        remembering.update(event)
    return remembering.at(at)


class Remembering:
    """The memories of a record, taken in event by event; reviews that are taken back later must be left out before."""

    def __init__(self, cards: Mapping[str, Card], *, ties: Ties | None = None, terms: Terms | None = None) -> None:
        self._found = {
            uuid: Memory(card=uuid, skill=card.skill, seconds=SECONDS[card.kind]) for uuid, card in cards.items()
        }
        self._terms = terms
        self._labs = _Labs(self._found, ties)
        self._replay: _Replay | None = None

    def update(self, event: Event) -> None:
        """Take in one event; one that says nothing about a known card changes nothing."""
        match event.fact:
            case CardReviewed(card=uuid, rating=rating) if uuid in self._found and rating in (1, 2, 3, 4):
                self._replay = self._replay or _Replay(self._terms)
                self._found[uuid] = self._replay.review(self._found[uuid], rating, at=event.at)
            case LabGraded(ending="passed"):
                self._labs.passed(event.fact, self._replay, at=event.at)
            case LabGraded(ending="failed"):
                self._labs.failed(event.fact, at=event.at)

    def of(self, card: str, at: datetime) -> Memory | None:
        """Return how one card stands at an instant; None for one that is not known."""
        memory = self._found.get(card)
        if memory is None or memory.new or self._replay is None:
            return memory
        return self._replay.now(memory, at=at)

    def at(self, at: datetime) -> Mapping[str, Memory]:
        """Return card UUID -> how it stands at an instant."""
        if self._replay is None:
            return dict(self._found)
        replay = self._replay
        return {uuid: memory if memory.new else replay.now(memory, at=at) for uuid, memory in self._found.items()}


class _Labs:
    """What judged labs do to the memories of a replay, which it changes in place."""

    def __init__(self, found: dict[str, Memory], ties: Ties | None) -> None:
        self._found = found
        self._ties = ties
        self._credited: dict[str, datetime] = {}
        self._of_skill: dict[str, list[str]] = {}
        for uuid, memory in found.items():
            self._of_skill.setdefault(memory.skill, []).append(uuid)

    def passed(self, fact: LabGraded, replay: _Replay | None, *, at: datetime) -> None:
        """Credit the cards that the lab used, and want nothing because of it any more."""
        if self._ties is None:
            return
        for uuid, memory in self._found.items():
            if memory.because == fact.lab:
                self._found[uuid] = replace(memory, because="")
        last = self._credited.get(fact.lab)
        if replay is None or (last is not None and at - last < CREDIT_AGAIN):
            return
        self._credited[fact.lab] = at
        for slug, chance in credit_of(fact, self._ties).items():
            for uuid in self._of_skill.get(slug, ()):
                self._found[uuid] = replay.credit(self._found[uuid], chance, at=at)

    def failed(self, fact: LabGraded, *, at: datetime) -> None:
        """Want the least known cards of the skills that the failure points to, and their new ones."""
        if self._ties is None:
            return
        for slug in pulled(fact, self._ties):
            wanted = []
            for uuid in self._of_skill.get(slug, ()):
                memory = self._found[uuid]
                known = 0.0 if memory.since_at is None else recalled(memory.stability_days, _days(memory.since_at, at))
                if known < FRESH:
                    wanted.append((known if memory.reps else 2.0, uuid))
            for _, uuid in sorted(wanted)[:PULLED_CARDS]:
                self._found[uuid] = replace(self._found[uuid], because=fact.lab)


class _Replay:
    """FSRS with its default weights, which beat fitted ones until a learner has many thousands of reviews."""

    def __init__(self, terms: Terms | None) -> None:
        # Here, so that a record without reviews never pays for the import.
        import fsrs

        self._fsrs = fsrs
        self._terms = terms
        self._retention = terms.retention if terms is not None else RETENTION
        self._load: Counter[date] = Counter()
        self._cards: dict[str, fsrs.Card] = {}
        self._scheduler = fsrs.Scheduler(
            desired_retention=self._retention, learning_steps=(STEP,), relearning_steps=(STEP,), enable_fuzzing=False
        )

    def review(self, memory: Memory, rating: int, *, at: datetime) -> Memory:
        """Return the memory after one review; a clock that jumped back counts as standing still."""
        at = at.astimezone(UTC)
        if memory.since_at is not None:
            at = max(at, memory.since_at)
        card = self._cards.get(memory.card) or self._fsrs.Card(card_id=1, due=at)
        lapsed = rating == 1 and card.state == self._fsrs.State.Review
        card, _ = self._scheduler.review_card(card, self._fsrs.Rating(rating), at)
        self._cards[memory.card] = card
        after = replace(
            memory,
            new=False,
            due_at=card.due,
            stability_days=card.stability or 0.0,
            difficulty=card.difficulty or 0.0,
            seen_at=at,
            since_at=at,
            interval_days=0,
            reps=memory.reps + 1,
            lapses=memory.lapses + lapsed,
            because="",
        )
        self._leave(memory)
        return self._placed(after) if card.state == self._fsrs.State.Review else after

    def credit(self, memory: Memory, chance: float, *, at: datetime) -> Memory:
        """Return the memory where by some chance (0-1) a lab has just used the card; it never comes back earlier.

        It comes back when recall, over both cases, has fallen to the retention; one curve through that point, partly
        begun anew, stands for both.
        """
        card = self._cards.get(memory.card)
        if card is None or card.state != self._fsrs.State.Review or memory.since_at is None or chance <= 0.0:
            return memory
        chance, at = min(chance, 1.0), max(at.astimezone(UTC), memory.since_at)
        used, _ = self._scheduler.review_card(card, self._fsrs.Rating.Good, at)
        before = memory.stability_days
        better = max(used.stability or before, before)
        days = _days(memory.since_at, at)
        ahead = perhaps(before, days, better=better, chance=chance, retention=self._retention)
        if ahead <= 0.0:
            return memory
        reach = days + ahead
        moved = max(0.0, min(chance * days, reach - exactly(before, self._retention)))
        stability = max(before, before * (reach - moved) / exactly(before, self._retention))
        since_at = memory.since_at + timedelta(days=moved)
        card.stability, card.last_review = stability, since_at
        self._leave(memory)
        placed = self._placed(replace(memory, stability_days=stability, since_at=since_at))
        if memory.due_at is None or placed.due_at is None or placed.due_at >= memory.due_at:
            return placed
        self._leave(placed)
        self._enter(memory.due_at)
        return replace(placed, due_at=memory.due_at)

    def now(self, memory: Memory, *, at: datetime) -> Memory:
        """Return the memory with its chance of recall at an instant."""
        card = self._cards[memory.card]
        return replace(memory, recall=float(self._scheduler.get_card_retrievability(card, at.astimezone(UTC))))

    def _placed(self, memory: Memory) -> Memory:
        """Return the memory with its due date: the least loaded study day among those as good as FSRS's own."""
        if memory.since_at is None:
            return memory
        days = interval(memory.stability_days, self._retention)
        due_at = memory.since_at + timedelta(days=days)
        if self._terms is not None:
            due_at = self._lightest(self._terms, memory.since_at, days)
            self._enter(due_at)
        return replace(memory, due_at=due_at, interval_days=days)

    def _lightest(self, terms: Terms, since_at: datetime, ideal: int) -> datetime:
        low, high = leeway(ideal)
        found = [(since_at + timedelta(days=days), days) for days in range(low, high + 1)]
        dated = [(terms.day_of(due_at), due_at, days) for due_at, days in found]
        open_days = [one for one in dated if terms.studies_on(one[0])] or dated
        return min(open_days, key=lambda one: (self._load[one[0]], abs(one[2] - ideal), one[2]))[1]

    def _enter(self, due_at: datetime) -> None:
        if self._terms is not None:
            self._load[self._terms.day_of(due_at)] += 1

    def _leave(self, memory: Memory) -> None:
        if self._terms is not None and memory.due_at is not None and memory.interval_days:
            self._load[self._terms.day_of(memory.due_at)] -= 1


def _days(since_at: datetime, at: datetime) -> float:
    return max((at - since_at).total_seconds(), 0.0) / 86400.0
