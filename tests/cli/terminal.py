"""The real `hillclimb` command in a process of its own, with a learner's folder that a test may spoil."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hillclimb.actions import Desk, Home, begin, open_desk, open_lab, spread_hours
from hillclimb.record import SqliteRecord

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "packs" / "tiny"
REAL = ROOT / "packs" / "ml-engineering"
COMMAND = (sys.executable, "-m", "hillclimb")
# Words that only a traceback has.
TRACES = ("Traceback (most recent call last)", 'File "', "Exception ignored")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The last line of the output as JSON."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found

    @property
    def lines(self) -> list[str]:
        """What was said to a person when something cannot be done."""
        return self.err.splitlines()


@dataclass(frozen=True)
class Terminal:
    """A learner's folder, a pack, and the commands that are given there."""

    home: Path
    pack: Path = TINY
    folder: Path = ROOT
    environment: Mapping[str, str] = field(default_factory=dict)

    def variables(self) -> dict[str, str]:
        """Return the environment of every command: no keeper, so that a test's judge is its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HILLCLIMB_")}
        kept |= {"HILLCLIMB_HOME": str(self.home), "HILLCLIMB_PACK": str(self.pack), "HILLCLIMB_KEEPER": "off"}
        return kept | {"TZ": "UTC", "PYTHONPATH": str(ROOT / "src"), **self.environment}

    def with_(self, **variables: str) -> Terminal:
        """Return this terminal with more variables set."""
        return replace(self, environment={**self.environment, **variables})

    def start(self, *words: str, **how: Any) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen([*COMMAND, *words], env=self.variables(), cwd=self.folder, **{**pipes, **how})

    def run(self, *words: str, text: str = "", **how: Any) -> Done:
        """Run a command to its end."""
        process = self.start(*words, **how)
        out, err = process.communicate(text if process.stdin else None, timeout=120)
        return Done(process.returncode, out or "", err or "")

    def did(self, *words: str, text: str = "") -> Done:
        """Run a command that must succeed."""
        done = self.run(*words, text=text)
        assert done.status == 0, done
        return done

    def said(self, *words: str) -> dict[str, Any]:
        """Run a command that must succeed, with --json, and return what it said."""
        return self.did(*words, "--json").json

    # What a test only prepares or looks up happens in its own process: a command takes a quarter of a second.

    def desk(self) -> Desk:
        """Return the desk that the commands open."""
        return open_desk(Home(folder=self.home), self.pack)

    def begin(self) -> Terminal:
        """Say who the learner is, and go on."""
        desk = self.desk()
        begin(desk, role=next(iter(desk.pack.roles)), hours=spread_hours("9"), background="typed")
        return self

    def hand_in(self, text: str, name: str = "doubling.py") -> Path:
        """Open the tiny lab and put a submission there."""
        folder = open_lab(self.desk(), "double").folder
        (folder / name).write_text(text, encoding="utf-8")
        return folder

    def events(self) -> list[str]:
        """Return the kinds of what is in the record, oldest first."""
        return [event.fact.kind for event in SqliteRecord(self.home / "record.db").events()]

    def own_pack(self, place: Path) -> Terminal:
        """Return this terminal with a copy of its pack that may be broken."""
        shutil.copytree(self.pack, place, ignore=shutil.ignore_patterns("__pycache__"))
        return replace(self, pack=place)


def refused(done: Done, *, status: int = 2) -> str:
    """Check that a command was refused in one message and a way out, without a traceback; return the message."""
    assert done.status == status, done
    assert not any(trace in done.out + done.err for trace in TRACES), done
    message, *hint = done.lines
    assert message.endswith((".", "?", ":")) or "\n" not in message, done
    assert len(hint) == 1, f"a way out in one line: {done}"
    return message
