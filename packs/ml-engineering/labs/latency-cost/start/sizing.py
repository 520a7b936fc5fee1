"""How many of which machine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Choice:
    """A model on a number of machines, and what is left of what it brings in a day, in €."""

    model: str
    machine: str
    count: int
    net: float


def best(demand: Mapping[str, Any]) -> Choice | None:
    """Return what leaves most, or nothing if no fleet keeps the promise."""
    return None
