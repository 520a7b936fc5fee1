"""A test suite that the learner writes: it must accept what is right and reject each planted bug."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from hillclimb.company import Draw
from hillclimb.content import Lab
from hillclimb.grading.kinds import Room, load_runner, plain
from hillclimb.grading.labkit.plans import Failed
from hillclimb.grading.remote import Raised
from hillclimb.grading.seam import Vanished, readable
from hillclimb.grading.submission import python_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """A mistake to plant: `before`, found once in the implementation, becomes `after`; `name` is its sentence."""

    name: str
    before: str
    after: str

    def planted(self, source: str) -> str:
        """Return the source with this bug in it."""
        if source.count(self.before) != 1:
            raise ValueError(f"{self.before!r} stands {source.count(self.before)} times in the implementation")
        return source.replace(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRun:
    """How each test of a suite ended against one implementation: (name, message) by outcome."""

    passed: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]
    skipped: tuple[str, ...]
    broken: str

    @property
    def accepts(self) -> bool:
        """Whether tests ran and every one passed."""
        return bool(self.passed) and not self.failed and not self.broken


class Suite:
    """The submission: tests that can be run against any implementation, each time in a fresh process."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def against(self, files: Mapping[str, str]) -> TestRun:
        """Run the suite against these files of an implementation, which take the place of the learner's."""
        lab = self._room.lab
        suites = [name.removesuffix(".py").replace("/", ".") for name in lab.files if name.endswith(".py")]
        own = {name: body for name, body in self._room.files.items() if name not in files}
        beside = {name: source.encode() for name, source in files.items()}
        try:
            reply = load_runner(self._room.fresh(), "suite", {**own, **beside}).run(suites)
        except Raised as raised:
            raise Vanished(f"the tests broke the process that ran them ({raised})") from None
        return _test_run(reply)

    def accept(self, files: Mapping[str, str], what: str = "a right implementation") -> TestRun:
        """Fail unless there are tests and all of them pass against a right implementation."""
        run = self.against(files)
        if run.broken:
            raise Failed(f"The tests cannot be run: {run.broken}")
        if run.failed:
            name, message = run.failed[0]
            raise Failed(f"`{name}` fails on {what}.", expected="every test passes", got=message)
        if not run.passed:
            raise Failed(
                "No test was found: their functions are named `test_…`.",
                expected="tests",
                got=f"{len(run.skipped)} skipped",
            )
        return run

    def kill(self, bug: Bug, file: str, source: str, *, draw: Draw | None = None) -> None:
        """Fail unless some test fails once a bug is planted in a right implementation.

        With `draw` the names of local variables are made up anew, so that no test can go by the text of the source.
        """
        wrong = bug.planted(source)
        if self.against({file: disguised(wrong, draw) if draw is not None else wrong}).accepts:
            raise Failed(
                f"Every test passes on an implementation in which {bug.name}.",
                expected="at least one test that fails",
                got="all passed",
            )


def disguised(source: str, draw: Draw) -> str:
    """Return a source that does the same under other local names, without comments or docstrings."""
    tree = ast.parse(source)
    for function in [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]:
        inner = list(ast.walk(function))
        if any(isinstance(node, ast.Global | ast.Nonlocal | ast.Lambda | ast.ClassDef) for node in inner[1:]):
            continue
        if sum(isinstance(node, ast.FunctionDef) for node in inner) > 1:
            continue
        stored = {node.id for node in inner if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        numbers = draw.child(function.name).integers(10_000, 99_999, len(stored) + 1).tolist()
        names = {
            name: f"v{number}_{turn}" for turn, (name, number) in enumerate(zip(sorted(stored), numbers, strict=False))
        }
        for node in inner:
            if isinstance(node, ast.Name) and node.id in names:
                node.id = names[node.id]
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and len(body) > 1 else None
        if isinstance(body, list) and isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            del body[0]
    return ast.unparse(tree)


def _test_run(reply: Any) -> TestRun:
    body = reply if isinstance(reply, dict) else {}
    rows = [
        tuple(readable(cell)[:600] for cell in row)
        for row in plain(body.get("tests"), list, [])
        if isinstance(row, list | tuple) and len(row) == 3 and all(type(cell) is str for cell in row)
    ]
    return TestRun(
        passed=tuple(name for name, outcome, _ in rows if outcome == "passed"),
        failed=tuple((name, message) for name, outcome, message in rows if outcome == "failed"),
        skipped=tuple(name for name, outcome, _ in rows if outcome == "skipped"),
        broken=readable(plain(body.get("broken"), str, ""))[:600],
    )


class TestsKind:
    """A test suite."""

    def gather(self, folder: Path, lab: Lab) -> Mapping[str, bytes]:
        """Return the lab's files and helpers beside them, but nothing that configures a test runner."""
        found = python_files(folder, lab)
        return {name: body for name, body in found.items() if PurePosixPath(name).name != "conftest.py"}

    def open(self, room: Room) -> Suite:
        """Return the suite; nothing runs until a check runs it."""
        return Suite(room)


def bugs_alive(suite: Suite, bugs: Sequence[Bug], file: str, source: str) -> tuple[Bug, ...]:
    """Return the bugs that a suite does not notice."""
    return tuple(bug for bug in bugs if suite.against({file: bug.planted(source)}).accepts)
