"""What a lab's grader.py is written with: checks, scores, comparisons that teach, and the examples they show."""

from hillclimb.grading.labkit.compare import expect, near, numbers, refuses, same, unchanged
from hillclimb.grading.labkit.plans import Failed, Placed, check, given, sample, score
from hillclimb.grading.labkit.showing import show
from hillclimb.grading.remote import Module, Raised, Remote

__all__ = [
    "Failed",
    "Module",
    "Placed",
    "Raised",
    "Remote",
    "check",
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
