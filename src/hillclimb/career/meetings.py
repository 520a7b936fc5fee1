"""One-on-ones: what was agreed and still stands, how the plan was met, and the agenda of the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from hillclimb.career.paper import Block, Bullets, Paper, Prose, Section, Table
from hillclimb.career.transition import Ahead, Expected, Shown
from hillclimb.record import AgreementSettled, Event, MeetingHeld

# So many meetings in a row in which the plan was put off are a signal.
SIGNAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Something agreed: its number among all (from 1), the day, and `open`, `done` or `dropped`."""

    number: int
    meeting: str
    place: int
    day: str
    text: str
    outcome: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A one-on-one that was held."""

    event: str
    day: str
    person: str
    notes: str
    mood: str
    agreements: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What happened since the last meeting and what comes: passed labs, hours (studied, planned), plan, forecast."""

    since: date | None
    shown: tuple[Shown, ...]
    hours: tuple[float, float]
    next: tuple[Ahead, ...]
    end: Expected | None
    before: Expected | None = None


def meetings_held(events: Iterable[Event]) -> tuple[Meeting, ...]:
    """Return the one-on-ones of a record as they were written down, with what became of what was agreed."""
    settled: dict[tuple[str, int], str] = {}
    held: list[tuple[str, MeetingHeld]] = []
    for event in events:
        match event.fact:
            case MeetingHeld() as fact:
                held.append((event.uuid, fact))
            case AgreementSettled(meeting=meeting, number=place, outcome=outcome):
                settled[meeting, place] = outcome
    found: list[Meeting] = []
    number = 0
    for uuid, fact in held:
        agreements: list[Agreement] = []
        for place, text in enumerate(fact.agreed):
            number += 1
            outcome = settled.get((uuid, place), "open")
            agreements.append(
                Agreement(number=number, meeting=uuid, place=place, day=fact.day, text=text, outcome=outcome)
            )
        found.append(
            Meeting(
                event=uuid,
                day=fact.day,
                person=fact.person,
                notes=fact.notes,
                mood=fact.mood,
                agreements=tuple(agreements),
            )
        )
    return tuple(found)


def still_open(held: Iterable[Meeting]) -> tuple[Agreement, ...]:
    """Return what was agreed and is neither done nor dropped, oldest first."""
    return tuple(one for meeting in held for one in meeting.agreements if one.outcome == "open")


def signal(held: Sequence[Meeting]) -> str:
    """Return what the meetings say about support, empty where they say nothing: several in a row put the plan off."""
    moods = [meeting.mood for meeting in held if meeting.mood]
    row = 0
    for mood in reversed(moods):
        if mood != "put-off":
            break
        row += 1
    if row < SIGNAL:
        return ""
    return (
        f"The plan was put off {row} times in a row. That is an answer, too: ask once what would have to be true for a "
        "yes, and look at other teams meanwhile (hillclimb team-check, hillclimb options)."
    )


def agenda(held: Sequence[Meeting], news: News, *, topics: Sequence[str] = (), today: date) -> Paper:
    """Return the agenda of the next one-on-one: what was agreed comes first, then news, what comes, and what to ask."""
    sections = [
        Section(title="What we agreed", blocks=tuple(_agreed(held))),
        Section(title="Since last time" if news.since else "So far", blocks=tuple(_news(news))),
        Section(title="Next", blocks=tuple(_coming(news))),
        Section(title="To talk about", blocks=(Bullets(items=tuple(topics), boxes=True),) if topics else ()),
        Section(
            title="Notes",
            blocks=(Prose(text="Agreed today, by whom and by when:"), Bullets(items=(" ",) * 3, boxes=True)),
        ),
    ]
    person = next((meeting.person for meeting in reversed(held) if meeting.person), "")
    return Paper(
        title="One-on-one" + (f" with {person}" if person else ""),
        lines=(f"{today.day} {today:%B %Y}",),
        sections=tuple(section for section in sections if section.blocks),
    )


def _agreed(held: Sequence[Meeting]) -> Iterable[Block]:
    waiting = still_open(held)
    if waiting:
        yield Bullets(items=tuple(f"{one.text} ({one.day})" for one in waiting), boxes=True)
    done = tuple(one for one in (held[-1].agreements if held else ()) if one.outcome != "open")
    if done:
        yield Bullets(items=tuple(f"{one.outcome}: {one.text}" for one in done))


def _news(news: News) -> Iterable[Block]:
    studied, planned = news.hours
    if planned > 0:
        yield Prose(text=f"{studied:.1f} of {planned:.1f} planned hours studied.")
    if news.shown:
        items = (
            one.title + (f", {one.share:.0%} of what is possible" if one.share is not None else "")
            for one in news.shown
        )
        yield Bullets(items=tuple(f"passed: {item}" for item in items))
    else:
        yield Prose(text="No lab was passed." if news.since else "No lab is passed yet.")
    if news.end is not None:
        moved = ""
        if news.before is not None and news.before.p50 != news.end.p50:
            days = (news.end.p50 - news.before.p50).days
            moved = f" That is {abs(days)} days {'later' if days > 0 else 'earlier'} than last time."
        yield Prose(
            text=f"There by {_day(news.end.p50)} as likely as not, {_day(news.end.p80)} four times in five.{moved}"
        )


def _coming(news: News) -> Iterable[Block]:
    if news.next:
        rows = tuple((_day(one.start), f"{one.hours:.0f}", "; ".join(one.titles)) for one in news.next)
        yield Table(head=("From", "Hours", "Work"), rows=rows, figures=(1,))


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
