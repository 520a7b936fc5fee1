"""Time `hillclimb check LAB`, as a whole process, beside a fresh pytest process with the same checks.

    .hc/venv/bin/python bench/check_latency.py [LAB] [RUNS]

pytest imports the reference in its own process and runs the lab's own checks and score on it, without any jail; ours
runs them in the jail. Cold is with nothing running, warm with the keeper awake. Quote the ratios.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
PYTEST = '''
import importlib, sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, {source!r})
sys.path.insert(0, {work!r})
from hillclimb.company import Draw
from hillclimb.grading.judge import load_grader
from hillclimb.grading.labkit.plans import plans_of
from hillclimb.ground import Seed

submission = importlib.import_module({entry!r})
submission.keep = lambda value: Kept(value)
grader = load_grader(Path({grader!r}))
grader.Remote = object  # without a wire every object is the thing itself
checks, scoring = plans_of(grader)


class Kept:
    """What `submission.keep` is without a wire: the value itself."""

    def __new__(cls, value):
        kept = value.copy().view(KeptArray) if hasattr(value, "view") else value
        return kept


import numpy as np


class KeptArray(np.ndarray):
    def fetch(self):
        return np.asarray(self)


def draws():
    """What a check is given: with tables as the worker would see them."""
    return Draw(Seed.fresh())


@pytest.mark.parametrize("plan", checks, ids=lambda plan: plan.name)
def test_check(plan):
    for size in plan.sizes or (0,):
        for _ in range(plan.tries):
            plan.run(*((submission, draws(), size) if plan.sizes else (submission, draws())))


def test_score():
    if scoring is not None:
        shares = [scoring.run(submission, draws()).share for _ in range(scoring.draws)]
        assert sum(shares) / len(shares) >= scoring.bar
'''


def timed(command: list[str], runs: int, environment: dict[str, str], *, expect: int = 0) -> list[float]:
    """Return the wall-clock seconds of `runs` whole processes after one that is not counted."""
    found = []
    for number in range(runs + 1):
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != expect:
            sys.exit(f"{command} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        if number:
            found.append(time.perf_counter() - started)
    return found


def main() -> None:
    """Measure and print."""
    slug = sys.argv[1] if len(sys.argv) > 1 else "linear"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    lab = ROOT / "packs/ml-engineering/labs" / slug
    program = [sys.executable, "-m", "hillclimb"]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:
        home, work = Path(folder, "home"), Path(folder, "work")
        shutil.copytree(lab / "solution", work)
        entry = next(work.glob("*.py")).stem
        test = Path(folder, "test_same.py")
        test.write_text(
            PYTEST.format(source=str(ROOT / "src"), work=str(work), entry=entry, grader=str(lab / "grader.py"))
        )
        environment |= {"HILLCLIMB_HOME": str(home), "HILLCLIMB_KEEPER": "off"}
        subprocess.run([*program, "begin", "--yes"], env=environment, check=True, capture_output=True)
        subprocess.run([*program, "open", slug], env=environment, check=True, capture_output=True)
        shutil.copytree(lab / "solution", home / "work" / slug, dirs_exist_ok=True)
        bare = timed([sys.executable, "-c", "pass"], runs, environment)
        # Without the plugins that happen to be installed here: the yardstick is pytest, not our own test set-up.
        plain = environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        pytest = timed([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(test)], runs, plain)
        cold = timed([*program, "check", slug, "--json"], runs, environment)
        environment["HILLCLIMB_KEEPER"] = "on"
        environment["PATH"] = os.environ["PATH"]
        timed([*program, "check", slug, "--json"], 1, environment)
        time.sleep(3)
        warm = timed([*program, "check", slug, "--json"], runs, environment)
        end_keeper(home)
    yardstick = statistics.median(pytest)
    print(f"lab {slug}, {runs} runs each, median (min to max) in ms, and the ratio to pytest")
    measured = {"python -c pass": bare, "pytest, same checks": pytest, "check, cold": cold, "check, warm": warm}
    for name, values in measured.items():
        middle = statistics.median(values)
        print(
            f"  {name:<20} {middle * 1e3:7.0f} ({min(values) * 1e3:.0f} to {max(values) * 1e3:.0f})"
            f"   {middle / yardstick:5.2f}"
        )


def end_keeper(home: Path) -> None:
    """End the keeper of a folder that this run started."""
    found = subprocess.run(["pgrep", "-f", f"hillclimb.cli.keeper {home}"], capture_output=True, text=True, check=False)
    for pid in found.stdout.split():
        os.kill(int(pid), 15)


if __name__ == "__main__":
    main()
