"""Written answers: numbers, choices and short texts in a TOML file; nothing of the learner's runs."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from pathlib import Path

from hillclimb.content import Lab
from hillclimb.grading.kinds import Room, Unreadable
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.seam import readable
from hillclimb.grading.submission import named_files

_LONGEST = 64 << 10


class Answers:
    """The submission: named answers. No message of a comparison shows the right one."""

    def __init__(self, values: Mapping[str, object], file: str) -> None:
        self._values = values
        self._file = file

    def number(self, name: str) -> float:
        """Return a number, or fail."""
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise Failed(f"`{name}` must be a number, without quotes or units.", expected="a number", got=_shown(value))
        return float(value)

    def text(self, name: str) -> str:
        """Return a text that is not empty, or fail."""
        value = self._value(name)
        if not isinstance(value, str) or not value.strip():
            raise Failed(f"`{name}` must be a text in quotes.", expected="a text", got=_shown(value))
        return value.strip()

    def close(self, name: str, right: float, *, rtol: float = 0.01, atol: float = 0.0, why: str = "") -> float:
        """Fail unless a number lies within `atol + rtol * |right|` of the right one."""
        value = self.number(name)
        if abs(value - right) > atol + rtol * abs(right):
            raise Failed(f"`{name}` is not right.{' ' + why if why else ''}", got=f"{value:g}")
        return value

    def chosen(self, name: str, right: str, *, among: Mapping[str, str]) -> str:
        """Fail unless the right choice was made; `among` maps each choice to what is wrong with it."""
        value = self.text(name)
        if value not in among:
            raise Failed(
                f"`{name}` must be one of: {', '.join(among)}.", expected=" or ".join(among), got=_shown(value)
            )
        if value != right:
            raise Failed(f"`{name}` is not right. {among[value]}".strip(), got=value)
        return value

    def _value(self, name: str) -> object:
        if name not in self._values:
            there = ", ".join(readable(key) for key in list(self._values)[:20]) or "nothing"
            raise Failed(f"`{name}` is not answered in {self._file}.", expected=f"{name} = …", got=there)
        return self._values[name]


class AnswersKind:
    """A TOML file of answers."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and nothing else."""
        return named_files(folder, lab)

    def open(self, room: Room) -> Answers:
        """Read the answers; no worker is needed."""
        name = room.lab.files[0]
        body = room.files.get(name, b"")
        if len(body) > _LONGEST:
            raise Unreadable(f"{name} is longer than {_LONGEST >> 10} KB.", "An answer is a number or a few words.")
        try:
            return Answers(tomllib.loads(body.decode("utf-8")), name)
        except UnicodeDecodeError as error:
            raise Unreadable(f"{name} is not UTF-8 text (byte {error.start}).", "Save it as UTF-8.") from None
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            raise Unreadable(
                f"{name} is not TOML: {readable(str(error))[:200]}.", "Lines look like: name = 3.5"
            ) from None


def _shown(value: object) -> str:
    try:
        return readable(repr(value)[:200])
    except RecursionError:
        return f"{type(value).__name__} in {type(value).__name__} in …"
