"""Floor 4: one function per thing that a person can do; the only writer of events.

The names are loaded when they are first asked for, so that a command pays only for what it does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hillclimb.actions.attempting import Attempt, Changed, attempt_of, history, history_json
    from hillclimb.actions.badging import badges, badges_json, export_badges, made
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
    from hillclimb.actions.drawing import Proof, draw_figures
    from hillclimb.actions.home import Home, find_home, find_pack
    from hillclimb.actions.interviewing import (
        Round,
        answer_interview,
        ask_interview,
        claim_points,
        interview_questions,
        interview_standing,
        question_json,
        round_json,
        standing_json,
    )
    from hillclimb.actions.keyring import (
        export_key,
        import_key,
        is_locked,
        key_name,
        lost_keys,
        make_key,
        open_key,
        relock_key,
    )
    from hillclimb.actions.looking import (
        Climbed,
        belief_json,
        change_of,
        climbed,
        forecast_json,
        item_json,
        status_json,
        step_json,
        why_json,
    )
    from hillclimb.actions.moving import Export, export_all, import_all, moved_json
    from hillclimb.actions.mutants import MUTANT_BAR, Mutated, Survivor, mutated_json, prove_mutants, prove_repeats
    from hillclimb.actions.packing import check_pack_folder, labs_of, prove
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
    from hillclimb.actions.planning import (
        REASONS,
        Odds,
        Outcome,
        Way,
        a_day,
        absences_json,
        compare,
        compare_json,
        deadline_json,
        declare_absence,
        milestone_json,
        moved,
        outcome,
        pace_told,
        plan_json,
        set_deadline,
        stages,
        withdraw_absence,
    )
    from hillclimb.actions.proving import (
        Piece,
        Rejudged,
        evidence,
        evidence_json,
        examined_json,
        export_evidence,
        pieces_of,
        rejudge,
        sign,
        told,
        verify,
    )
    from hillclimb.actions.remembering import Gap, Load, Remembered, remembered, remembered_json
    from hillclimb.actions.results import Found, Hours, Result, placement_result, result_json
    from hillclimb.actions.reviewing import (
        RATINGS,
        Judged,
        because_of,
        due_cards,
        due_json,
        find_card,
        judge,
        last_review,
        posed,
        read_answer,
        read_lesson,
        review,
        undo_review,
        waiting,
    )
    from hillclimb.actions.scaffolding import new_lab
    from hillclimb.actions.settling import Fitting, fitting, minutes_at, reviews_json, set_reviews
    from hillclimb.actions.showing import Choice, write_draft, write_portfolio
    from hillclimb.actions.tabling import graded_digest, lab_table
    from hillclimb.actions.telling import Entry, log, log_json
    from hillclimb.actions.timing import Row, WeekSpent, correct_time, note_page, note_save, rows, time_json, weeks
    from hillclimb.actions.working import Opened, attempts, hint, lab_here, open_lab, opened_json, reset_lab

# Where each name lives: room -> its names.
_ROOMS = {
    "attempting": "Attempt Changed attempt_of history history_json",
    "badging": "badges badges_json export_badges made",
    "beginning": "BACKGROUNDS DAYS begin profile_json spread_hours",
    "checking": "Moved Report check judge_folder note_verdict report_json report_of verdicts",
    "contesting": "QUESTIONS answer_proof contest contested_json proof proof_question",
    "desk": "Desk State open_desk",
    "drawing": "Proof draw_figures",
    "home": "Home find_home find_pack",
    "interviewing": (
        "Round answer_interview ask_interview claim_points interview_questions interview_standing question_json "
        "round_json standing_json"
    ),
    "keyring": "export_key import_key is_locked key_name lost_keys make_key open_key relock_key",
    "looking": "Climbed belief_json change_of climbed forecast_json item_json status_json step_json why_json",
    "moving": "Export export_all import_all moved_json",
    "mutants": "MUTANT_BAR Mutated Survivor mutated_json prove_mutants prove_repeats",
    "packing": "check_pack_folder labs_of prove",
    "placing": (
        "Answered Standing answer_placement asked_json before_placement last_answered placement_json "
        "placement_question skip_placement standing start_placement"
    ),
    "planning": (
        "REASONS Odds Outcome Way a_day absences_json compare compare_json deadline_json declare_absence "
        "milestone_json moved outcome pace_told plan_json set_deadline stages withdraw_absence"
    ),
    "proving": "Piece Rejudged evidence evidence_json examined_json export_evidence pieces_of rejudge sign told verify",
    "remembering": "Gap Load Remembered remembered remembered_json",
    "results": "Found Hours Result placement_result result_json",
    "reviewing": (
        "RATINGS Judged because_of due_cards due_json find_card judge last_review posed read_answer read_lesson "
        "review undo_review waiting"
    ),
    "scaffolding": "new_lab",
    "settling": "Fitting fitting minutes_at reviews_json set_reviews",
    "showing": "Choice write_draft write_portfolio",
    "tabling": "graded_digest lab_table",
    "telling": "Entry log log_json",
    "timing": "Row WeekSpent correct_time note_page note_save rows time_json weeks",
    "working": "Opened attempts hint lab_here open_lab opened_json reset_lab",
}
_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names.split()}

__all__ = [
    "BACKGROUNDS",
    "DAYS",
    "MUTANT_BAR",
    "QUESTIONS",
    "RATINGS",
    "REASONS",
    "Answered",
    "Attempt",
    "Changed",
    "Choice",
    "Climbed",
    "Desk",
    "Entry",
    "Export",
    "Fitting",
    "Found",
    "Gap",
    "Home",
    "Hours",
    "Judged",
    "Load",
    "Moved",
    "Mutated",
    "Odds",
    "Opened",
    "Outcome",
    "Piece",
    "Proof",
    "Rejudged",
    "Remembered",
    "Report",
    "Result",
    "Round",
    "Row",
    "Standing",
    "State",
    "Survivor",
    "Way",
    "WeekSpent",
    "a_day",
    "absences_json",
    "answer_interview",
    "answer_placement",
    "answer_proof",
    "ask_interview",
    "asked_json",
    "attempt_of",
    "attempts",
    "badges",
    "badges_json",
    "because_of",
    "before_placement",
    "begin",
    "belief_json",
    "change_of",
    "check",
    "check_pack_folder",
    "claim_points",
    "climbed",
    "compare",
    "compare_json",
    "contest",
    "contested_json",
    "correct_time",
    "deadline_json",
    "declare_absence",
    "draw_figures",
    "due_cards",
    "due_json",
    "evidence",
    "evidence_json",
    "examined_json",
    "export_all",
    "export_badges",
    "export_evidence",
    "export_key",
    "find_card",
    "find_home",
    "find_pack",
    "fitting",
    "forecast_json",
    "graded_digest",
    "hint",
    "history",
    "history_json",
    "import_all",
    "import_key",
    "interview_questions",
    "interview_standing",
    "is_locked",
    "item_json",
    "judge",
    "judge_folder",
    "key_name",
    "lab_here",
    "lab_table",
    "labs_of",
    "last_answered",
    "last_review",
    "log",
    "log_json",
    "lost_keys",
    "made",
    "make_key",
    "milestone_json",
    "minutes_at",
    "moved",
    "moved_json",
    "mutated_json",
    "new_lab",
    "note_page",
    "note_save",
    "note_verdict",
    "open_desk",
    "open_key",
    "open_lab",
    "opened_json",
    "outcome",
    "pace_told",
    "pieces_of",
    "placement_json",
    "placement_question",
    "placement_result",
    "plan_json",
    "posed",
    "profile_json",
    "proof",
    "proof_question",
    "prove",
    "prove_mutants",
    "prove_repeats",
    "question_json",
    "read_answer",
    "read_lesson",
    "rejudge",
    "relock_key",
    "remembered",
    "remembered_json",
    "report_json",
    "report_of",
    "reset_lab",
    "result_json",
    "review",
    "reviews_json",
    "round_json",
    "rows",
    "set_deadline",
    "set_reviews",
    "sign",
    "skip_placement",
    "spread_hours",
    "stages",
    "standing",
    "standing_json",
    "start_placement",
    "status_json",
    "step_json",
    "time_json",
    "told",
    "undo_review",
    "verdicts",
    "verify",
    "waiting",
    "weeks",
    "why_json",
    "withdraw_absence",
    "write_draft",
    "write_portfolio",
]


def __getattr__(name: str) -> Any:
    if name in _ROOM_OF:
        return getattr(import_module(f"hillclimb.actions.{_ROOM_OF[name]}"), name)
    raise AttributeError(name)
