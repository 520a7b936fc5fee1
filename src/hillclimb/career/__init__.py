"""Floor 3: from evidence to a job: what can be shown to others, and interviews practised.

The names are loaded when they are first asked for: whoever practises interviews needs no signatures.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.career.aiming import levels_of, planned, raised
    from hillclimb.career.badges import Award, awards, credential
    from hillclimb.career.crossover import Match, matches, proposal
    from hillclimb.career.drafting import draft, is_finished
    from hillclimb.career.examining import LONGEST, Examined, Unreadable, examine
    from hillclimb.career.feeds import Alert, Feed, Item, fitting, read_feed
    from hillclimb.career.keys import Key, read_public, verify_fast
    from hillclimb.career.markup import MOST_BYTES, decoded, plain
    from hillclimb.career.meetings import Agreement, Meeting, News, agenda, meetings_held, signal, still_open
    from hillclimb.career.mock import Answer, Marks, Topic, answers_from, mark, next_question, topics
    from hillclimb.career.paper import (
        Bullets,
        Paper,
        Prose,
        Run,
        Section,
        Table,
        all_text,
        compare_papers,
        markdown,
        markdown_plain,
        paper_from,
        paper_json,
    )
    from hillclimb.career.picture import badge_picture
    from hillclimb.career.portfolio import Portfolio, Project, opening, resume, site
    from hillclimb.career.postings import Hit, Reader, Reading, agreement
    from hillclimb.career.printing import Face, MissingLetters, docx, html, pdf
    from hillclimb.career.reminding import reminders
    from hillclimb.career.script import SCRIPT, standalone
    from hillclimb.career.securing import as_jwt, look_at, with_proof
    from hillclimb.career.stated import Stated
    from hillclimb.career.statements import Counted, counted, countersign, seal, statement_of
    from hillclimb.career.teams import POINTS, Judged, Team, rubric, team_of, teams_asked
    from hillclimb.career.tracking import (
        ENDED,
        FIELDS,
        STAGES,
        Application,
        Entry,
        a_date,
        applications,
        checked,
        entries_from,
        funnel,
        funnel_lines,
        missing,
        read_tracker,
        to_csv,
        to_json,
    )
    from hillclimb.career.transition import Ahead, Expected, Lack, Shown, Standing, transition_plan
    from hillclimb.career.weighing import CRITERIA, MONTHS, NUMBERS, OPTIONS, WEIGHTS, Weighed, filled, weigh

_ROOMS = {
    "aiming": (
        "levels_of",
        "planned",
        "raised",
    ),
    "feeds": (
        "Alert",
        "Feed",
        "Item",
        "fitting",
        "read_feed",
    ),
    "reminding": ("reminders",),
    "tracking": (
        "ENDED",
        "FIELDS",
        "STAGES",
        "Application",
        "Entry",
        "a_date",
        "applications",
        "checked",
        "entries_from",
        "funnel",
        "funnel_lines",
        "missing",
        "read_tracker",
        "to_csv",
        "to_json",
    ),
    "weighing": (
        "CRITERIA",
        "MONTHS",
        "NUMBERS",
        "OPTIONS",
        "WEIGHTS",
        "Weighed",
        "filled",
        "weigh",
    ),
    "transition": (
        "Ahead",
        "Expected",
        "Lack",
        "Shown",
        "Standing",
        "transition_plan",
    ),
    "teams": (
        "POINTS",
        "Judged",
        "Team",
        "rubric",
        "team_of",
        "teams_asked",
    ),
    "printing": (
        "Face",
        "MissingLetters",
        "docx",
        "html",
        "pdf",
    ),
    "paper": (
        "all_text",
        "Bullets",
        "Paper",
        "Prose",
        "Run",
        "Section",
        "Table",
        "compare_papers",
        "markdown",
        "markdown_plain",
        "paper_from",
        "paper_json",
    ),
    "meetings": (
        "Agreement",
        "Meeting",
        "News",
        "agenda",
        "meetings_held",
        "signal",
        "still_open",
    ),
    "crossover": (
        "Match",
        "matches",
        "proposal",
    ),
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
    "CRITERIA",
    "ENDED",
    "FIELDS",
    "LONGEST",
    "MONTHS",
    "MOST_BYTES",
    "NUMBERS",
    "OPTIONS",
    "POINTS",
    "SCRIPT",
    "STAGES",
    "WEIGHTS",
    "Agreement",
    "Ahead",
    "Alert",
    "Answer",
    "Application",
    "Award",
    "Bullets",
    "Counted",
    "Entry",
    "Examined",
    "Expected",
    "Face",
    "Feed",
    "Hit",
    "Item",
    "Judged",
    "Key",
    "Lack",
    "Marks",
    "Match",
    "Meeting",
    "MissingLetters",
    "News",
    "Paper",
    "Portfolio",
    "Project",
    "Prose",
    "Reader",
    "Reading",
    "Run",
    "Section",
    "Shown",
    "Standing",
    "Stated",
    "Table",
    "Team",
    "Topic",
    "Unreadable",
    "Weighed",
    "a_date",
    "agenda",
    "agreement",
    "all_text",
    "answers_from",
    "applications",
    "as_jwt",
    "awards",
    "badge_picture",
    "checked",
    "compare_papers",
    "counted",
    "countersign",
    "credential",
    "decoded",
    "docx",
    "draft",
    "entries_from",
    "examine",
    "filled",
    "fitting",
    "funnel",
    "funnel_lines",
    "html",
    "is_finished",
    "levels_of",
    "look_at",
    "mark",
    "markdown",
    "markdown_plain",
    "matches",
    "meetings_held",
    "missing",
    "next_question",
    "opening",
    "paper_from",
    "paper_json",
    "pdf",
    "plain",
    "planned",
    "proposal",
    "raised",
    "read_feed",
    "read_public",
    "read_tracker",
    "reminders",
    "resume",
    "rubric",
    "seal",
    "signal",
    "site",
    "standalone",
    "statement_of",
    "still_open",
    "team_of",
    "teams_asked",
    "to_csv",
    "to_json",
    "topics",
    "transition_plan",
    "verify_fast",
    "weigh",
    "with_proof",
]


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"hillclimb.career.{_ROOM_OF[name]}"), name)
    raise AttributeError(name)
