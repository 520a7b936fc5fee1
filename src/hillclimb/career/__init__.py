"""Floor 3: from evidence to a job: what can be shown to others, and interviews practised.

The names are loaded when they are first asked for: whoever practises interviews needs no signatures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.career.badges import Award, awards, credential
    from hillclimb.career.drafting import draft, is_finished
    from hillclimb.career.examining import LONGEST, Examined, Unreadable, examine
    from hillclimb.career.keys import Key, read_public, verify_fast
    from hillclimb.career.markup import MOST_BYTES, decoded, plain
    from hillclimb.career.mock import Answer, Marks, Topic, answers_from, mark, next_question, topics
    from hillclimb.career.picture import badge_picture
    from hillclimb.career.portfolio import Portfolio, Project, opening, resume, site
    from hillclimb.career.postings import Hit, Reader, Reading, agreement
    from hillclimb.career.script import SCRIPT, standalone
    from hillclimb.career.securing import as_jwt, look_at, with_proof
    from hillclimb.career.stated import Stated
    from hillclimb.career.statements import Counted, counted, countersign, seal, statement_of

_ROOMS = {
    "badges": ("Award", "awards", "credential"),
    "drafting": ("draft", "is_finished"),
    "examining": ("LONGEST", "Examined", "Unreadable", "examine"),
    "keys": ("Key", "read_public", "verify_fast"),
    "markup": (
        "MOST_BYTES",
        "decoded",
        "plain",
    ),
    "mock": ("Answer", "Marks", "Topic", "answers_from", "mark", "next_question", "topics"),
    "picture": ("badge_picture",),
    "portfolio": ("Portfolio", "Project", "opening", "resume", "site"),
    "postings": (
        "Hit",
        "Reader",
        "Reading",
        "agreement",
    ),
    "script": ("SCRIPT", "standalone"),
    "securing": ("as_jwt", "look_at", "with_proof"),
    "stated": ("Stated",),
    "statements": ("Counted", "counted", "countersign", "seal", "statement_of"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "LONGEST",
    "MOST_BYTES",
    "SCRIPT",
    "Answer",
    "Award",
    "Counted",
    "Examined",
    "Hit",
    "Key",
    "Marks",
    "Portfolio",
    "Project",
    "Reader",
    "Reading",
    "Stated",
    "Topic",
    "Unreadable",
    "agreement",
    "answers_from",
    "as_jwt",
    "awards",
    "badge_picture",
    "counted",
    "countersign",
    "credential",
    "decoded",
    "draft",
    "examine",
    "is_finished",
    "look_at",
    "mark",
    "next_question",
    "opening",
    "plain",
    "read_public",
    "resume",
    "seal",
    "site",
    "standalone",
    "statement_of",
    "topics",
    "verify_fast",
    "with_proof",
]


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"hillclimb.career.{_ROOM_OF[name]}"), name)
    raise AttributeError(name)
