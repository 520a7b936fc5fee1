"""Functions and classes in a module: the checks call them as if they were here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hillclimb.content import Lab
from hillclimb.grading.kinds import Room
from hillclimb.grading.remote import Module, load
from hillclimb.grading.submission import python_files


class ModuleKind:
    """Python functions and classes."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and every other Python file beside them."""
        return python_files(folder, lab)

    def open(self, room: Room) -> Module:
        """Import the submission in a worker."""
        return load(room.fresh(), room.lab.entry, room.files)
