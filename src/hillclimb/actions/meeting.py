"""One-on-ones: an agenda before, notes after, and what was agreed comes back the next time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.planning import a_day
from hillclimb.actions.timing import weeks
from hillclimb.actions.transition import ahead, clean, expected, shown_since, unsaid, versions
from hillclimb.career import (
    Expected,
    Meeting,
    News,
    Paper,
    agenda,
    markdown,
    meetings_held,
    paper_json,
    signal,
    still_open,
)
from hillclimb.ground import Misuse, NotFound
from hillclimb.record import AgreementSettled, MeetingHeld

MOODS = ("helped", "listened", "put-off")
_LONGEST = 20_000
_MOST_AGREED = 20


def held(state: State) -> tuple[Meeting, ...]:
    """Return the one-on-ones that were held, oldest first."""
    return meetings_held(state.events)


def agenda_of(state: State) -> Paper:
    """Return the agenda of the next one-on-one; refuse before `begin`."""
    _ = state.role
    past = held(state)
    last = _last_day(past)
    since = [week for week in weeks(state, 8) if last is None or week.start >= last]
    news = News(
        since=last,
        shown=shown_since(state, last),
        hours=(sum(week.studied for week in since), sum(week.planned for week in since)),
        next=ahead(state.plan.weeks[:4]),
        end=expected(state.role.title, state.forecast),
        before=_before(state, last),
    )
    return agenda(past, news, topics=topics(state), today=state.today)


def topics(state: State) -> tuple[str, ...]:
    """Return what to talk about: the plan, what is not said in it yet, and one small piece of work."""
    past, kept = held(state), versions(state)
    found = []
    if not any(meeting.mood for meeting in past):
        found.append("The transition plan: what is missing for a yes?")
    if signal(past):  # the sentence itself is for the learner alone: an agenda is shared
        found.append("What would have to be true for a yes to the transition plan, and by when?")
    if kept and (state.at - kept[-1].at).days >= 90:
        found.append("The plan is more than 90 days old: review the target and the dates.")
    found += [f"Not in the plan yet: {why.ask}" for why in unsaid(state)[:2]]
    found.append("One small piece of ML work here: which, whose, by when?")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A one-on-one to write down: notes, what was agreed, with whom, how the plan was met, and the day (or today)."""

    notes: str = ""
    agreed: tuple[str, ...] = ()
    person: str = ""
    mood: str = ""
    day: str = ""


def hold(desk: Desk, talk: Talk) -> State:
    """Record a one-on-one; without a name it was with the same person as last time."""
    state = desk.state()
    if talk.mood and talk.mood not in MOODS:
        raise Misuse(f"{talk.mood!r} is none of the ways a plan is met.", hint=f"One of: {', '.join(MOODS)}.")
    kept, text = tuple(filter(None, map(clean, talk.agreed))), clean(talk.notes)
    if not text and not kept:
        raise Misuse("Neither notes nor anything agreed.", hint='hillclimb one-on-one --agreed "Two hours on Fridays"')
    if len(text) > _LONGEST or len(kept) > _MOST_AGREED or any(len(one) > 500 for one in kept):
        raise Misuse("That is too much for one meeting.", hint=f"At most {_LONGEST} letters and {_MOST_AGREED} points.")
    on = a_day(talk.day) if talk.day else state.today
    if on > state.today:
        raise Misuse(f"{on} is still to come.", hint="Write notes down once it was held.")
    person = clean(talk.person)[:100] or next((past.person for past in reversed(held(state)) if past.person), "")
    desk.note(MeetingHeld(day=on.isoformat(), person=person, notes=text, agreed=kept, mood=talk.mood))
    return desk.state()


def settle(desk: Desk, number: int, *, done: bool) -> State:
    """Record that what was agreed is done, or is dropped; `number` is the one that `one-on-one` shows."""
    for meeting in held(desk.state()):
        for one in meeting.agreements:
            if one.number == number:
                outcome = "done" if done else "dropped"
                if one.outcome != outcome:
                    desk.note(AgreementSettled(meeting=one.meeting, number=one.place, outcome=outcome))
                return desk.state()
    raise NotFound(f"There is no agreement {number}.", hint="`hillclimb one-on-one` numbers them.")


def meetings_json(state: State) -> dict[str, Any]:
    """Return the next agenda and the meetings held (version 1)."""
    past, paper = held(state), agenda_of(state)
    return {
        "version": 1,
        "agenda": paper_json(paper),
        "markdown": markdown(paper),
        "signal": signal(past) or None,
        "open": [{"number": one.number, "day": one.day, "text": one.text} for one in still_open(past)],
        "meetings": [
            {
                "day": one.day,
                "person": one.person,
                "notes": one.notes,
                "mood": one.mood or None,
                "agreed": [
                    {"number": item.number, "text": item.text, "outcome": item.outcome} for item in one.agreements
                ],
            }
            for one in past
        ],
        "file": None,
    }


def _last_day(past: Sequence[Meeting]) -> date | None:
    return max((a_day(meeting.day) for meeting in past), default=None)


def _before(state: State, last: date | None) -> Expected | None:
    """Return the forecast as it stood at the end of the day of the last meeting."""
    if last is None or last >= state.today:
        return None
    then = datetime.combine(last, time(23, 59)).astimezone()
    before = State(pack=state.pack, events=[event for event in state.events if event.at <= then], at=then)
    if before.profile is None or before.profile.role != state.role.uuid:
        return None
    return expected(state.role.title, before.forecast)
