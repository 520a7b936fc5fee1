"""Run the code of lessons, cards and questions in the jail and return what it prints or draws."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hillclimb.content import Block, Limits
from hillclimb.grading.sandbox import ForkSandbox
from hillclimb.grading.seam import Stopped, Vanished

_LIMITS = Limits(seconds=60.0, memory_mb=2048, disk_mb=16, output_kb=1024)
_RUNNER = Path(__file__).parent / "inside" / "runners" / "examples.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What a run of blocks printed (or drew, as SVG), a text per block that finished, and why it ended early or ""."""

    outputs: tuple[str, ...]
    fault: str


def run_examples(sandbox: ForkSandbox, blocks: Sequence[Block]) -> Printed:
    """Run blocks of code top to bottom in one namespace of one jailed worker."""
    from hillclimb.grading.remote import Raised, load

    worker = sandbox.worker(_LIMITS, time.monotonic() + _LIMITS.seconds)
    try:
        outputs, fault = load(worker, "examples", {"examples.py": _RUNNER.read_bytes()}).run(
            [("figure" if block.figure else "python", block.code) for block in blocks]
        )
    except (Raised, Stopped, Vanished) as error:
        return Printed(outputs=(), fault=str(error))
    finally:
        worker.end()
    return Printed(outputs=tuple(str(text) for text in outputs), fault=str(fault))
