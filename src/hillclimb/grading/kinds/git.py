"""A Git repository: its history and its files, read without Git, in a worker.

Handed in is the `.git` folder of the lab's folder or of `repository/` below it, or else the bundle that lab.toml names.
No hook, setting or helper of the repository is looked at, and none of its bytes is parsed outside the jail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.kinds import Room, Unreadable, load_runner, plain
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.remote import Raised, Remote
from hillclimb.grading.seam import readable
from hillclimb.grading.submission import named_files, read_bounded
from hillclimb.ground import Misuse

_MOST_FILES = 4096
_MOST_BYTES = 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit; `at` is the author's time in seconds since 1970."""

    id: str
    parents: tuple[str, ...]
    author: str
    email: str
    at: int
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip().split("\n")[0]

    @property
    def merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1


class Repository:
    """The submission: refs and commits as values, files on demand."""

    def __init__(self, store: Remote, history: Mapping[str, Any]) -> None:
        self._store = store
        self._refs: dict[str, str] = {
            str(name): target for name, target in plain(history.get("refs"), dict, {}).items() if type(target) is str
        }
        self._commits = {str(name): _commit(str(name), body) for name, body in history.get("commits", {}).items()}
        self.branch = readable(plain(history.get("branch"), str, ""))

    @property
    def branches(self) -> Mapping[str, str]:
        """Branch -> the commit that it points to."""
        return self._under("refs/heads/")

    @property
    def tags(self) -> Mapping[str, str]:
        """Tag -> the commit that it points to."""
        return self._under("refs/tags/")

    def commits(self, of: str = "HEAD", *, since: str = "") -> tuple[Commit, ...]:
        """Return the commits up to a branch, tag or commit, each before its parents, without those up to `since`."""
        known = {commit.id for commit in self.commits(since)} if since else set()
        order: list[Commit] = []
        seen = set(known)
        waiting: list[tuple[str, bool]] = [(self.resolve(of), False)]
        while waiting:
            name, done = waiting.pop()
            if done:
                order.append(self._commits[name])
            elif name not in seen and name in self._commits:
                seen.add(name)
                waiting.append((name, True))
                waiting += [(parent, False) for parent in self._commits[name].parents]
        return tuple(reversed(order))

    def resolve(self, of: str) -> str:
        """Return the commit that a branch, a tag, HEAD or the beginning of a name stands for, or fail."""
        for name in (of, f"refs/heads/{of}", f"refs/tags/{of}"):
            if self._refs.get(name):
                return self._refs[name]
        near = [name for name in self._commits if len(of) >= 7 and name.startswith(of)]
        if len(near) == 1:
            return near[0]
        there = ", ".join(sorted({*self.branches, *self.tags})) or "none"
        raise Failed(
            f"There is no branch, tag or commit `{of}`.", expected=of, got=f"branches and tags: {readable(there)}"
        )

    def files(self, of: str = "HEAD") -> Mapping[str, str]:
        """Return path -> mode ("100644", "100755", "120000" for a link) of what a commit holds."""
        return {path: mode for path, (mode, _) in self._tree(of).items()}

    def read(self, path: str, of: str = "HEAD") -> bytes:
        """Return a file as a commit holds it, or fail."""
        tree = self._tree(of)
        if path not in tree:
            raise Failed(f"`{path}` is not in {of}.", expected=path, got=", ".join(sorted(tree)[:20]))
        return bytes(plain(self._store.blob(tree[path][1]), bytes, b""))

    def text(self, path: str, of: str = "HEAD") -> str:
        """Return a file as UTF-8 text, or fail."""
        try:
            return self.read(path, of).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Failed(f"`{path}` is not UTF-8 text (byte {error.start}).") from None

    def _tree(self, of: str) -> dict[str, tuple[str, str]]:
        found = plain(self._store.tree(self.resolve(of)), dict, {})
        return {
            readable(path): (str(entry[0]), str(entry[1]))
            for path, entry in sorted(found.items())
            if isinstance(entry, list | tuple) and len(entry) == 2
        }

    def _under(self, prefix: str) -> Mapping[str, str]:
        return {
            readable(name.removeprefix(prefix)): target
            for name, target in sorted(self._refs.items())
            if name.startswith(prefix) and target
        }


def _commit(name: str, body: Any) -> Commit:
    row = body if isinstance(body, dict) else {}
    return Commit(
        id=name,
        parents=tuple(item for item in plain(row.get("parents"), list, []) if type(item) is str),
        author=readable(plain(row.get("author"), str, "")),
        email=readable(plain(row.get("email"), str, "")),
        at=plain(row.get("at"), int, 0),
        message=readable(plain(row.get("message"), str, "")),
    )


class GitKind:
    """A repository."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return refs and objects of the repository that lies there, or the bundle where there is none."""
        for root in (folder, folder / "repository"):
            store = root / ".git"
            if store.is_symlink() or store.is_file():
                raise Misuse(
                    f"{store} points to a repository elsewhere.",
                    hint="Hand in a clone of its own (`git clone`), not a worktree or a submodule.",
                )
            if store.is_dir():
                return _gathered(store)
        return named_files(folder, lab)

    def open(self, room: Room) -> Repository:
        """Read the repository in a worker that runs no code but ours."""
        bundle = room.lab.files[0]
        try:
            store = load_runner(room.fresh(), "git", {}).read(dict(room.files), bundle)
            history = store.history() if isinstance(store, Remote) else store
        except Raised as raised:
            history = {"error": f"its data are damaged ({raised})"}
            store = None
        error = history.get("error", "") if isinstance(history, dict) else "it cannot be read"
        if error or not isinstance(store, Remote):
            raise Unreadable(f"The repository cannot be read: {readable(str(error))[:300]}.", "`git fsck` says more.")
        return Repository(store, history)


def _gathered(store: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = _MOST_BYTES
    for name in _names(store):
        body = read_bounded(store / name, left)
        left -= len(body)
        if left < 0 or len(files) >= _MOST_FILES:
            raise Misuse(
                f"{store} holds more than {_MOST_FILES} files or {_MOST_BYTES >> 20} MB.", hint="`git gc` packs it."
            )
        files[f".git/{name}"] = body
    return files


def _names(store: Path) -> Iterator[str]:
    """Yield the files that say what a repository holds: HEAD, refs, loose objects and packs; nothing that acts."""
    for name in ("HEAD", "packed-refs"):
        if (store / name).is_file() and not (store / name).is_symlink():
            yield name
    for part in ("refs", "objects"):
        for root, folders, names in os.walk(store / part):
            folders[:] = sorted(name for name in folders if not Path(root, name).is_symlink())
            for name in sorted(names):
                path = Path(root, name)
                if not path.is_symlink() and path.suffix not in (".idx", ".rev", ".bitmap", ".lock", ".keep"):
                    yield path.relative_to(store).as_posix()
