"""What is judged: the learner's files as bytes, bounded before they are read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from hillclimb.content import Lab
from hillclimb.ground import Misuse, NotFound, digest_of

_MOST_FILES = 64
_MOST_BYTES = 2 << 20
_SKIPPED = {"__pycache__", ".git", ".venv", "node_modules", ".ipynb_checkpoints", ".mypy_cache", ".pytest_cache"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Files by relative name, and the digest that names exactly these bytes."""

    files: Mapping[str, bytes]
    digest: str


def read_submission(folder: Path, lab: Lab) -> Submission:
    """Read what the lab asks for from a folder, as its kind has it; links are not followed."""
    from hillclimb.grading.kinds import kind_of

    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}.", hint=f"Start with: hillclimb open {lab.slug}")
    files = kind_of(lab.kind).gather(folder, lab)
    return Submission(files=files, digest=digest_of(files))


def python_files(folder: Path, lab: Lab) -> dict[str, bytes]:
    """Return the lab's files and every other Python file beside them."""
    wanted = [*lab.files, *sorted(_python_files(folder) - set(lab.files))]
    if len(wanted) > _MOST_FILES:
        raise Misuse(
            f"{folder} holds {len(wanted)} Python files; at most {_MOST_FILES} are judged.",
            hint="Keep only the lab's own files in its folder.",
        )
    return _bounded(folder, wanted, lab)


def named_files(folder: Path, lab: Lab) -> dict[str, bytes]:
    """Return the lab's files and nothing else."""
    return _bounded(folder, lab.files, lab)


def _bounded(folder: Path, names: Iterable[str], lab: Lab) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for name in names:
        files[name] = _read(folder, name, lab)
        total += len(files[name])
        if total > _MOST_BYTES:
            raise Misuse(f"The files of {folder} are larger than 2 MB together.", hint="Data files are not judged.")
    return files


def _python_files(folder: Path) -> set[str]:
    found: set[str] = set()
    for root, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
        for name in names:
            path = Path(root, name)
            if name.endswith(".py") and path.as_posix().isprintable() and not path.is_symlink():
                found.add(path.relative_to(folder).as_posix())
        if len(found) > 4 * _MOST_FILES:
            break
    return found


def _read(folder: Path, name: str, lab: Lab) -> bytes:
    try:
        return read_bounded(folder / name, _MOST_BYTES)
    except FileNotFoundError:
        raise NotFound(
            f"{name} is not in {folder}.",
            hint=f"`hillclimb reset {lab.slug}` puts the starter back and keeps your work.",
        ) from None


def read_bounded(path: Path, most: int) -> bytes:
    """Return an ordinary file's bytes, one more than `most` of a longer one; refuse links and pipes."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Misuse(
            f"{path} cannot be read: {error.strerror}.", hint="A submission is made of ordinary files."
        ) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Misuse(f"{path} is not an ordinary file.", hint="A submission is made of ordinary files.")
    with os.fdopen(handle, "rb") as file:
        return file.read(most + 1)
