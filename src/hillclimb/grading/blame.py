"""Whose fault it is when a check itself raises: the lab's, or that of what the submission gave it."""

from __future__ import annotations

import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.sandbox import Fault, ForkSandbox, ForkWorker, readable
from hillclimb.grading.submission import read_submission
from hillclimb.ground import Refusal

# What a check raises when an answer is not what it counted on: called, indexed, converted or computed with.
MISUSED = (ArithmeticError, LookupError, TypeError, ValueError)


def reference_holds(lab: Lab, sandbox: ForkSandbox, plan: Any, values: tuple[Any, ...]) -> bool:
    """Return whether the same check on the same data runs to its end with the lab's own solution.

    Then an exception inside the check came from what the submission gave it. No other worker may live meanwhile.
    """
    from hillclimb.grading.kinds import kind_of

    _, draw, *size = values
    try:
        files = read_submission(lab.folder / "solution", lab).files
    except Refusal:
        return False
    room = _Room(lab, files, sandbox)
    try:
        plan.run(kind_of(lab.kind).open(room), draw.child(), *size)
    except Fault:
        raise
    except Exception:  # noqa: BLE001 - boundary: whatever it is, it is not the submission's
        return False
    finally:
        room.close()
    return True


class _Room:
    """Where the lab's own solution runs."""

    def __init__(self, lab: Lab, files: Mapping[str, bytes], sandbox: ForkSandbox) -> None:
        self.lab = lab
        self.files = files
        self._sandbox = sandbox
        self._deadline = time.monotonic() + lab.limits.seconds
        self._worker: ForkWorker | None = None

    def fresh(self) -> ForkWorker:
        """End the worker there is, if any, and return a new one."""
        self.close()
        self._worker = self._sandbox.worker(self.lab.limits, self._deadline)
        return self._worker

    def close(self) -> None:
        """End the worker there is, if any."""
        if self._worker is not None:
            self._worker.end()
            self._worker = None


def told(error: BaseException) -> str:
    """Return an exception of ours as a report may show it: type, message, places, and no line of a grader."""
    steps = traceback.extract_tb(error.__traceback__)[-4:]
    places = [f"  {Path(step.filename).name}:{step.lineno} in {step.name}" for step in steps]
    return "\n".join([f"{type(error).__name__}: {readable(str(error)[:300])}", *places])
