"""What a lab's grader.py is written with: checks, scores, comparisons that teach, and the examples they show."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hillclimb.grading.billing import earned, lost, spent
from hillclimb.grading.labkit.compare import expect, near, numbers, refuses, same, unchanged
from hillclimb.grading.labkit.hiding import conceals
from hillclimb.grading.labkit.plans import Failed, Placed, check, given, sample, score
from hillclimb.grading.labkit.showing import show
from hillclimb.grading.remote import Module, Raised, Remote

if TYPE_CHECKING:
    from hillclimb.grading.kinds.answers import Answers
    from hillclimb.grading.kinds.command import Command, Ran
    from hillclimb.grading.kinds.git import Commit, Repository
    from hillclimb.grading.kinds.hardships import Clients, Database, Disk
    from hillclimb.grading.kinds.predictions import Predictions, Trained
    from hillclimb.grading.kinds.service import Running, Service, Traffic
    from hillclimb.grading.kinds.sql import Answer, Queries, ask, database
    from hillclimb.grading.kinds.stored import Stored
    from hillclimb.grading.kinds.suite import Bug, Suite, TestRun, disguised
    from hillclimb.grading.traffic.arrivals import Burst, Load
    from hillclimb.grading.traffic.http import Reply, Request, json_request

# What the kinds of submission hand to checks is loaded when a grader asks for it: most ask for none of it.
_KINDS = {
    "kinds.answers": ("Answers",),
    "kinds.command": ("Command", "Ran"),
    "kinds.git": ("Commit", "Repository"),
    "kinds.hardships": ("Clients", "Database", "Disk"),
    "kinds.predictions": ("Predictions", "Trained"),
    "kinds.service": ("Running", "Service", "Traffic"),
    "kinds.sql": ("Answer", "Queries", "ask", "database"),
    "kinds.stored": ("Stored",),
    "kinds.suite": ("Bug", "Suite", "TestRun", "disguised"),
    "traffic.arrivals": ("Burst", "Load"),
    "traffic.http": ("Reply", "Request", "json_request"),
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names}

__all__ = [
    "Answer",
    "Answers",
    "Bug",
    "Burst",
    "Clients",
    "Command",
    "Commit",
    "Database",
    "Disk",
    "Failed",
    "Load",
    "Module",
    "Placed",
    "Predictions",
    "Queries",
    "Raised",
    "Ran",
    "Remote",
    "Reply",
    "Repository",
    "Request",
    "Running",
    "Service",
    "Stored",
    "Suite",
    "TestRun",
    "Traffic",
    "Trained",
    "ask",
    "check",
    "conceals",
    "database",
    "disguised",
    "earned",
    "expect",
    "given",
    "json_request",
    "lost",
    "near",
    "numbers",
    "refuses",
    "same",
    "sample",
    "score",
    "show",
    "spent",
    "unchanged",
]


def __getattr__(name: str) -> Any:
    if name in _KIND_OF:
        return getattr(import_module(f"hillclimb.grading.{_KIND_OF[name]}"), name)
    raise AttributeError(name)
