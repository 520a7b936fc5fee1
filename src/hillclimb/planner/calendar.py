"""The days there are: study hours by weekday, less what was said to be away; local dates, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hillclimb.record import AbsenceDeclared, AbsenceWithdrawn, Event

Hours = tuple[float, ...]
DAYS = 7
# How far ahead absences are looked at: nothing is forecast beyond.
MOST_WEEKS = 52 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days from `first` to `last`, both included, on which only a `share` of the usual hours is kept (0 for none).

    `why` is `holiday`, `on-call` or `pause`; `uuid` names it in the record.
    """

    first: date
    last: date
    share: float = 0.0
    why: str = "holiday"
    note: str = ""
    uuid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Study hours a day, Monday first, and when there are fewer of them."""

    hours: Hours
    absences: Sequence[Absence] = ()

    def kept(self, day: date) -> float:
        """Return the share of the usual hours that is kept on a day: the least of the absences on it, else 1."""
        return min((away.share for away in self.absences if away.first <= day <= away.last), default=1.0)

    def on(self, day: date) -> float:
        """Return the study hours of a day."""
        return self.hours[day.weekday()] * self.kept(day)

    def between(self, first: date, last: date) -> float:
        """Return the study hours of the days from `first` to `last`, both included."""
        return sum(self.on(first + timedelta(days=number)) for number in range((last - first).days + 1))

    def week(self, day: date) -> tuple[float, ...]:
        """Return the study hours of a day and of those left of its week, up to Sunday."""
        left = min(DAYS - day.weekday(), (date.max - day).days + 1)
        return tuple(self.on(day + timedelta(days=number)) for number in range(left))

    def away(self, first: date, last: date) -> tuple[Absence, ...]:
        """Return the absences that touch the days from `first` to `last`, earliest first."""
        found = [away for away in self.absences if away.first <= last and away.last >= first]
        return tuple(sorted(found, key=lambda away: (away.first, away.last, away.uuid)))

    def dips(self, start: date, usual: Hours) -> Mapping[int, float]:
        """Return the weeks from `start` (0 is its first seven days) that bring less, with the share they bring.

        `usual` are the hours of each weekday that count, such as those left once the reviews are done.
        """
        full = sum(usual)
        if full <= 0.0:
            return {}
        touched: set[int] = set()
        for away in self.absences:
            first, last = (away.first - start).days // DAYS, (away.last - start).days // DAYS
            touched.update(range(max(first, 0), min(last, MOST_WEEKS) + 1))
        room = (date.max - start).days
        found = {}
        for number in sorted(touched):
            days = [start + timedelta(days=i) for i in range(number * DAYS, min((number + 1) * DAYS, room + 1))]
            share = sum(usual[day.weekday()] * self.kept(day) for day in days) / full
            if share < 1.0:
                found[number] = max(share, 0.0)
        return found


def absences_from(events: Iterable[Event]) -> tuple[Absence, ...]:
    """Return the absences that were declared and not taken back, earliest first; what is no date is left out."""
    found: dict[str, Absence] = {}
    for event in events:
        match event.fact:
            case AbsenceDeclared() as fact:
                first, last = day_of(fact.first), day_of(fact.last)
                if first is not None and last is not None and first <= last and fact.share == fact.share:
                    found[event.uuid] = Absence(
                        first=first,
                        last=last,
                        share=min(max(fact.share, 0.0), 1.0),
                        why=fact.why,
                        note=fact.note,
                        uuid=event.uuid,
                    )
            case AbsenceWithdrawn(absence=uuid):
                found.pop(uuid, None)
    return tuple(sorted(found.values(), key=lambda away: (away.first, away.last, away.uuid)))


def day_of(text: str) -> date | None:
    """Return a date written as 2026-12-24, None for anything else."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
