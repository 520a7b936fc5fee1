"""A database as a service left it: a copy, asked in a worker that has nothing to lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hillclimb.grading.inside.disk import NAME
from hillclimb.grading.kinds import Room, load_runner, plain
from hillclimb.grading.kinds.sql import Answer, Cell, cell
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.remote import Raised
from hillclimb.grading.seam import Fault, Vanished, readable

MOST_BYTES = 32 << 20


class Stored:
    """A copy of a service's database, taken while no service ran."""

    def __init__(self, room: Room, files: Mapping[str, bytes]) -> None:
        self._room = room
        self._files = files

    @property
    def bytes(self) -> bytes:
        """Every byte of it, of its journal or write-ahead log too."""
        return b"".join(self._files.values())

    def ask(self, query: str, parameters: Sequence[Cell] = ()) -> Answer:
        """Run one query of the grader's and return what it answers; fails with what the database says is wrong.

        It runs in the jail, on the copy: to be asked before a service is started again.
        """
        if self._room.serves:
            raise Fault("a database was asked about while a service runs")
        try:
            reply = load_runner(self._room.fresh(), "stored", self._files).ask(NAME, query, list(parameters))
        except Raised as raised:
            raise Vanished(f"the database broke the process that read it ({raised})") from None
        body = reply if isinstance(reply, dict) else {}
        if error := plain(body.get("error"), str, ""):
            raise Failed(
                f"The database that was left cannot be asked {readable(query)[:200]!r}: {readable(error)[:300]}.",
                expected="an answer",
            )
        rows = [row for row in plain(body.get("rows"), list, []) if isinstance(row, list | tuple)]
        return Answer(
            columns=tuple(readable(str(item)) for item in plain(body.get("columns"), list, [])),
            rows=tuple(tuple(cell(item) for item in row) for row in rows),
            plan=(),
            steps=0,
        )
