"""Practice data: what a lab lets the learner look at, tables as CSV files and other files as they are."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.judge import load_grader
from hillclimb.ground import Seed


def sample_files(lab: Lab, seed: Seed) -> Mapping[str, bytes]:
    """Return file name -> bytes of a lab's practice data, drawn from the learner's seed; empty where it has none."""
    path: Path = lab.folder / "grader.py"
    if "@sample" not in path.read_text(encoding="utf-8"):
        return {}  # spares loading NumPy for labs without data
    from hillclimb.company import Draw
    from hillclimb.grading.labkit.plans import sample_of

    plan = sample_of(load_grader(path))
    tables = plan.run(Draw(seed.child("sample", lab.slug))) if plan is not None else {}
    return {
        name if isinstance(found, bytes) else f"{name}.csv": found if isinstance(found, bytes) else _csv(found)
        for name, found in tables.items()
    }


def _csv(table: Any) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(list(table))
    writer.writerows(zip(*(table[name].tolist() for name in table), strict=True))
    return text.getvalue().encode()
