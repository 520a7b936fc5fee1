"""Whose fault it is when a check itself raises: the lab's, or that of what the submission gave it."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.crew import Crew
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Fault, readable
from hillclimb.grading.submission import read_submission
from hillclimb.ground import Refusal

# What a check raises when an answer is not what it counted on: called, indexed, converted or computed with.
MISUSED = (ArithmeticError, LookupError, TypeError, ValueError)


def reference_holds(
    lab: Lab, sandbox: ForkSandbox, plan: Any, values: tuple[Any, ...], *, secrets: Mapping[str, str] | None = None
) -> bool:
    """Return whether the same check on the same data runs to its end with the lab's own solution.

    Then an exception inside the check came from what the submission gave it.
    """
    from hillclimb.grading.kinds import kind_of

    _, draw, *size = values
    try:
        files = read_submission(lab.folder / "solution", lab).files
    except Refusal:
        return False
    room = Crew(lab, files, sandbox, secrets=secrets)
    room.starts()
    try:
        plan.run(kind_of(lab.kind).open(room), draw.child(), *size)
    except Fault:
        raise
    except Exception:  # noqa: BLE001 - boundary: whatever it is, it is not the submission's
        return False
    finally:
        room.dissolve()
    return True


def told(error: BaseException) -> str:
    """Return an exception of ours as a report may show it: type, message, places, and no line of a grader."""
    steps = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"  {Path(step.filename).name}:{step.lineno} in {step.name}" for step in steps]
    return "\n".join([f"{type(error).__name__}: {readable(str(error)[:300])}", *places])
