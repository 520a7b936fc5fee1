"""Floor 4: one function per thing that a person can do; the only writer of events.

The names are loaded when they are first asked for, so that a command pays only for what it does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.actions.beginning import BACKGROUNDS, DAYS, begin, profile_json, spread_hours
    from hillclimb.actions.checking import (
        Moved,
        Report,
        check,
        judge_folder,
        note_verdict,
        report_json,
        report_of,
        verdicts,
    )
    from hillclimb.actions.contesting import (
        QUESTIONS,
        answer_proof,
        contest,
        contested_json,
        proof,
        proof_question,
    )
    from hillclimb.actions.desk import Desk, State, open_desk
    from hillclimb.actions.home import Home, find_home, find_pack
    from hillclimb.actions.looking import (
        Climbed,
        belief_json,
        change_of,
        climbed,
        forecast_json,
        item_json,
        plan_json,
        status_json,
        step_json,
        why_json,
    )
    from hillclimb.actions.mutants import MUTANT_BAR, Mutated, Survivor, mutated_json, prove_mutants, prove_repeats
    from hillclimb.actions.packing import Proof, check_pack_folder, labs_of, prove
    from hillclimb.actions.placing import (
        Answered,
        Standing,
        answer_placement,
        asked_json,
        before_placement,
        last_answered,
        placement_json,
        placement_question,
        skip_placement,
        standing,
        start_placement,
    )
    from hillclimb.actions.reviewing import RATINGS, due_cards, due_json, read_lesson, review
    from hillclimb.actions.scaffolding import new_lab
    from hillclimb.actions.tabling import graded_digest, lab_table
    from hillclimb.actions.telling import Entry, log, log_json
    from hillclimb.actions.timing import Row, WeekSpent, correct_time, note_page, note_save, rows, time_json, weeks
    from hillclimb.actions.working import Opened, attempts, hint, lab_here, open_lab, opened_json, reset_lab

_ROOMS = {
    "beginning": ("BACKGROUNDS", "DAYS", "begin", "profile_json", "spread_hours"),
    "checking": ("Moved", "Report", "check", "judge_folder", "note_verdict", "report_json", "report_of", "verdicts"),
    "contesting": ("QUESTIONS", "answer_proof", "contest", "contested_json", "proof", "proof_question"),
    "desk": ("Desk", "State", "open_desk"),
    "home": ("Home", "find_home", "find_pack"),
    "looking": (
        "Climbed",
        "belief_json",
        "change_of",
        "climbed",
        "forecast_json",
        "item_json",
        "plan_json",
        "status_json",
        "step_json",
        "why_json",
    ),
    "mutants": ("MUTANT_BAR", "Mutated", "Survivor", "mutated_json", "prove_mutants", "prove_repeats"),
    "packing": ("Proof", "check_pack_folder", "labs_of", "prove"),
    "placing": (
        "Answered",
        "Standing",
        "answer_placement",
        "asked_json",
        "before_placement",
        "last_answered",
        "placement_json",
        "placement_question",
        "skip_placement",
        "standing",
        "start_placement",
    ),
    "reviewing": ("RATINGS", "due_cards", "due_json", "read_lesson", "review"),
    "scaffolding": ("new_lab",),
    "tabling": ("graded_digest", "lab_table"),
    "telling": ("Entry", "log", "log_json"),
    "timing": ("Row", "WeekSpent", "correct_time", "note_page", "note_save", "rows", "time_json", "weeks"),
    "working": ("Opened", "attempts", "hint", "lab_here", "open_lab", "opened_json", "reset_lab"),
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "BACKGROUNDS",
    "DAYS",
    "MUTANT_BAR",
    "QUESTIONS",
    "RATINGS",
    "Answered",
    "Climbed",
    "Desk",
    "Entry",
    "Home",
    "Moved",
    "Mutated",
    "Opened",
    "Proof",
    "Report",
    "Row",
    "Standing",
    "State",
    "Survivor",
    "WeekSpent",
    "answer_placement",
    "answer_proof",
    "asked_json",
    "attempts",
    "before_placement",
    "begin",
    "belief_json",
    "change_of",
    "check",
    "check_pack_folder",
    "climbed",
    "contest",
    "contested_json",
    "correct_time",
    "due_cards",
    "due_json",
    "find_home",
    "find_pack",
    "forecast_json",
    "graded_digest",
    "hint",
    "item_json",
    "judge_folder",
    "lab_here",
    "lab_table",
    "labs_of",
    "last_answered",
    "log",
    "log_json",
    "mutated_json",
    "new_lab",
    "note_page",
    "note_save",
    "note_verdict",
    "open_desk",
    "open_lab",
    "opened_json",
    "placement_json",
    "placement_question",
    "plan_json",
    "profile_json",
    "proof",
    "proof_question",
    "prove",
    "prove_mutants",
    "prove_repeats",
    "read_lesson",
    "report_json",
    "report_of",
    "reset_lab",
    "review",
    "rows",
    "skip_placement",
    "spread_hours",
    "standing",
    "start_placement",
    "status_json",
    "step_json",
    "time_json",
    "verdicts",
    "weeks",
    "why_json",
]


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"hillclimb.actions.{_ROOM_OF[name]}"), name)
    raise AttributeError(name)
