"""Kinds of submission: what a grader's checks are handed, and where the learner's code runs for it.

A kind is one module with one class behind the `Kind` protocol. Whatever of the learner's is run or parsed as a program
does so in a worker; what comes back are plain values. A service is a worker that stays up and is spoken to over HTTP:
`Room.boot` makes one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from hillclimb.content import Lab
from hillclimb.grading.seam import Fault, Worker

if TYPE_CHECKING:
    from hillclimb.grading.booting import Boot, Dock, Start
    from hillclimb.grading.traffic.timeline import Timeline

_RUNNERS = Path(__file__).parents[1] / "inside" / "runners"
# Kind -> its module here and its class.
_KINDS: Mapping[str, tuple[str, str]] = {
    "module": ("modules", "ModuleKind"),
    "predictions": ("predictions", "PredictionsKind"),
    "command": ("command", "CommandKind"),
    "tests": ("suite", "TestsKind"),
    "sql": ("sql", "SqlKind"),
    "git": ("git", "GitKind"),
    "answers": ("answers", "AnswersKind"),
    "service": ("service", "ServiceKind"),
}


class Unreadable(Exception):
    """What was handed in is not of its kind at all: the verdict is broken, with this headline and this way out."""

    def __init__(self, headline: str, hint: str = "") -> None:
        super().__init__(headline)
        self.headline = headline
        self.hint = hint


class Room(Protocol):
    """What a kind is given: the lab, the files that were handed in, and workers, one at a time and on one clock."""

    @property
    def lab(self) -> Lab:
        """The lab that is judged."""

    @property
    def files(self) -> Mapping[str, bytes]:
        """What was handed in."""

    def fresh(self) -> Worker:
        """End the worker there is, if any, and return a new one."""

    def boot(self, start: Start, *, anew: bool = True) -> Boot:
        """End the service there is, if any, and start one; on an empty disk, unless it is not `anew`."""

    @property
    def port(self) -> int:
        """The port that a service listens on."""

    @property
    def dock(self) -> Dock:
        """Where services are booted: their port, their disk, their environment."""

    @property
    def secrets(self) -> Mapping[str, str]:
        """What a service must keep to itself, by the names in lab.toml."""

    @property
    def serves(self) -> bool:
        """Whether a service runs."""

    def later(self, close: Callable[[], None]) -> None:
        """Have something closed when the judgement ends."""

    def patience(self) -> float:
        """Return the seconds left to the judgement; raise `Cancelled` once nobody wants it any more."""

    def grant(self, seconds: float) -> None:
        """Put the deadline off by time that was spent for our own ends."""

    def remove(self, name: str) -> None:
        """Remove a file of the running service's folder."""

    def note(self, timeline: Timeline) -> None:
        """Keep a timeline for the verdict."""

    def show(self, timeline: Timeline) -> None:
        """Show a timeline that still grows to whoever watches."""


class Kind(Protocol):
    """One kind of submission."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return what is handed in from a learner's folder; raise a Refusal for what cannot be read."""

    def open(self, room: Room) -> Any:
        """Return what the checks are given; raise `Unreadable`, or what the learner's code raises at once."""


def kind_of(name: str) -> Kind:
    """Return the kind that lab.toml names."""
    if name not in _KINDS:
        raise Fault(f"there is no kind of submission {name!r}")
    module, made = _KINDS[name]
    found: Kind = getattr(import_module(f"hillclimb.grading.kinds.{module}"), made)()
    return found


def runner(name: str) -> dict[str, bytes]:
    """Return the file that does a kind's work inside the worker, under the name that it is loaded by."""
    return {f"_hillclimb_{name}.py": (_RUNNERS / f"{name}.py").read_bytes()}


def load_runner(worker: Worker, name: str, files: Mapping[str, bytes]) -> Any:
    """Put files into a worker, with a kind's own runner beside them, and return the runner."""
    from hillclimb.grading.remote import load

    return load(worker, f"_hillclimb_{name}", {**files, **runner(name)})


def plain(value: Any, kind: type, otherwise: Any) -> Any:
    """Return a value out of a worker's reply if it is of the kind that was agreed on."""
    return value if type(value) is kind else otherwise
