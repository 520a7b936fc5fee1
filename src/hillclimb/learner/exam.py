"""Aim reviews at one day: each card on the day before it on which a review adds most to what is recalled then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from hillclimb.learner.memory import Memory
from hillclimb.learner.today import NEW_A_DAY, Model, Queue, Today, cost, fill, gain, is_due, worth

# A review that adds less than this to recall on the day is not worth asking for.
LEAST_GAIN = 0.01
# Cards are given days of their own in the last week; before, ordinary reviews serve the exam better.
LAST_DAYS = 7


def for_exam(seen: Sequence[Memory], fresh: Sequence[Memory], *, today: Today, model: Model) -> Queue:
    """Give cards the day of the last week on which a review adds most, and return those whose day is today.

    The greatest gains come first, and no more days are given than the stock needs, the last ones first. What is due
    and has no day of its own stays in where there is time left.
    """
    terms, at = today.terms, today.at
    start = terms.day_of(at)
    exam = terms.exam or start
    ahead = range(max(0, (exam - start).days - LAST_DAYS), (exam - start).days) or range(1)
    days = [start + timedelta(days=one) for one in ahead]
    candidates = [*seen, *fresh[: max(0, NEW_A_DAY - today.begun)]]
    need = sum(cost(memory) for memory in candidates)
    room: dict[date, float] = {}
    for day in reversed([day for day in days if day == start or terms.studies_on(day)]):
        if need <= 0.0:
            break
        room[day] = today.seconds_left if day == start else terms.minutes * 60.0
        need -= room[day]
    own = _own_days(candidates, room, today=today, model=model)
    by_card = {memory.card: memory for memory in candidates}
    mine = [by_card[card] for card, day in own.items() if day == start]
    waiting = [memory for memory in seen if is_due(memory, at=at, terms=terms)]
    # A card whose own day is near can wait for it.
    far = start + timedelta(days=LAST_DAYS)
    rest = [memory for memory in waiting if own.get(memory.card, far) >= far]
    rest.sort(key=lambda memory: (-worth(memory, today, model), memory.card))
    taken, left = fill([*mine, *rest], today.seconds_left)
    if len(taken) == len(mine) + len(rest):
        unmet = [memory for memory in fresh if own.get(memory.card) != start]
        ration = NEW_A_DAY - today.begun - sum(memory.new for memory in taken)
        new, left = fill(unmet[: max(0, ration)], left)
        taken = (*taken, *new)
    chosen = {memory.card for memory in taken}
    stays = sum(memory.card not in chosen for memory in waiting)
    return Queue(
        cards=taken,
        minutes=(today.seconds_left - left) / 60.0,
        stays=stays,
        fresh=sum(memory.card not in chosen for memory in fresh),
        days=None if stays else 0,
        exam=exam,
    )


def _own_days(
    candidates: Sequence[Memory], room: dict[date, float], *, today: Today, model: Model
) -> Mapping[str, date]:
    """Return card -> the day on which its review adds most to recall at the exam, the greatest gains first."""
    terms = today.terms
    start = terms.day_of(today.at)
    exam = terms.exam or start
    offers = []
    for memory in candidates:
        for day in room:
            at = today.at + timedelta(days=(day - start).days)
            (added,) = gain(memory, at=at, ahead=[max((exam - day).days, 0)], model=model)
            if added >= LEAST_GAIN:
                offers.append((-added * today.weights.get(memory.skill, 1.0) / cost(memory), day, memory))
    offers.sort(key=lambda offer: (*offer[:2], offer[2].card))
    own: dict[str, date] = {}
    for _, day, memory in offers:
        if memory.card not in own and room[day] >= cost(memory):
            own[memory.card] = day
            room[day] -= cost(memory)
    return own
