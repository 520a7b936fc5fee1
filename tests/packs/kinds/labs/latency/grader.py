"""Judges `latency`: two numbers and a choice."""

import numpy as np

from hillclimb.company import Draw
from hillclimb.grading.labkit import Answers, check

TIMES = [12, 15, 18, 20, 22, 25, 30, 33, 120, 120]


@check("knows the mean", teaches="doubling")
def mean(submission: Answers, draw: Draw) -> None:
    submission.close("mean_ms", float(np.mean(TIMES)), rtol=0.005, why="The sum over the count; the two slow ones count too.")


@check("knows the 95th percentile", teaches="doubling")
def percentile(submission: Answers, draw: Draw) -> None:
    submission.close("p95_ms", 120, rtol=0, why="Sort them, and count until 95 % are at or below.")


@check("promises what customers notice", teaches="doubling")
def metric(submission: Answers, draw: Draw) -> None:
    among = {
        "mean": "Two slow requests in ten hide in a mean.",
        "p50": "Half of the requests may be slower than the median, by any amount.",
        "p95": "",
    }
    submission.chosen("metric", "p95", among=among)
