"""Floor 2: what the record says about the learner: beliefs per skill, placement and memory; pure."""

from hillclimb.learner.belief import Believer, believe
from hillclimb.learner.changing import Change, would_change
from hillclimb.learner.memory import Memory, due, memories
from hillclimb.learner.model import Belief, Beliefs, Evidence, EvidenceKind, level_of
from hillclimb.learner.placement import Session, certainty, guess_of, next_question, placement_done, placing

__all__ = [
    "Belief",
    "Beliefs",
    "Believer",
    "Change",
    "Evidence",
    "EvidenceKind",
    "Memory",
    "Session",
    "believe",
    "certainty",
    "due",
    "guess_of",
    "level_of",
    "memories",
    "next_question",
    "placement_done",
    "placing",
    "would_change",
]
