"""A command or pipeline: a script that is run with arguments, reads files and leaves files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hillclimb.content import Lab
from hillclimb.grading.kinds import Room, load_runner, plain
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.remote import Raised
from hillclimb.grading.seam import Vanished, readable
from hillclimb.grading.submission import python_files

MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run of a command left: its exit status, what it printed, and the files that were asked for.

    `crashed` is the type of an exception that nothing caught; the status is 1 then.
    """

    status: int
    crashed: str
    stdout: str
    stderr: str
    files: Mapping[str, bytes]
    left_out: Mapping[str, str]
    wrote: tuple[str, ...]

    def bytes(self, name: str) -> bytes:
        """Return a file that the command wrote, or fail saying what lies there instead."""
        if name in self.files:
            return self.files[name]
        if name in self.left_out:
            raise Failed(f"`{name}` is there, but {self.left_out[name]}.", expected=name, got=", ".join(self.wrote))
        there = ", ".join(self.wrote) or "nothing"
        raise Failed(f"The command did not write `{name}`.", expected=name, got=f"in its folder: {there}")

    def text(self, name: str) -> str:
        """Return a file that the command wrote as UTF-8 text."""
        try:
            return self.bytes(name).decode("utf-8")
        except UnicodeDecodeError as error:
            raise Failed(f"`{name}` is not UTF-8 text (byte {error.start}).", expected="UTF-8") from None

    def rows(self, name: str, columns: Sequence[str] = ()) -> list[dict[str, str]]:
        """Return a CSV file that the command wrote, a dict per row; with `columns`, its header must be just these."""
        return csv_rows(self.text(name), name, columns)


def csv_rows(text: str, name: str, columns: Sequence[str] = ()) -> list[dict[str, str]]:
    """Return the rows of a CSV text, each with as many cells as the header, or fail naming the line."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        lines = [line for line in reader if line]
    except csv.Error as error:
        raise Failed(f"`{name}` is not CSV: {error} (line {reader.line_num}).") from None
    header = lines[0] if lines else []
    if columns and header != list(columns):
        raise Failed(
            f"The header of `{name}` is not as the task says.",
            expected=",".join(columns),
            got=readable(",".join(header))[:300],
        )
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(header):
            message = f"Row {number} of `{name}` has {len(line)} cells; the header has {len(header)}."
            raise Failed(message, expected=",".join(header), got=readable(",".join(line))[:300])
    return [dict(zip(header, line, strict=True)) for line in lines[1:]]


class Command:
    """The submission: a script that can be run, each time in a process and a folder of its own."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def run(
        self,
        *arguments: str,
        files: Mapping[str, bytes | str] | None = None,
        stdin: str = "",
        outputs: Sequence[str] = (),
    ) -> Ran:
        """Run the script with arguments in a folder that holds `files`; read back those of `outputs` that it leaves."""
        given = {name: body.encode() if isinstance(body, str) else body for name, body in (files or {}).items()}
        worker = self._room.fresh()
        script = f"{self._room.lab.entry.replace('.', '/')}.py"
        try:
            reply = load_runner(worker, "command", self._room.files).run(
                script, list(arguments), given, stdin.encode(), list(outputs), MOST_BYTES
            )
        except Raised as raised:
            raise Vanished(f"the command broke the process that ran it ({raised})") from None
        return _ran(reply, outputs)

    def succeeds(
        self,
        *arguments: str,
        files: Mapping[str, bytes | str] | None = None,
        stdin: str = "",
        outputs: Sequence[str] = (),
    ) -> Ran:
        """Run the script and fail unless it ends with status 0."""
        ran = self.run(*arguments, files=files, stdin=stdin, outputs=outputs)
        if ran.status:
            raise Failed(
                f"`{' '.join([self._room.lab.entry, *arguments])}` ended with status {ran.status}.",
                expected="status 0",
                got=ran.stderr.strip()[-600:],
            )
        return ran

    def refuses(
        self, *arguments: str, files: Mapping[str, bytes | str] | None = None, stdin: str = "", saying: str = ""
    ) -> Ran:
        """Run the script and fail unless it ends with a status other than 0 and says why on stderr, uncrashed."""
        ran = self.run(*arguments, files=files, stdin=stdin)
        call = " ".join([self._room.lab.entry, *arguments])
        if not ran.status:
            raise Failed(f"`{call}` must end with a status other than 0.", expected="status 1 or 2", got="status 0")
        said = ran.stderr.strip()
        if ran.crashed:
            message = f"`{call}` ends in an exception that nothing catches: {ran.crashed}."
            raise Failed(message, expected="one line that says what is wrong", got=said[-600:])
        if not said or saying not in said:
            raise Failed(f"`{call}` must say on stderr what is wrong.", expected=saying or "a message", got=said[-600:])
        return ran


def _ran(reply: Any, outputs: Sequence[str]) -> Ran:
    """Return a reply as a value; whatever in it is not as agreed is dropped."""
    body = reply if isinstance(reply, dict) else {}
    files, left_out = plain(body.get("files"), dict, {}), plain(body.get("left_out"), dict, {})
    return Ran(
        status=plain(body.get("status"), int, 1),
        crashed=readable(plain(body.get("crashed"), str, ""))[:100],
        stdout=readable(plain(body.get("stdout"), str, "")),
        stderr=readable(plain(body.get("stderr"), str, "")),
        files={name: files[name] for name in outputs if type(files.get(name)) is bytes},
        left_out={name: readable(left_out[name]) for name in outputs if type(left_out.get(name)) is str},
        wrote=tuple(readable(name)[:200] for name in plain(body.get("wrote"), list, []) if type(name) is str),
    )


class CommandKind:
    """A script that is run."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and every other Python file beside them."""
        return python_files(folder, lab)

    def open(self, room: Room) -> Command:
        """Return the command; nothing runs until a check runs it."""
        return Command(room)
