"""Promises about what must not be said: no secret in a response, a log or a database, in whatever form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.leaks import find_leak
from hillclimb.grading.seam import readable

if TYPE_CHECKING:
    from hillclimb.grading.kinds.stored import Stored
    from hillclimb.grading.traffic.http import Reply

_AROUND = 60


def conceals(said: Reply | Stored | str | bytes, values: Mapping[str, str], *, where: str = "") -> None:
    """Fail if one of some named secrets stands in a reply, a database, a log or any text.

    It is found as it is and in hex, base64 (with anything before it) and percent-encoding. `where` says what is looked
    through; a secret has eight characters or more.
    """
    body = said.encode() if isinstance(said, str) else said if isinstance(said, bytes) else said_in(said)
    found = find_leak(body, values)
    if found is None:
        return
    place = readable(body[max(0, found.at - _AROUND) : found.at + _AROUND].decode("utf-8", "replace"))
    message = f"{where or 'What was said'} holds the secret {found.name}, {found.form}."
    wrong = getattr(said, "wrong", None)
    if wrong is not None:
        raise wrong(message, expected="no secret in any response")
    raise Failed(message, expected=f"{found.name} nowhere", got=f"… {place} …")


def said_in(found: Any) -> bytes:
    """Return all that a reply or a database says, as bytes."""
    headers = getattr(found, "headers", None)
    if headers is None:
        return bytes(found.bytes)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    return "\n".join([*lines, ""]).encode("latin-1", "replace") + bytes(found.body)
