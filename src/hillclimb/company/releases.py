"""Canary releases: what the new version and the old one did, batch by batch, while the share grows."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import Ints

SHARES = (0.01, 0.05, 0.25, 0.5)
BATCHES, REQUESTS = 5, 8000
ERRORS = 0.02
# How the rate of errors moves with the hour, whatever is released: a release begins at night.
HOURS = ((0.4, 0.8), (0.6, 1.0), (1.0, 1.4), (1.4, 1.8))


def canary_streams(draw: Draw, releases: int, *, ratio: float = 1.0) -> Ints:
    """Return releases by batch, (releases, 20, 4): requests and errors of the canary, then those of the rest.

    Five batches of 8,000 requests at each share of 1, 5, 25 and 50 %. Errors are Poisson: of the rest with a rate of
    2 % times the hour (the same for both, uniform between .4 and .8 in each batch of the first stage, .6 and 1, 1 and
    1.4, 1.4 and 1.8), of the canary `ratio` times as many.
    """
    batches = len(SHARES) * BATCHES
    low, high = (np.repeat([ends[side] for ends in HOURS], BATCHES) for side in (0, 1))
    hour = low + (high - low) * draw.child("hour").uniform(releases * batches).reshape(releases, batches)
    few = np.broadcast_to(np.repeat(np.rint(REQUESTS * np.array(SHARES)).astype(np.int64), BATCHES), hour.shape)
    new = draw.child("canary").poisson((few * ERRORS * hour * ratio).ravel()).reshape(hour.shape)
    old = draw.child("rest").poisson(((REQUESTS - few) * ERRORS * hour).ravel()).reshape(hour.shape)
    return np.stack([few, new, REQUESTS - few, old], axis=-1)
