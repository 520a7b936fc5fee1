"""The judge that most courses have, checks and submission in one process: attacks must beat it to prove anything."""

from __future__ import annotations

import atexit
import importlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class PlainJudge:
    """Loads the libraries once and forks one process per judgement; close it when done."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", "from hillclimb.testing.plain import serve; serve()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def passes(self, grader: Path, submission: Path, entry: str, *, env: Mapping[str, str]) -> bool:
        """Return whether a submission passes: its last printed verdict says so, or it prints none and exits with 0."""
        if self._process.stdin is None or self._process.stdout is None:
            raise ValueError("the plain judge has no pipes")
        order = {"grader": str(grader), "submission": str(submission), "entry": entry, "env": dict(env)}
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        for line in reversed(str(answer["printed"]).splitlines()):
            if line.startswith('{"verdict"'):
                return '"passed"' in line
        return int(answer["status"]) == 0

    def close(self) -> None:
        """End the process."""
        if self._process.stdin is not None and self._process.stdout is not None:
            self._process.stdin.close()
            self._process.stdout.close()
        self._process.wait()


def serve() -> None:
    """Judge what is asked for on standard input until it closes."""
    import hillclimb.company
    import hillclimb.grading.judge
    import hillclimb.grading.labkit  # noqa: F401 - loaded before the forks

    for line in sys.stdin.buffer:
        order = json.loads(line)
        with tempfile.TemporaryFile() as printed:
            child = os.fork()
            if child == 0:
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(printed.fileno(), 1)
                os.dup2(printed.fileno(), 2)
                _run(order)
            _, status = os.waitpid(child, 0)
            printed.seek(0)
            text = printed.read().decode("utf-8", "replace")
        answer = {"status": os.waitstatus_to_exitcode(status), "printed": text[-100_000:]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _run(order: Mapping[str, Any]) -> None:
    """Judge and end as an interpreter ends: exception hook, exit handlers, exit status."""
    status = 1
    try:
        os.environ.update(order["env"])
        os.chdir(order["submission"])
        _judge(Path(order["grader"]), order["submission"], order["entry"])
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - boundary: this process ends here whatever happens
        sys.excepthook(*sys.exc_info())
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        os._exit(status)


def _judge(grader: Path, submission: str, entry: str) -> None:
    from hillclimb.company import Draw
    from hillclimb.grading.judge import load_grader
    from hillclimb.grading.labkit.plans import plans_of
    from hillclimb.ground import Seed

    checks, scoring = plans_of(load_grader(grader))
    sys.path.insert(0, submission)
    module = importlib.import_module(entry)
    seed = Seed.fresh()
    for plan in checks:
        plan.run(module, Draw(seed.child(plan.name)))
    if scoring is not None and scoring.run(module, Draw(seed.child("score"))).share < scoring.bar:
        raise AssertionError("below the bar")
    sys.stdout.write(json.dumps({"verdict": "passed"}) + "\n")  # the verdict is what it prints: that is its flaw
