"""Preserve what was judged: the files themselves, the commit that holds them, and what the lab consisted of."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from hillclimb.actions.home import Home
from hillclimb.content import Lab
from hillclimb.grading import read_submission
from hillclimb.ground import Refusal, digest_of, new_id

_GIT_SECONDS = 5.0
_JUDGED_BY = ("lab.toml", "task.md", "grader.py", "start", "solution")
# The repository may be somebody else's: nothing that its settings name is run, and nothing is fetched.
_GIT_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.sshCommand=false")
_GIT_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def lab_digest(lab: Lab) -> str:
    """Return a SHA-256 over what a lab consists of (ticket, settings, grader, start, solution); empty if it is gone."""
    parts: dict[str, bytes] = {}
    for name in _JUDGED_BY:
        place = lab.folder / name
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            if "__pycache__" not in path.parts:
                with contextlib.suppress(OSError):
                    parts[path.relative_to(lab.folder).as_posix()] = path.read_bytes()
    return digest_of(parts) if parts else ""


def preserve(home: Home, lab: Lab, folder: Path, *, digest: str, passed: bool) -> str:
    """Keep the files that were judged, if they still lie there; for a pass return the commit that holds them, if any.

    What cannot be kept is not: a verdict never depends on it.
    """
    with contextlib.suppress(Refusal, OSError):
        submission = read_submission(folder, lab)
        if submission.digest == digest:
            _keep(home.kept(digest), submission.files)
            return commit_of(folder, submission.files) if passed else ""
    return ""


def _keep(target: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder of their own, all or none."""
    if target.is_dir():
        return
    draft = target.with_name(f".{target.name}.{new_id()}.part")
    try:
        for name, body in files.items():
            place = draft / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
        with contextlib.suppress(FileExistsError):
            draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def kept_files(home: Home, digest: str) -> Mapping[str, bytes] | None:
    """Return the files that a digest names, as they were judged; None where they were not kept or were changed."""
    return files_in(home.kept(digest), digest) if digest.isalnum() else None


def files_in(folder: Path, digest: str, *, most: int = 4 << 20) -> Mapping[str, bytes] | None:
    """Return all files of a folder if they are exactly those that a digest names, else None; links do not count."""
    files: dict[str, bytes] = {}
    try:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            most -= path.stat().st_size
            if most < 0:
                return None
            files[path.relative_to(folder).as_posix()] = path.read_bytes()
    except OSError:
        return None
    return files if files and digest_of(files) == digest else None


def commit_of(folder: Path, files: Mapping[str, bytes]) -> str:
    """Return the commit that is checked out where it holds exactly these files; else nothing."""
    if not any((parent / ".git").exists() for parent in (folder, *folder.parents)):
        return ""
    try:
        commit = _git(folder, "rev-parse", "--verify", "HEAD^{commit}").decode("ascii").strip()
        held = all(_git(folder, "cat-file", "blob", f"{commit}:./{name}") == body for name, body in files.items())
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    return commit if held else ""


def _git(folder: Path, *words: str) -> bytes:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *_GIT_SETTINGS, *words],
        cwd=folder,
        env={**environment, **_GIT_ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_GIT_SECONDS,
        check=True,
    )
    return done.stdout
