"""How a worker's process ended: by a limit, or in words."""

from __future__ import annotations

import os
import signal

from hillclimb.content import Limits
from hillclimb.grading.inside.worker import OUT_OF_MEMORY
from hillclimb.grading.seam import Ended, Stopped


def stopped_by(ended: Ended, limits: Limits) -> Stopped | None:
    """Return the limit that ended a worker, if one did."""
    if os.WIFSIGNALED(ended.status):
        number = os.WTERMSIG(ended.status)
        spent = ended.cpu_seconds >= limits.seconds * limits.threads
        if number == signal.SIGXCPU or (number == signal.SIGKILL and spent):
            return Stopped("time", f"{limits.seconds * limits.threads:g} s of CPU")
        if number == signal.SIGXFSZ:
            return Stopped("disk", f"{limits.disk_mb} MB")
        if ended.peak_mb > 0.9 * limits.memory_mb:
            return Stopped("memory", f"{limits.memory_mb} MB")
    elif os.WEXITSTATUS(ended.status) == OUT_OF_MEMORY:
        return Stopped("memory", f"{limits.memory_mb} MB")
    return None


def how_ended(ended: Ended) -> str:
    """Return how a process ended, in words."""
    if not os.WIFSIGNALED(ended.status):
        return f"the process ended by itself (exit status {os.WEXITSTATUS(ended.status)})"
    number = os.WTERMSIG(ended.status)
    try:
        return f"the process crashed ({signal.Signals(number).name})"
    except ValueError:  # the real-time signals have none
        return f"the process crashed (signal {number})"
