"""Run the code of lessons, cards and questions in the jail and return what it prints."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from hillclimb.content import Limits
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Stopped, Vanished

_LIMITS = Limits(seconds=60.0, memory_mb=2048, disk_mb=16, output_kb=1024)
# Runs inside the worker: every block of one text shares a namespace, and what each prints is its own.
_RUNNER = b"""
import contextlib
import io


def run(blocks):
    names = {"__name__": "__main__"}
    outputs = []
    for code in blocks:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed):
                exec(compile(code, "<example>", "exec"), names)
        except BaseException as error:
            return outputs, f"{type(error).__name__}: {error}"
        outputs.append(printed.getvalue())
    return outputs, ""
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a run of blocks printed, one text per block that finished, and why it ended early ("" if it did not)."""

    outputs: tuple[str, ...]
    fault: str


def run_examples(sandbox: ForkSandbox, blocks: Sequence[str]) -> Printed:
    """Run blocks of code top to bottom in one namespace of one jailed worker."""
    from hillclimb.grading.remote import Raised, load

    worker = sandbox.worker(_LIMITS, time.monotonic() + _LIMITS.seconds)
    try:
        outputs, fault = load(worker, "runner", {"runner.py": _RUNNER}).run(list(blocks))
    except (Raised, Stopped, Vanished) as error:
        return Printed(outputs=(), fault=str(error))
    finally:
        worker.end()
    return Printed(outputs=tuple(str(text) for text in outputs), fault=str(fault))
