"""Refusals: what a caller did that cannot be done, with a way out."""

from __future__ import annotations


class Refusal(Exception):
    """Something asked for cannot be done; the caller can act on `message` and `hint`.

    `code` is stable and machine-readable; `status` is the HTTP status of the same refusal.
    """

    code = "refused"
    status = 400

    def __init__(self, message: str, *, hint: str = "", code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code is not None:
            self.code = code


class Misuse(Refusal):
    """The request itself is malformed."""

    code = "misuse"
    status = 422


class NotFound(Refusal):
    """The thing named does not exist."""

    code = "not-found"
    status = 404


class Conflict(Refusal):
    """The thing exists in a state that does not allow the request."""

    code = "conflict"
    status = 409


class Damaged(Refusal):
    """A file on disk cannot be trusted: truncated, from a newer version, not ours."""

    code = "damaged"
    status = 500


class Unavailable(Refusal):
    """The machine cannot do it now: locked, read-only, full, port taken."""

    code = "unavailable"
    status = 503
