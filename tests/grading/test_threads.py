"""A lab that is allowed threads gets them, and no worker ever waits for a thread that stayed behind in the parent."""

import sys
import time
from collections.abc import Iterator

import pytest

from hillclimb.content import Limits
from hillclimb.grading import ForkSandbox
from hillclimb.grading.remote import load

THREADS = 2
LIMITS = Limits(seconds=60.0, memory_mb=1024, disk_mb=16, output_kb=64, threads=THREADS)
TRAINS = b"""
import numpy as np
import threadpoolctl
from sklearn.ensemble import HistGradientBoostingClassifier


def multiply():
    left = np.arange(160_000.0).reshape(400, 400)  # large enough for BLAS to share it out
    return float((left @ left.T).trace())


def train():
    X = np.linspace(-1, 1, 3000).reshape(1000, 3)
    y = (X[:, 0] > 0).astype(int)
    return float(HistGradientBoostingClassifier(max_iter=2).fit(X, y).score(X, y))


def pools():
    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]
"""

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits of threads are Linux's")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ForkSandbox]:
    made = ForkSandbox(("numpy", "scikit-learn"), threads=THREADS)
    made.wait_ready()
    yield made
    made.close()


def trained(sandbox: ForkSandbox) -> tuple[float, float, list[int]]:
    worker = sandbox.worker(LIMITS, time.monotonic() + LIMITS.seconds)
    try:
        module = load(worker, "trains", {"trains.py": TRAINS})
        return module.multiply(), module.train(), module.pools()
    finally:
        worker.end()


def test_a_lab_gets_the_threads_that_it_is_allowed(sandbox: ForkSandbox):
    product, score, pools = trained(sandbox)
    assert product > 0
    assert score > 0.9
    assert set(pools) == {THREADS}


@pytest.mark.slow
def test_five_hundred_trainings_with_threads_in_a_row_all_end(sandbox: ForkSandbox):
    first = trained(sandbox)
    assert all(trained(sandbox) == first for _ in range(499))
