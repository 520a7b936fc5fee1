"""The learner's key in their folder: made on first use, never replaced by itself, locked and moved when asked."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from hillclimb.actions.desk import Desk
from hillclimb.actions.home import Home
from hillclimb.career import Key, read_public
from hillclimb.career.ed25519 import fingerprint
from hillclimb.ground import Conflict, Misuse, NotFound, Unavailable, new_id
from hillclimb.record import Event, VerdictSigned

_LARGEST = 64 << 10


def open_key(desk: Desk, *, passphrase: str = "") -> Key:
    """Return the learner's key; make one the first time, but never in place of one that is lost (code `key-lost`)."""
    path = desk.home.key
    text = _read(path)
    if text is not None:
        return Key.from_pem(text, passphrase)
    lost = lost_keys(desk.record.events())
    if lost:
        raise Conflict(
            f"The key that signed your evidence so far ({lost[-1]}) is not in {path.parent}.",
            hint="What it signed stays good. Put it back with `hillclimb evidence key --import FILE`, or begin anew "
            "with `hillclimb evidence key --new`.",
            code="key-lost",
        )
    return make_key(desk.home, passphrase=passphrase)


def lost_keys(events: Sequence[Event]) -> tuple[str, ...]:
    """Return the fingerprints of the keys that a record was signed with, in order."""
    return tuple(dict.fromkeys(event.fact.key for event in events if isinstance(event.fact, VerdictSigned)))


def key_name(home: Home) -> str:
    """Return the fingerprint of the learner's key without opening it; empty where there is none."""
    text = _read(home.key.with_suffix(".pub"))
    if text is None or not home.key.is_file():
        return ""
    try:
        return fingerprint(read_public(text))
    except Misuse:
        return ""


def is_locked(home: Home) -> bool:
    """Return whether the key is locked with a passphrase."""
    return b"ENCRYPTED" in (_read(home.key) or b"")


def make_key(home: Home, *, passphrase: str = "") -> Key:
    """Make a new key; refuse where one is."""
    return _put(home, Key.fresh(), passphrase=passphrase)


def import_key(home: Home, source: Path, *, passphrase: str = "") -> Key:
    """Take a key over from a file, locked as it was there; refuse where another one is."""
    text = _read(source)
    if text is None:
        raise NotFound(f"There is no file {source}.", hint="`hillclimb evidence key --export FILE` writes a key.")
    return _put(home, Key.from_pem(text, passphrase), passphrase=passphrase if b"ENCRYPTED" in text else "")


def export_key(home: Home, target: Path, *, passphrase: str = "") -> Key:
    """Write a copy of the key, locked as it is here; refuse to overwrite anything."""
    text = _read(home.key)
    if text is None:
        raise NotFound("There is no key yet.", hint="`hillclimb evidence key --new` makes one.")
    key = Key.from_pem(text, passphrase)
    _write_new(target, text)
    return key


def relock_key(home: Home, *, passphrase: str = "", new: str = "") -> Key:
    """Lock the key with another passphrase, or unlock it for good with an empty one."""
    text = _read(home.key)
    if text is None:
        raise NotFound("There is no key yet.", hint="`hillclimb evidence key --new` makes one.")
    key = Key.from_pem(text, passphrase)
    draft = home.key.with_name(f".{home.key.name}.{new_id()}.part")
    try:
        _write_new(draft, key.pem(new))
        draft.replace(home.key)
    finally:
        draft.unlink(missing_ok=True)
    return key


def _put(home: Home, key: Key, *, passphrase: str) -> Key:
    if home.key.exists():
        known = key_name(home)
        if known == key.fingerprint:
            return key
        raise Conflict(
            f"There is a key already ({known or 'it cannot be read'}).",
            hint=f"Export it first, then move {home.key} away. Nothing was changed.",
            code="key-there",
        )
    _write_new(home.key, key.pem(passphrase))
    public = home.key.with_suffix(".pub")
    with contextlib.suppress(FileNotFoundError):
        public.unlink()  # of a key that is gone
    _write_new(public, (key.openssh + " hillclimb\n").encode())
    return key


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}.", hint="Check its rights.") from error


def _write_new(path: Path, body: bytes) -> None:
    """Write a file that only its owner can read and that was not there before."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Conflict(f"{path} is there already.", hint="Choose another name; nothing was changed.") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be written: {error.strerror}.", hint="Check its folder's rights.") from error
