"""The log: everything that happened, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from hillclimb.actions.desk import State
from hillclimb.actions.seeking import told_of_seeking
from hillclimb.actions.telling_changes import told_of_changes
from hillclimb.record import (
    AbsenceDeclared,
    AbsenceWithdrawn,
    CardReviewed,
    DeadlineSet,
    Event,
    HintShown,
    InterviewAnswered,
    LabGraded,
    LabOpened,
    LabReset,
    LessonRead,
    PageRead,
    PlacementBegan,
    PlacementEnded,
    PointsClaimed,
    ProfileDeclared,
    QuestionAnswered,
    ReviewsSet,
    ReviewUndone,
    SaveSeen,
    SkillContested,
    SolutionShown,
    TimeCorrected,
    Unknown,
    VerdictSigned,
    to_body,
)

_RATINGS = {1: "again", 2: "hard", 3: "good", 4: "easy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log; `link` is a path of the web app, empty where there is none."""

    seq: int
    at: datetime
    kind: str
    text: str
    link: str = ""


def log(state: State, *, newest: int | None = None, find: str = "") -> tuple[Entry, ...]:
    """Return what happened, newest first; with `find` only what holds all of its words, in its line or its content."""
    names, words = _names(state), find.casefold().split()
    found = (entry for event in reversed(state.events) if (entry := _found(event, names, words)) is not None)
    return tuple(islice(found, newest))


def _found(event: Event, names: Mapping[str, tuple[str, str]], words: Sequence[str]) -> Entry | None:
    entry = _entry(event, names)
    if not words:
        return entry
    text = f"{entry.kind} {entry.text} {json.dumps(to_body(event.fact), ensure_ascii=False)}".casefold()
    return entry if all(word in text for word in words) else None


def _names(state: State) -> Mapping[str, tuple[str, str]]:
    pack = state.pack
    names = {skill.uuid: (skill.title, f"/skills/{skill.slug}") for skill in pack.graph.skills.values()}
    names.update({lab.uuid: (lab.title, f"/labs/{lab.slug}") for lab in pack.labs.values()})
    names.update({role.uuid: (role.title, "/") for role in pack.roles.values()})
    for card in pack.cards.values():
        names[card.uuid] = (f"a card on {pack.graph[card.skill].title}", f"/skills/{card.skill}")
    return names


def _entry(event: Event, names: Mapping[str, tuple[str, str]]) -> Entry:
    change = told_of_changes(event.fact) or told_of_seeking(event.fact)
    text, about = (change, "") if change else _told(event.fact, names)
    link = names.get(about, ("", ""))[1]
    kind = event.fact.name if isinstance(event.fact, Unknown) else event.fact.kind
    return Entry(seq=event.seq, at=event.at, kind=kind, text=text, link=link)


def _told(fact: object, names: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Return the words for a fact and the UUID that it is about."""

    def name(uuid: str) -> str:
        return names.get(uuid, ("something no longer in the pack", ""))[0]

    match fact:
        case ProfileDeclared(role=role, hours=hours):
            return f"Aimed at {name(role)}, {sum(hours):g} hours a week", role
        case AbsenceDeclared() | AbsenceWithdrawn() | DeadlineSet():
            return _told_of_plans(fact)
        case PlacementBegan():
            return "Started or took up the placement", ""
        case PlacementEnded(reason=reason, asked=asked):
            return f"Ended the placement after {asked} questions ({reason})", ""
        case QuestionAnswered(skill=skill, outcome=outcome):
            word = {"right": "Answered right", "wrong": "Answered wrong"}.get(outcome, "Said “I don't know”")
            return f"{word}: a question on {name(skill)}", skill
        case SkillContested(skill=skill, direction=direction):
            word = "know" if direction == "know" else "do not know"
            return f"Said “I {word} this” of {name(skill)}", skill
        case LabOpened() | LabReset() | HintShown() | SolutionShown() | LabGraded() | VerdictSigned():
            return _told_of_labs(fact, name)
        case LessonRead(skill=skill):
            return f"Opened the lesson {name(skill)}", skill
        case CardReviewed() | ReviewUndone() | ReviewsSet():
            return _told_of_reviews(fact, name)
        case InterviewAnswered(skill=skill, points=points, made=made):
            return f"Answered an interview question on {name(skill)}: {len(made)} of {points} points", skill
        case PointsClaimed(points=points):
            return f"Said that an interview answer made {len(points)} more points in other words", ""
        case PageRead() | SaveSeen() | TimeCorrected():
            return _told_of_time(fact, name)
        case Unknown(name=kind):
            return f"Something a newer Hillclimb recorded ({kind})", ""
    return "Something happened", ""


def _told_of_plans(fact: AbsenceDeclared | AbsenceWithdrawn | DeadlineSet) -> tuple[str, str]:
    match fact:
        case AbsenceDeclared(first=first, last=last, share=share, why=why):
            kept = f" with {share:.0%} of the hours" if share > 0 else ""
            return f"Will be away from {first} to {last} ({why}){kept}", ""
        case AbsenceWithdrawn():
            return "Will not be away after all", ""
        case DeadlineSet(day=day):
            return (f"Wants to be done by {day}" if day else "Took the deadline away"), ""


def _told_of_labs(
    fact: LabOpened | LabReset | HintShown | SolutionShown | LabGraded | VerdictSigned, name: Callable[[str], str]
) -> tuple[str, str]:
    match fact:
        case VerdictSigned(key=key):
            return f"Signed what a verdict showed, with the key {key[:15]}…", ""
        case LabOpened(lab=lab):
            return f"Opened the lab {name(lab)}", lab
        case LabReset(lab=lab, kept_in=kept):
            return f"Started the lab {name(lab)} over; the work is kept in {kept}", lab
        case HintShown(lab=lab, step=step):
            return f"Read hint {step} of {name(lab)}", lab
        case SolutionShown(lab=lab):
            return f"Read the solution of {name(lab)} before passing it", lab
        case LabGraded(lab=lab, ending=ending, score=score):
            reached = f" with {score:.3f} of what is possible" if score is not None else ""
            return f"Checked {name(lab)}: {ending}{reached}", lab


def _told_of_reviews(fact: CardReviewed | ReviewUndone | ReviewsSet, name: Callable[[str], str]) -> tuple[str, str]:
    match fact:
        case CardReviewed(card=card, rating=rating):
            return f"Reviewed {name(card)}: {_RATINGS.get(rating, rating)}", card
        case ReviewUndone():
            return "Took back the last rating of a card", ""
        case ReviewsSet(retention=retention, minutes=minutes, exam=exam):
            goal = f", for an exam on {exam}" if exam else ""
            return f"Set reviews: a card comes back at {retention:.0%}, {minutes:g} minutes a day{goal}", ""


def _told_of_time(fact: PageRead | SaveSeen | TimeCorrected, name: Callable[[str], str]) -> tuple[str, str]:
    match fact:
        case PageRead(page=page, about=about, seconds=seconds):
            return f"Read the {page} {name(about)} for {max(seconds / 60, 1):.0f} min", about
        case SaveSeen(lab=lab):
            return f"Saved work on {name(lab)}", lab
        case TimeCorrected(page="week", about=monday, minutes=minutes):
            return f"Said that {minutes:g} minutes were studied in the week of {monday}", ""
        case TimeCorrected(about=about, minutes=minutes):
            return f"Said that {name(about)} took {minutes:g} minutes so far", about


def log_json(state: State, newest: int | None = None, find: str = "") -> dict[str, Any]:
    """Return the log (version 1)."""
    return {
        "version": 1,
        "events": [
            {"seq": entry.seq, "at": entry.at.isoformat(), "kind": entry.kind, "text": entry.text}
            for entry in log(state, newest=newest, find=find)
        ],
    }
