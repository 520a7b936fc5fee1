"""Floor 2: what the record says about the learner: beliefs per skill, placement and memory; pure."""

from hillclimb.learner.belief import Believer, believe
from hillclimb.learner.changing import Change, would_change
from hillclimb.learner.choosing import queue
from hillclimb.learner.crediting import Ties
from hillclimb.learner.memory import Memory, memories
from hillclimb.learner.model import Belief, Beliefs, Evidence, EvidenceKind, level_of
from hillclimb.learner.placement import Session, certainty, guess_of, next_question, placement_done, placing
from hillclimb.learner.recalling import Recall, Retention, recalls, retention, wilson
from hillclimb.learner.terms import (
    LEAST_RETENTION,
    MOST_MINUTES,
    MOST_RETENTION,
    Terms,
    standing_events,
    terms_of,
)
from hillclimb.learner.today import NEW_A_DAY, Queue, Today, is_due, spent_on

__all__ = [
    "LEAST_RETENTION",
    "MOST_MINUTES",
    "MOST_RETENTION",
    "NEW_A_DAY",
    "Belief",
    "Beliefs",
    "Believer",
    "Change",
    "Evidence",
    "EvidenceKind",
    "Memory",
    "Queue",
    "Recall",
    "Retention",
    "Session",
    "Terms",
    "Ties",
    "Today",
    "believe",
    "certainty",
    "guess_of",
    "is_due",
    "level_of",
    "memories",
    "next_question",
    "placement_done",
    "placing",
    "queue",
    "recalls",
    "retention",
    "spent_on",
    "standing_events",
    "terms_of",
    "wilson",
    "would_change",
]
