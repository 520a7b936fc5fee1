"""Names that never change: fresh identifiers and digests of content."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping


def new_id() -> str:
    """Return a fresh UUID as text."""
    return str(uuid.uuid4())


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return one SHA-256 (hex) over a set of named files, whatever their order.

    Lengths are part of what is hashed, so no two different sets can be confused.
    """
    total = hashlib.sha256()
    for name in sorted(files):
        body = files[name]
        total.update(f"{len(name.encode())}:{name}:{len(body)}:".encode())
        total.update(body)
    return total.hexdigest()
