"""A timeline while its traffic is still on the way, to be looked at; the verdict's is made of all of it afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterable

from hillclimb.grading.traffic.http import Reply
from hillclimb.grading.traffic.timeline import Mark, Sample, Timeline, timeline_of

_EVERY_SECONDS = 0.4


class Growing:
    """Replies as they come; what has not come yet is not in it, and a 4xx counts as an answer."""

    def __init__(self, *, began: float, seconds: float) -> None:
        self.began = began
        self._seconds = seconds
        self._samples: list[Sample] = []
        self._shown_at = began

    def add(self, reply: Reply) -> None:
        """Take in a reply that came just now."""
        at = max(0.0, time.monotonic() - self.began - reply.seconds)
        self._samples.append(Sample(at=at, seconds=reply.seconds, answered=not reply.lost and reply.status < 500))

    def due(self) -> bool:
        """Return whether it is time to show it again."""
        return time.monotonic() - self._shown_at >= _EVERY_SECONDS

    def line(self, marks: Iterable[Mark]) -> Timeline:
        """Return how it stands."""
        self._shown_at = time.monotonic()
        return timeline_of(self._samples, self._seconds, marks)
