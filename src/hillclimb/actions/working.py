"""Work on a lab: open it, set it aside, ask for a hint; nothing of the learner's is ever overwritten."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.home import Home
from hillclimb.content import Lab
from hillclimb.grading import sample_files
from hillclimb.ground import Conflict, Misuse, Seed, Unavailable, new_id
from hillclimb.record import HintShown, LabOpened, LabReset

_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)  # what file systems say

_BY_HAND = (
    "hillclimb run              # start it, with http://127.0.0.1:8000 in front of it\n"
    "hillclimb logs             # what it printed\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A lab in the work folder: where, which files to edit, and whether it was there before."""

    lab: Lab
    folder: Path
    files: tuple[str, ...]
    kept: bool


def open_lab(desk: Desk, slug: str) -> Opened:
    """Put a lab's task, starter and README into the work folder; what is there already stays as it is."""
    lab = desk.lab(slug)
    folder = desk.home.lab(lab.slug)
    kept = folder.is_dir() and any((folder / name).exists() for name in lab.files)
    try:
        _lay_out(lab, folder, desk.seed)
    except OSError as error:
        raise Unavailable(
            f"{folder} cannot be written: {error.strerror}.", hint="Check its rights and the free space, then repeat."
        ) from error
    desk.note_once(LabOpened(lab=lab.uuid), lambda fact: isinstance(fact, LabOpened) and fact.lab == lab.uuid)
    return Opened(lab=lab, folder=folder, files=lab.files, kept=kept)


def _lay_out(lab: Lab, folder: Path, seed: Seed) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    start = lab.folder / "start"
    for source in sorted(path for path in start.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        _put(source.read_bytes(), folder / source.relative_to(start))
    samples = sample_files(lab, seed)
    for name, body in samples.items():
        _put(body, folder / "data" / name)
    _put(lab.task.encode(), folder / "TASK.md")
    _put(_readme(lab, samples).encode(), folder / "README.md")


def _put(body: bytes, target: Path) -> None:
    """Write a file that does not exist yet, whole or not at all; one that exists is the learner's."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return
    draft = target.with_name(f".{target.name}.{new_id()}.part")  # two windows of one app share a process
    try:
        draft.write_bytes(body)
        os.link(draft, target)  # fails where another process was first, unlike a rename
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if not target.exists():
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _readme(lab: Lab, samples: Iterable[str]) -> str:
    files = ", ".join(f"`{name}`" for name in lab.files)
    limits = lab.limits
    names = ", ".join(f"`data/{name}`" for name in samples)
    data = f" Data to look at: {names} (what is judged is drawn anew each time)." if names else ""
    return (
        f"# {lab.title}\n\n"
        f"Edit {files}. The ticket is in TASK.md.{data}\n\n"
        "```\n"
        f"{_BY_HAND if lab.kind == 'service' else ''}"
        "hillclimb check            # judge it (in this folder)\n"
        "hillclimb check --watch    # judge it on every save\n"
        f"hillclimb hint {lab.slug}   # one hint at a time\n"
        f"hillclimb reset {lab.slug}  # set your work aside and start over\n"
        "```\n\n"
        f"Allowed: {', '.join(lab.libraries) or 'the standard library'}. Limits of one run: {limits.seconds:g} s, "
        f"{limits.memory_mb} MB of memory, {limits.threads} core{'s' if limits.threads > 1 else ''}, no network, "
        "no other processes.\n"
    )


def lab_here(home: Home, folder: Path) -> str:
    """Return the slug of the lab whose work folder this is (or lies in); refuse anywhere else."""
    try:
        inside = folder.resolve().relative_to(home.work.resolve())
    except ValueError:
        inside = Path()
    if not inside.parts or inside.parts[0].startswith("."):
        raise Misuse(
            "This folder is not the work folder of a lab.",
            hint=f"Name the lab (hillclimb check first-model), or go to {home.work}.",
        )
    return inside.parts[0]


def reset_lab(desk: Desk, slug: str) -> tuple[Opened, Path]:
    """Set the work on a lab aside under a dated name and put the starter back; return both places."""
    lab = desk.lab(slug)
    folder = desk.home.lab(lab.slug)
    if not folder.is_dir():
        raise Conflict(f"{lab.title} was not opened yet.", hint=f"hillclimb open {lab.slug}")
    aside = _free_name(desk.home.work / ".set-aside" / lab.slug, desk.clock())
    try:
        aside.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(aside)
    except OSError as error:
        raise Unavailable(f"{folder} could not be set aside: {error.strerror}.", hint="Nothing was changed.") from error
    try:
        desk.note(LabReset(lab=lab.uuid, kept_in=aside.relative_to(desk.home.work).as_posix()))
    except BaseException:
        aside.rename(folder)  # what is not in the record did not happen
        raise
    return open_lab(desk, slug), aside


def _free_name(base: Path, at: datetime) -> Path:
    stamp = at.astimezone().strftime("%Y-%m-%d-%H%M%S")
    name = base.with_name(f"{base.name}-{stamp}")
    number = 2
    while name.exists():
        name = base.with_name(f"{base.name}-{stamp}-{number}")
        number += 1
    return name


def hint(desk: Desk, slug: str, step: int | None = None) -> tuple[int, int, str]:
    """Return (step, steps, text) of the next hint that was not shown yet, or of a given one, and record it."""
    lab = desk.lab(slug)
    hints = lab.hints
    shown = {
        event.fact.step
        for event in desk.record.events()
        if isinstance(event.fact, HintShown) and event.fact.lab == lab.uuid
    }
    number = step if step is not None else min(max(shown, default=0) + 1, len(hints))
    if not 1 <= number <= len(hints):
        raise Misuse(f"There are {len(hints)} hints, numbered from 1.", hint=f"hillclimb hint {slug}")
    fact = HintShown(lab=lab.uuid, step=number)
    desk.note_once(fact, lambda other: other == fact)
    return number, len(hints), hints[number - 1]


def opened_json(opened: Opened) -> dict[str, Any]:
    """Return where a lab was put (version 1)."""
    return {
        "version": 1,
        "lab": opened.lab.slug,
        "folder": str(opened.folder),
        "files": [str(opened.folder / name) for name in opened.files],
        "task": str(opened.folder / "TASK.md"),
        "kept": opened.kept,
    }


def attempts(state: State, lab: Lab) -> int:
    """Return how often a lab was judged so far."""
    from hillclimb.record import LabGraded

    return sum(isinstance(event.fact, LabGraded) and event.fact.lab == lab.uuid for event in state.events)
