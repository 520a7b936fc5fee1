"""What to review today: the cards worth most per minute, within the minutes there are, and what that leaves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from hillclimb.learner.exam import for_exam
from hillclimb.learner.forgetting import interval
from hillclimb.learner.memory import Memory
from hillclimb.learner.today import NEW_A_DAY, Model, Queue, Today, fill, is_due, worth

_LONGEST_VIEW = 365
_GROWS = 2.2  # what a passed review does to an interval, for looking ahead


def queue(memories: Mapping[str, Memory], today: Today) -> Queue:
    """Return what to review today: steps of the last minutes, then by value per minute, then new cards if none stays.

    The minutes are the learner's; with an exam ahead the value is what a review adds to recall on that day.
    """
    waiting = [memory for memory in memories.values() if is_due(memory, at=today.at, terms=today.terms)]
    fresh = [memory for memory in memories.values() if memory.new and memory.skill in today.unlocked]
    fresh.sort(key=lambda memory: not memory.because)
    seen = [memory for memory in memories.values() if memory.since_at is not None]
    exam = today.terms.exam
    if exam is not None and exam >= today.terms.day_of(today.at) and (seen or fresh):
        return for_exam(seen, fresh, today=today, model=Model())
    if not waiting and not fresh:
        return Queue()
    model = Model()
    ranked = sorted(waiting, key=lambda memory: (-worth(memory, today, model), memory.card))
    taken, left = fill(ranked, today.seconds_left)
    stays = len(ranked) - len(taken)
    if stays == 0:
        new, left = fill(fresh[: max(0, NEW_A_DAY - today.begun)], left)
        taken = (*taken, *new)
    return Queue(
        cards=taken,
        minutes=(today.seconds_left - left) / 60.0,
        stays=stays,
        fresh=sum(memory.new for memory in fresh) - sum(memory.new for memory in taken),
        days=_days_to_clear(memories.values(), waiting, today=today, model=model) if stays else 0,
    )


def _days_to_clear(memories: Iterable[Memory], waiting: Sequence[Memory], *, today: Today, model: Model) -> int | None:
    """Look ahead: every day brings what comes due, study days work off what they have minutes for."""
    terms, start = today.terms, today.terms.day_of(today.at)
    coming: dict[int, list[tuple[float, float]]] = {}
    here = {memory.card for memory in waiting}
    pending = [
        (memory.seconds, float(interval(model.after(memory, today.at)[0], terms.retention))) for memory in waiting
    ]
    for memory in memories:
        if memory.due_at is not None and memory.card not in here:
            day = max((terms.day_of(memory.due_at) - start).days, 1)
            coming.setdefault(day, []).append((memory.seconds, memory.interval_days * _GROWS))
    pending.reverse()  # worked off from the end: the oldest first
    for day in range(_LONGEST_VIEW):
        pending[:0] = coming.get(day, [])
        seconds = today.seconds_left if day == 0 else terms.minutes * 60.0
        if day and not terms.studies_on(start + timedelta(days=day)):
            continue
        while pending and seconds >= pending[-1][0]:
            taken, next_days = pending.pop()
            seconds -= taken
            coming.setdefault(day + max(1, round(next_days)), []).append((taken, next_days * _GROWS))
        if not pending:
            return day
    return None
