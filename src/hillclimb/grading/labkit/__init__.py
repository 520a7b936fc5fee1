"""What a lab's grader.py is written with: checks, scores, comparisons that teach, and the examples they show."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hillclimb.grading.labkit.compare import expect, near, numbers, refuses, same, unchanged
from hillclimb.grading.labkit.plans import Failed, Placed, check, given, sample, score
from hillclimb.grading.labkit.showing import show
from hillclimb.grading.remote import Module, Raised, Remote

if TYPE_CHECKING:
    from hillclimb.grading.kinds.answers import Answers
    from hillclimb.grading.kinds.command import Command, Ran
    from hillclimb.grading.kinds.git import Commit, Repository
    from hillclimb.grading.kinds.predictions import Predictions, Trained
    from hillclimb.grading.kinds.sql import Answer, Queries, ask, database
    from hillclimb.grading.kinds.suite import Bug, Suite, TestRun, disguised

# What the kinds of submission hand to checks is loaded when a grader asks for it: most ask for none of it.
_KINDS = {
    "answers": ("Answers",),
    "command": ("Command", "Ran"),
    "git": ("Commit", "Repository"),
    "predictions": ("Predictions", "Trained"),
    "sql": ("Answer", "Queries", "ask", "database"),
    "suite": ("Bug", "Suite", "TestRun", "disguised"),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}

__all__ = [
    "Answer",
    "Answers",
    "Bug",
    "Command",
    "Commit",
    "Failed",
    "Module",
    "Placed",
    "Predictions",
    "Queries",
    "Raised",
    "Ran",
    "Remote",
    "Repository",
    "Suite",
    "TestRun",
    "Trained",
    "ask",
    "check",
    "database",
    "disguised",
    "expect",
    "given",
    "near",
    "numbers",
    "refuses",
    "same",
    "sample",
    "score",
    "show",
    "unchanged",
]


def __getattr__(name: str) -> Any:
    if name in _KIND_OF:
        return getattr(import_module(f"hillclimb.grading.kinds.{_KIND_OF[name]}"), name)
    raise AttributeError(name)
