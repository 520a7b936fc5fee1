"""Read a Git repository's objects without Git: no hook, setting or helper of the repository is ever looked at.

Understands loose objects, packs of version 2 with deltas, bundles, loose and packed refs, SHA-1 names.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

_MOST_OBJECTS = 50_000
_MOST_BYTES = 128 << 20
_MOST_COMMITS = 5_000
_KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}


class Unreadable(Exception):
    """The bytes are no repository."""


def read(files: dict[str, bytes], bundle: str) -> Any:
    """Return a repository read from the files of a .git folder or from a bundle, or {"error": why not}."""
    try:
        return Repository(files, bundle)
    except Unreadable as error:
        return {"error": str(error)}
    except (ValueError, IndexError, KeyError, UnicodeDecodeError, zlib.error, RecursionError) as error:
        return {"error": f"its data are damaged ({type(error).__name__}: {error})"}


class Repository:
    """Objects by name, and the names that point at them."""

    def __init__(self, files: dict[str, bytes], bundle: str) -> None:
        self._objects: dict[str, tuple[str, bytes]] = {}
        self._room = _MOST_BYTES
        self.refs: dict[str, str] = {}
        self.branch = ""
        if bundle in files and not any(name.startswith(".git/") for name in files):
            self._read_bundle(files[bundle])
        else:
            self._read_folder({name[5:]: body for name, body in files.items() if name.startswith(".git/")})

    def history(self) -> dict[str, Any]:
        """Return the refs, and every commit that can be reached from one of them."""
        commits: dict[str, Any] = {}
        tips = {name: self._peeled(target) for name, target in self.refs.items()}
        waiting = [target for target in tips.values() if target]
        while waiting:
            name = waiting.pop()
            if name in commits:
                continue
            if len(commits) >= _MOST_COMMITS:
                return {"error": f"it has more than {_MOST_COMMITS} commits"}
            kind, body = self._objects.get(name, ("", b""))
            if kind != "commit":
                return {"error": f"commit {name[:12]} is missing: is it a shallow or partial clone?"}
            commits[name] = _commit(body)
            waiting += commits[name]["parents"]
        return {"refs": tips, "branch": self.branch, "commits": commits}

    def tree(self, commit: str) -> dict[str, list[str]]:
        """Return path -> [mode, blob] of everything that a commit holds."""
        found: dict[str, list[str]] = {}
        waiting = [("", str(_commit(self._objects[commit][1])["tree"]))]
        while waiting:
            prefix, name = waiting.pop()
            kind, body = self._objects.get(name, ("", b""))
            if kind != "tree" or len(found) > _MOST_OBJECTS:
                continue
            for mode, entry, target in _entries(body):
                if mode == "40000":
                    waiting.append((f"{prefix}{entry}/", target))
                else:
                    found[prefix + entry] = [mode, target]
        return found

    def blob(self, name: str) -> bytes:
        """Return the bytes of a file."""
        kind, body = self._objects.get(name, ("", b""))
        return body if kind == "blob" else b""

    def _peeled(self, name: str) -> str:
        for _ in range(10):
            kind, body = self._objects.get(name, ("", b""))
            if kind != "tag":
                return name if kind == "commit" else ""
            name = body.split(b"\n", 1)[0].split(b" ")[1].decode()
        return ""

    def _read_folder(self, files: dict[str, bytes]) -> None:
        if "HEAD" not in files:
            raise Unreadable("there is no HEAD in its .git folder")
        for name, body in files.items():
            if name.startswith("objects/pack/") and name.endswith(".pack"):
                self._read_pack(body)
        for name, body in files.items():
            parts = name.split("/")
            if len(parts) == 3 and parts[0] == "objects" and len(parts[1]) == 2:
                self._keep_loose(body)
        for line in files.get("packed-refs", b"").decode("utf-8", "replace").splitlines():
            if line and line[0] not in "#^":
                target, _, name = line.partition(" ")
                self.refs[name] = target
        for name, body in files.items():
            if name.startswith("refs/"):
                self.refs[name] = body.decode("utf-8", "replace").strip()
        head = files["HEAD"].decode("utf-8", "replace").strip()
        if head.startswith("ref: "):
            self.branch = head[5:].removeprefix("refs/heads/")
            head = self.refs.get(head[5:], "")
        if head:
            self.refs["HEAD"] = head

    def _read_bundle(self, body: bytes) -> None:
        head, gap, pack = body.partition(b"\n\n")
        lines = head.decode("utf-8", "replace").splitlines()
        if not gap or not lines or lines[0] not in ("# v2 git bundle", "# v3 git bundle"):
            raise Unreadable("it is no Git bundle (`git bundle create history.bundle --all` makes one)")
        for line in lines[1:]:
            if line.startswith("-"):
                raise Unreadable("the bundle leaves out older commits; make it with --all")
            if not line.startswith("@"):
                target, _, name = line.partition(" ")
                self.refs[name] = target
        self._read_pack(pack)
        branches = [name for name in self.refs if name.startswith("refs/heads/")]
        named = [name for name in branches if self.refs[name] == self.refs.get("HEAD")]
        chosen = next((name for name in ("refs/heads/main", "refs/heads/master") if name in (named or branches)), "")
        chosen = chosen or next(iter(named or branches), "")
        self.branch = chosen.removeprefix("refs/heads/")
        if chosen:
            self.refs.setdefault("HEAD", self.refs[chosen])

    def _keep(self, kind: str, body: bytes) -> str:
        self._room -= len(body)
        if self._room < 0 or len(self._objects) >= _MOST_OBJECTS:
            raise Unreadable(f"it holds more than {_MOST_BYTES >> 20} MB or {_MOST_OBJECTS} objects")
        name = hashlib.sha1(f"{kind} {len(body)}\0".encode() + body, usedforsecurity=False).hexdigest()
        self._objects[name] = (kind, body)
        return name

    def _keep_loose(self, packed: bytes) -> None:
        whole, _ = _inflated(packed, 0, self._room)
        head, _, body = whole.partition(b"\0")
        kind = head.split(b" ")[0].decode()
        if kind in _KINDS.values():
            self._keep(kind, body)

    def _read_pack(self, data: bytes) -> None:
        if data[:4] != b"PACK" or int.from_bytes(data[4:8], "big") != 2:
            raise Unreadable("a pack is not of version 2")
        at: dict[int, str] = {}
        place = 12
        for _ in range(int.from_bytes(data[8:12], "big")):
            start, kind, place = place, (data[place] >> 4) & 7, _after_size(data, place)
            base = ""
            if kind == 6:
                back, place = _offset(data, place)
                base = at[start - back]
            elif kind == 7:
                base, place = data[place : place + 20].hex(), place + 20
            body, place = _inflated(data, place, self._room)
            if base:
                known, source = self._objects[base]
                at[start] = self._keep(known, _patched(source, body, self._room))
            else:
                at[start] = self._keep(_KINDS[kind], body)


def _after_size(data: bytes, place: int) -> int:
    while data[place] & 0x80:
        place += 1
    return place + 1


def _offset(data: bytes, place: int) -> tuple[int, int]:
    value = data[place] & 0x7F
    while data[place] & 0x80:
        place += 1
        value = ((value + 1) << 7) | (data[place] & 0x7F)
    return value, place + 1


def _inflated(data: bytes, place: int, most: int) -> tuple[bytes, int]:
    """Return what a zlib stream holds and where it ends."""
    stream = zlib.decompressobj()
    parts: list[bytes] = []
    size = 0
    while not stream.eof:
        piece = data[place : place + 65536]
        if not piece:
            raise Unreadable("an object is cut off")
        part = stream.decompress(piece, most + 1 - size)
        parts.append(part)
        size += len(part)
        if size > most:
            raise Unreadable(f"its objects take more than {_MOST_BYTES >> 20} MB")
        place += len(piece) - len(stream.unused_data) - len(stream.unconsumed_tail)
    return b"".join(parts), place


def _patched(source: bytes, delta: bytes, most: int) -> bytes:
    """Return what a delta makes of its base."""
    place = 0
    for _ in range(2):  # the sizes of base and result
        place = _after_size(delta, place)
    out: list[bytes] = []
    size = 0
    while place < len(delta):
        order = delta[place]
        place += 1
        if order & 0x80:
            start = length = 0
            for bit in range(4):
                if order & (1 << bit):
                    start |= delta[place] << (8 * bit)
                    place += 1
            for bit in range(3):
                if order & (0x10 << bit):
                    length |= delta[place] << (8 * bit)
                    place += 1
            part = source[start : start + (length or 0x10000)]
        else:
            part = delta[place : place + order]
            place += order
        out.append(part)
        size += len(part)
        if size > most:
            raise Unreadable(f"its objects take more than {_MOST_BYTES >> 20} MB")
    return b"".join(out)


def _commit(body: bytes) -> dict[str, Any]:
    head, _, message = body.partition(b"\n\n")
    found: dict[str, Any] = {"tree": "", "parents": [], "author": "", "email": "", "at": 0, "message": ""}
    for line in head.decode("utf-8", "replace").split("\n"):
        key, _, value = line.partition(" ")
        if key == "tree":
            found["tree"] = value
        elif key == "parent":
            found["parents"].append(value)
        elif key == "author":
            name, _, rest = value.partition(" <")
            email, _, moment = rest.partition("> ")
            seconds = moment.split(" ")[0]
            found |= {"author": name, "email": email, "at": int(seconds) if seconds.isdigit() else 0}
    found["message"] = message.decode("utf-8", "replace")
    return found


def _entries(body: bytes) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    place = 0
    while place < len(body):
        end = body.index(b"\0", place)
        mode, _, name = body[place:end].partition(b" ")
        target = body[end + 1 : end + 21].hex()
        found.append((mode.decode().lstrip("0"), name.decode("utf-8", "replace"), target))
        place = end + 21
    return found
