"""What the log says about changing where one is."""

from __future__ import annotations

from hillclimb.record import (
    AgreementSettled,
    Fact,
    MeetingHeld,
    NoteTaken,
    OptionsWeighed,
    TeamChecked,
    TransitionKept,
    WhyAnswered,
)


def told_of_changes(fact: Fact) -> str:
    """Return the words for such a fact, empty for any other."""
    match fact:
        case WhyAnswered(answer=answer):
            return "Answered a question on why" if answer else "Took back an answer on why"
        case TransitionKept(note=note):
            return "Kept a version of the transition plan" + (f": {note}" if note else "")
        case NoteTaken(title=title):
            return f"Noted: {title}"
        case OptionsWeighed(numbers=numbers):
            return f"Weighed options by {len(numbers)} numbers"
        case MeetingHeld(day=day, person=person, agreed=agreed):
            return f"One-on-one{f' with {person}' if person else ''} on {day}: {len(agreed)} agreed"
        case AgreementSettled(outcome=outcome):
            return f"Settled what was agreed in a one-on-one: {outcome}"
        case TeamChecked(team=team, answers=answers):
            return f"Checked the team {team}: {len(answers)} answers"
    return ""
