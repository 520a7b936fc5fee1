"""Measure the judge from inside: what the jail adds to a fork, and how many checks two cores judge in a second.

    .hc/venv/bin/python bench/judge.py [CHECKS]

The jail is measured on workers that load one line of Python and end, in turn with the same workers without any wall
(no namespaces, Landlock, seccomp, limits or user of their own), so that a drift of the machine hits both alike.
Throughput is of a whole reference, one judge per core: of the two exercises in `exercises/`, which any grader could
judge, and of labs of the pack with all that their authors ask for.
"""

from __future__ import annotations

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from hillclimb.content import Limits, read_lab
from hillclimb.grading import ForkSandbox, Judge, Submission
from hillclimb.grading.remote import load
from hillclimb.ground import Seed, digest_of
from hillclimb.testing import BareForks

HERE = Path(__file__).parent
PACK = HERE.parent / "packs/ml-engineering/labs"
LABS = [
    HERE / "exercises/least-squares",
    HERE / "exercises/chances",
    PACK / "linear",
    PACK / "logistic",
    PACK / "first-model",
]
LIMITS = Limits(seconds=20, memory_mb=512, disk_mb=16)
SECONDS = 10.0


def lifetime(sandbox: ForkSandbox) -> tuple[float, float]:
    """Return the seconds to an answer, and to the proof that all is gone, of one worker."""
    started = time.perf_counter()
    worker = sandbox.worker(LIMITS, time.monotonic() + LIMITS.seconds)
    load(worker, "one", {"one.py": b"import numpy\nx = 1\n"})
    answered = time.perf_counter()
    worker.end()
    return answered - started, time.perf_counter() - started


def quantiles(values: list[float]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(values)
    return statistics.median(ordered) * 1e3, ordered[int(0.95 * (len(ordered) - 1))] * 1e3


def jail_cost(checks: int) -> None:
    """Print what the jail adds, answered and ended."""
    jailed, bare = ForkSandbox(("numpy",)), BareForks(("numpy",))
    for sandbox in (jailed, bare):
        for _ in range(5):
            lifetime(sandbox)
    pairs = [(lifetime(jailed), lifetime(bare)) for _ in range(checks)]
    print(f"one worker, {checks} times each, ms: median, p95")
    for name, pick in (("to the answer", 0), ("to the proof that all is gone", 1)):
        with_jail = quantiles([pair[0][pick] for pair in pairs])
        without = quantiles([pair[1][pick] for pair in pairs])
        print(
            f"  {name:<30} jail {with_jail[0]:5.2f} {with_jail[1]:6.2f}   bare {without[0]:5.2f} {without[1]:6.2f}   "
            f"more {with_jail[0] - without[0]:+5.2f} {with_jail[1] - without[1]:+6.2f}"
        )
    print(f"  protections: {', '.join(jailed.protections)}; bare: {', '.join(bare.protections) or 'none'}")
    jailed.close()
    bare.close()


def rate(folder: Path) -> float:
    """Judge a lab's reference for a while in this process and return how often a second."""
    lab, _ = read_lab(folder, folder.parent)
    if lab is None:
        raise SystemExit(f"no lab {folder}")
    files = {path.name: path.read_bytes() for path in (lab.folder / "solution").glob("*.py")}
    submission = Submission(files=files, digest=digest_of(files))
    with Judge() as judge:
        for _ in range(3):
            judge.grade(lab, submission, seed=Seed.fresh())
        count, began = 0, time.perf_counter()
        while time.perf_counter() < began + SECONDS:
            verdict = judge.grade(lab, submission, seed=Seed.fresh())
            if not verdict.passed:
                raise SystemExit(f"the reference of {lab.slug} did not pass: {verdict.headline}")
            count += 1
        return count / (time.perf_counter() - began)


def main() -> None:
    """Measure and print."""
    jail_cost(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
    print("both cores, one judge each, checks a second (a whole reference)")
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for folder in LABS:
            if (folder / "lab.toml").is_file():
                print(f"  {folder.name:<16} {sum(pool.map(rate, [folder, folder])):6.1f}", flush=True)


if __name__ == "__main__":
    main()
