"""The forecast keeps its word on learners that its model does not know (the worlds of bench/forecast.py, in small)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[2] / "bench"
WORLDS = ("as stated", "heavy tails", "bursty", "breaks", "drifting")


@pytest.fixture(scope="module")
def bench() -> Any:
    sys.path.insert(0, str(BENCH))
    try:
        import forecast

        yield forecast
    finally:
        sys.path.remove(str(BENCH))
        for name in ("forecast", "forecast_rivals", "forecast_worlds"):
            sys.modules.pop(name, None)


@pytest.mark.parametrize("world", WORLDS)
def test_about_four_in_five_are_done_by_p80_half_way(bench: Any, world: str) -> None:
    kept = []
    for number in range(120):
        life = bench.live(world, number)
        weeks = life.after(0.5)
        _, _, p80, _ = bench.ours(bench.seen_at(life, weeks, number), life, weeks)
        kept.append(life.finish - weeks <= p80)
    assert 0.66 <= sum(kept) / len(kept) <= 0.93
