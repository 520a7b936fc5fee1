"""Floor 0: identity, errors, time and luck; the only readers of the clock and of the system's randomness."""

from hillclimb.ground.chance import Seed
from hillclimb.ground.clock import from_text, now, to_text
from hillclimb.ground.errors import Conflict, Damaged, Misuse, NotFound, Refusal, Unavailable
from hillclimb.ground.ids import digest_of, new_id

__all__ = [
    "Conflict",
    "Damaged",
    "Misuse",
    "NotFound",
    "Refusal",
    "Seed",
    "Unavailable",
    "digest_of",
    "from_text",
    "new_id",
    "now",
    "to_text",
]
