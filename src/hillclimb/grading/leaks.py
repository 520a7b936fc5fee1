"""Finds secrets in what a service says: plain, and in the forms that programs write them in without meaning to."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from hillclimb.content import Lab
from hillclimb.ground import Seed

_SHORTEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A secret that was found: its name, the form in which it stood there, and where in the bytes."""

    name: str
    form: str
    at: int


def secrets_of(lab: Lab, seed: Seed) -> Mapping[str, str]:
    """Return name -> secret for a lab's service: drawn anew from each seed, with characters that URLs must escape."""
    keys = {name: seed.child("secret", name).key for name in lab.secrets}
    return {name: f"fh+{base64.b64encode(key).decode().rstrip('=')}/" for name, key in keys.items()}


def find_leak(said: bytes, values: Mapping[str, str]) -> Leak | None:
    """Return the first of some named values that occurs in bytes: as it is, or as hex, base64 or percent-encoding."""
    lower = said.lower()
    for name, value in values.items():
        for form, needle, folded in _forms(value):
            at = (lower if folded else said).find(needle)
            if at >= 0:
                return Leak(name=name, form=form, at=at)
    return None


@lru_cache(maxsize=512)
def _forms(value: str) -> tuple[tuple[str, bytes, bool], ...]:
    """Return (form, bytes to look for, whether in lower case) of a value."""
    return tuple(_written(value))


def _written(value: str) -> Iterator[tuple[str, bytes, bool]]:
    if len(value) < _SHORTEST:
        raise ValueError(f"{value!r} is too short to look for: it may stand anywhere by chance")
    raw = value.encode()
    yield "as it is", raw, False
    yield "as it is, escaped as JSON may be", value.replace("/", "\\/").encode(), False
    yield "percent-encoded", quote(value, safe="").lower().encode(), True
    yield "percent-encoded", quote(value, safe="/").lower().encode(), True
    yield "in hex", raw.hex().encode(), True
    for before in range(3):  # it may stand anywhere within what was encoded, such as after a user's name
        body = base64.b64encode(b"\0" * before + raw)
        # What mixes with neighbouring bytes is left out at both ends.
        core = body[(0, 2, 3)[before] : (len(raw) + before) * 8 // 6]
        yield "in base64", core, False
        yield "in base64", core.replace(b"+", b"-").replace(b"/", b"_"), False
