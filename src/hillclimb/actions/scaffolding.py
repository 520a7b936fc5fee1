"""Scaffold a lab: a small whole one of its kind that proves, with its prose left to be written."""

from __future__ import annotations

import keyword
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from hillclimb.content import read_pack
from hillclimb.content.shapes import SLUG, SUBMISSIONS
from hillclimb.content.tables import nearest
from hillclimb.ground import Conflict, Misuse, NotFound, Unavailable, new_id

_SUFFIX = ".txt"
_STREAM = ".fi"


def new_lab(folder: Path, slug: str, *, kind: str, skill: str) -> tuple[Path, ...]:
    """Write a lab of a kind that teaches a skill into a pack; return its files. Nothing is ever overwritten."""
    pack = read_pack(folder).pack
    if pack is None:
        raise NotFound(f"{folder} is not a pack that can be read.", hint="Run `hillclimb pack check` first.")
    if not re.fullmatch(SLUG, slug):
        raise Misuse(f"{slug!r} is no slug.", hint="Lower-case letters, digits and hyphens: claim-frequency")
    entry = slug.replace("-", "_")
    if not entry.isidentifier() or keyword.iskeyword(entry):
        raise Misuse(f"{slug!r} cannot name a Python module too.", hint="Begin with a letter, and use no keyword.")
    if kind not in SUBMISSIONS:
        raise Misuse(f"There is no kind {kind!r}.", hint=f"There are: {', '.join(SUBMISSIONS)}")
    if skill not in pack.graph:
        hint = nearest(skill, pack.graph) or "`hillclimb pack check` lists what is wrong with a pack."
        raise NotFound(f"There is no skill {skill!r} in this pack.", hint=hint)
    target = folder / "labs" / slug
    if target.exists():
        raise Conflict(f"{target} is there already.", hint="Choose another name, or remove it yourself.")
    values = {
        "slug": slug,
        "entry": entry,
        "title": slug.replace("-", " ").capitalize(),
        "kind": kind,
        "skill": skill,
        "uuid": new_id(),
        **{f"explain_{number}": new_id() for number in (1, 2, 3)},
    }
    made = {name: body for part in ("common", kind) for name, body in _filled(part, values)}
    for name, body in made.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return tuple(sorted(target / name for name in made))


def _filled(part: str, values: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file of a template."""
    for name, source in _walked(files("hillclimb.actions") / "scaffold" / part, ""):
        text = Template(source.read_text(encoding="utf-8")).safe_substitute(values)
        name = Template(name.removesuffix(_SUFFIX)).safe_substitute(values)
        if name.endswith(_STREAM):
            yield name.removesuffix(_STREAM), bundle_of(text)
        else:
            yield name, text.encode()


def _walked(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for item in sorted(folder.iterdir(), key=lambda found: found.name):
        if item.is_dir():
            yield from _walked(item, f"{prefix}{item.name}/")
        elif item.name.endswith(_SUFFIX):
            yield prefix + item.name, item


def bundle_of(stream: str) -> bytes:
    """Return the Git bundle of a history in the format of `git fast-import`."""
    git = shutil.which("git")
    if git is None:
        raise Unavailable("Git is not installed, and a lab of kind git begins with a repository.", hint="Install git.")
    with tempfile.TemporaryDirectory(prefix="hillclimb-") as folder:
        env = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        for arguments, given in (
            (["init", "-q", "--bare", "-b", "main", "."], b""),
            (["fast-import", "--quiet"], stream.encode()),
            (["bundle", "create", "-q", "history.bundle", "--all"], b""),
        ):
            subprocess.run([git, *arguments], cwd=folder, env=env, input=given, capture_output=True, check=True)
        return Path(folder, "history.bundle").read_bytes()
