"""Floor 1: the learner's record, an append-only log of facts; state is always a replay."""

from hillclimb.record.events import (
    CardReviewed,
    Event,
    Fact,
    HintShown,
    LabGraded,
    LabOpened,
    LabReset,
    LessonRead,
    PlacementBegan,
    PlacementEnded,
    ProfileDeclared,
    QuestionAnswered,
    SkillContested,
    Unknown,
)
from hillclimb.record.store import Record, SqliteRecord

__all__ = [
    "CardReviewed",
    "Event",
    "Fact",
    "HintShown",
    "LabGraded",
    "LabOpened",
    "LabReset",
    "LessonRead",
    "PlacementBegan",
    "PlacementEnded",
    "ProfileDeclared",
    "QuestionAnswered",
    "Record",
    "SkillContested",
    "SqliteRecord",
    "Unknown",
]
