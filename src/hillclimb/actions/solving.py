"""The solution of a lab and other right ways: free after a pass, before it on request and marked in the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.content import Lab
from hillclimb.ground import Conflict
from hillclimb.record import LabGraded, SolutionShown


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The files of the solution by name, and those of other right ways by the name of the way.

    `marked` says that it was read before a pass, so that a later pass shows little.
    """

    lab: Lab
    files: Mapping[str, str]
    others: Mapping[str, Mapping[str, str]]
    marked: bool


def solution(desk: Desk, slug: str, *, anyway: bool = False) -> Solution:
    """Return the solution of a lab that was passed; of another one only `anyway`, which is recorded."""
    lab = desk.lab(slug)
    state = desk.state()
    passed, marked = _passed(state, lab), is_marked(state, lab)
    if not passed and not marked:
        if not anyway:
            raise Conflict(
                f"You have not passed {lab.slug} yet. Once its solution was read, a pass says little about you and is "
                "no evidence: hints cost less.",
                hint=f"hillclimb hint {lab.slug}, or: hillclimb solution {lab.slug} --anyway",
                code="not-passed",
            )
        fact = SolutionShown(lab=lab.uuid)
        desk.note_once(fact, lambda other: other == fact)
        marked = True
    others = {path.name: _texts(path) for path in sorted(lab.folder.glob("right/*")) if path.is_dir()}
    return Solution(lab=lab, files=_texts(lab.folder / "solution"), others=others, marked=marked)


def is_marked(state: State, lab: Lab) -> bool:
    """Return whether the solution of a lab was read before a pass."""
    return any(isinstance(event.fact, SolutionShown) and event.fact.lab == lab.uuid for event in state.events)


def _passed(state: State, lab: Lab) -> bool:
    return any(
        isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid and event.fact.ending == "passed"
        for event in state.events
    )


def _texts(folder: Path) -> dict[str, str]:
    """Return the text files below a folder by relative name; what is no text has no place on a page."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            try:
                found[path.relative_to(folder).as_posix()] = path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, OSError):
                continue
    return found


def solution_json(found: Solution) -> dict[str, Any]:
    """Return a solution (version 1)."""
    return {
        "version": 1,
        "lab": found.lab.slug,
        "marked": found.marked,
        "files": dict(found.files),
        "others": {name: dict(files) for name, files in found.others.items()},
    }
