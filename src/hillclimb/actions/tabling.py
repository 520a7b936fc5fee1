"""The table of a pack's labs: what each teaches, its bar, and what was measured of its solutions and mutants."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hillclimb.actions.packing import labs_of
from hillclimb.content import Lab
from hillclimb.ground import Refusal, digest_of

_HEAD = """# The labs, and what was measured of them

Generated: do not edit, run `hillclimb pack table > docs/reference/labs.md`.

- **bar / floor**: the share of the way from the baseline (0) to the best possible (1) that a pass takes in the mean,
  and in the worst of the fresh data sets.
- **right pass**: judgements of the reference and of other legitimate solutions that passed, each on a seed of its own.
- **wrong pass**: the same of the known-wrong solutions, and how many failed the check that they name first.
- **mutants**: small slips made in the reference that the checks reject; those as right as the reference are left out.
- **measured**: the older of the two days. † says that grader or solutions have changed since.

`python bench/calibrate.py LAB --seeds 25` and `… LAB --mutants` measure; the figures lie in each lab's
calibration.toml.

| lab | teaches | minutes | checks | bar / floor | right pass | wrong pass | mutants | measured |
|---|---|---|---|---|---|---|---|---|
"""
_UNKNOWN = "not measured"


def graded_digest(lab: Lab) -> str:
    """Return a digest of all that the measurements of a lab depend on: its grader and its solutions."""
    parts = [lab.folder / "grader.py"]
    for folder in ("solution", "right", "wrong"):
        parts += [
            path for path in (lab.folder / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
        ]
    return digest_of({path.relative_to(lab.folder).as_posix(): path.read_bytes() for path in parts})[:16]


def lab_table(folder: Path) -> str:
    """Return the page (Markdown) that lists every lab of a pack with what was measured of it."""
    return _HEAD + "".join(f"| {' | '.join(_row(lab))} |\n" for lab in labs_of(folder))


def _row(lab: Lab) -> Iterator[str]:
    measured = calibration_of(lab)
    head, mutants = measured.get("lab", {}), measured.get("mutants", {})
    right = [measured.get("solution", {}), *measured.get("right", {}).values()]
    wrong = list(measured.get("wrong", {}).values())
    yield lab.slug
    yield ", ".join(f"{skill} {share:g}" for skill, share in lab.teaches.items())
    yield str(lab.minutes)
    yield str(head.get("checks", _UNKNOWN))
    yield f"{head['bar']:g} / {head['floor']:g}" if "bar" in head else "checks only" if head else _UNKNOWN
    yield _counts(right, "passed")
    named = sum(part.get("as_named", 0) for part in wrong)
    yield f"{_counts(wrong, 'passed')}; as named {named}" if wrong else _UNKNOWN
    made = mutants.get("made", 0) - mutants.get("equivalent", 0)
    yield f"{mutants['rejected']} of {made} ({mutants['rejected'] / made:.1%})" if made else _UNKNOWN
    days = [part["measured"] for part in (head, mutants) if "measured" in part]
    stale = any(part.get("digest", "") != graded_digest(lab) for part in (head, mutants) if part)
    yield f"{min(days)}{' †' * stale}" if days else _UNKNOWN


def _counts(parts: list[Mapping[str, Any]], key: str) -> str:
    seeds = sum(part.get("seeds", 0) for part in parts)
    return f"{sum(part.get(key, 0) for part in parts)} of {seeds}" if seeds else _UNKNOWN


def calibration_of(lab: Lab) -> Mapping[str, Any]:
    """Return what a lab's calibration.toml holds; nothing where it has none."""
    path = lab.folder / "calibration.toml"
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(
            f"{path} cannot be read: {error}", hint="Write it anew with `python bench/calibrate.py`."
        ) from error
