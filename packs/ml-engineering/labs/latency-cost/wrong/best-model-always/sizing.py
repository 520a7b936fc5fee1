"""How many of which machine: the fleet that keeps its promise in the busiest hour, and the model worth running."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

MOST = 200    # machines


@dataclass(frozen=True)
class Choice:
    """A model on a number of machines, and what is left of what it brings in a day, in €."""

    model: str
    machine: str
    count: int
    net: float


def waits(rate: float, seconds: float, cores: int) -> float:
    """Return the chance that a request finds every core busy (Erlang C) when `rate` a second come."""
    load = rate * seconds                                # how many cores are busy on average
    blocked = 1.0
    for core in range(1, cores + 1):                     # Erlang B, core by core: no factorial that overflows
        blocked = load * blocked / (core + load * blocked)
    return blocked / (1.0 - load / cores * (1.0 - blocked))


def late(rate: float, seconds: float, cores: int, within: float) -> float:
    """Return the share of requests that take longer than `within` seconds, waiting included (M/M/c)."""
    load = rate * seconds
    if load >= cores:
        return 1.0                                       # the queue grows for ever
    spare = cores - load - 1.0
    own = math.exp(-within / seconds)                    # longer than that by themselves
    if abs(spare) < 1e-9:
        return own * (1.0 + waits(rate, seconds, cores) * within / seconds)
    return own * (1.0 + waits(rate, seconds, cores) * (1.0 - math.exp(-within * spare / seconds)) / spare)


def choices(demand: Mapping[str, Any]) -> Iterator[Choice]:
    """Yield the smallest fleet of each machine for each model that keeps the promise."""
    rates, within = demand["rates"], demand["within_ms"] / 1000.0
    requests = 3600.0 * sum(rates)                       # of a day: one rate for each hour
    for model in demand["models"]:
        for machine in demand["machines"]:
            seconds = model["ms"] / 1000.0 / machine["speed"]
            for count in range(1, MOST + 1):
                if late(max(rates), seconds, count * machine["cores"], within) <= 0.05:
                    cost = 24.0 * count * machine["price"]
                    yield Choice(model["name"], machine["name"], count, requests * model["brings"] / 1000.0 - cost)
                    break


def best(demand: Mapping[str, Any]) -> Choice | None:
    """Return what leaves most, or nothing if no fleet keeps the promise."""
    found: Sequence[Choice] = list(choices(demand))
    return max(found, key=lambda choice: (choice.model == "ensemble", choice.net), default=None)
