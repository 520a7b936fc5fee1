"""What judge and sandboxes agree on: how a worker is asked and ended, and what can go wrong with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from hillclimb.content import Limits


class Fault(Exception):
    """Our side failed: the verdict is unjudged."""


class Stopped(Exception):
    """A limit was reached; `limit` names it and `allowed` says how much there was."""

    def __init__(self, limit: str, allowed: str) -> None:
        super().__init__(f"{limit}: {allowed}")
        self.limit = limit
        self.allowed = allowed


class Cancelled(Exception):
    """Whoever asked no longer wants the answer."""


class Vanished(Exception):
    """The worker ended before it answered; the message says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a worker ended: its wait status, peak memory in MB, and CPU seconds."""

    status: int
    peak_mb: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Berth:
    """Where a worker may become a service: its port, the line on which connections are asked for, and its folder.

    The folder is none where each sandbox has a disk of its own.
    """

    port: int
    line: int
    folder: str | None


class Worker(Protocol):
    """One running submission: asks go in as values, answers come out as values; `turn` counts them."""

    turn: int

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send one request and return its reply; raise Stopped, Vanished or Fault."""

    def end(self) -> Ended:
        """Kill the worker and all it started; return once that is proven."""

    @property
    def output(self) -> str:
        """What the learner's code printed so far, cut at a limit."""


class Sandbox(Protocol):
    """Where submissions run; holds one set of libraries."""

    protections: tuple[str, ...]
    missing: tuple[str, ...]

    def worker(self, limits: Limits, deadline: float) -> Worker:
        """Return a fresh worker that must be done by `deadline` (monotonic seconds)."""

    def close(self) -> None:
        """End everything that runs inside."""


def readable(text: str) -> str:
    """Return text with every control character but newline and tab made visible, so that no terminal obeys it."""
    return "".join(
        char
        if char in "\n\t" or (char.isprintable() and ord(char) < 0xE000) or (ord(char) > 0xF8FF and char.isprintable())
        else f"\\x{ord(char):02x}"
        for char in text
    )
