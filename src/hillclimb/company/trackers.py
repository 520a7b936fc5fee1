"""Messages of the trackers in electric vans, as many as one likes: for jobs that read a stream once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import exp, rounded
from hillclimb.company.table import Table

DEPOTS = 24
FIRST_VAN, VAN_STEP = 7_000_000, 4096
SHORTEST, LONGEST = 1e-3, 1e6


def tracker_messages(draw: Draw, rows: int, *, vans: int) -> Table:
    """Return messages in the order in which they came: message_id, van, depot, energy_uj and delay_s.

    Each is of one of `vans` vans, as likely as any other; their ids lie 4096 apart. The energy since the last message
    is 5e10 + 4e10 e microjoules, whole (below 0 where a van brakes), the delay exp(2 e) seconds, one in ten a thousand
    times as long (no reception), from .001 to 1,000,000, 6 decimals.
    """
    energy = np.rint(5e10 + 4e10 * draw.child("energy").normal(rows)).astype(np.int64)
    late = np.where(draw.child("late").uniform(rows) < 0.1, 1000.0, 1.0)
    delay = rounded(exp(2.0 * draw.child("delay").normal(rows)) * late, 6)
    return Table(
        {
            "message_id": np.arange(rows, dtype=np.int64),
            "van": FIRST_VAN + VAN_STEP * draw.child("van").integers(0, vans, rows),
            "depot": 100 + draw.child("depot").codes([1.0 / (1 + place) for place in range(DEPOTS)], rows),
            "energy_uj": energy,
            "delay_s": np.clip(delay, SHORTEST, LONGEST),
        }
    )


def tracker_stream(draw: Draw, chunks: int, rows: int, *, vans: int) -> Iterator[Table]:
    """Yield a long stream in chunks, quickly: each is the first one moved on.

    In every chunk half of the vans are new, delays grow by a tenth, depots and energies are dealt anew to the messages.
    """
    first = tracker_messages(draw, rows, vans=vans)
    delay = first["delay_s"]
    for number in range(chunks):
        turn = (number * 7919) % rows
        yield Table(
            {
                "message_id": first["message_id"] + number * rows,
                "van": first["van"] + VAN_STEP * (number * (vans // 2)),
                "depot": np.roll(first["depot"], turn),
                "energy_uj": np.roll(first["energy_uj"], 3 * turn) + 1_000_003 * number,
                "delay_s": delay,
            }
        )
        delay = np.minimum(delay * 1.1, LONGEST)
