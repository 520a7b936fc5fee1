"""The map: stable places, and rings that say how much is known."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.content import read_pack
from hillclimb.learner import Belief
from hillclimb.web.atlas import Atlas, Spot, arc, lay_out

PACK = Path(__file__).parents[2] / "packs" / "ml-engineering"
TINY = Path(__file__).parents[1] / "packs" / "tiny"


def belief(low: float, high: float) -> Belief:
    return Belief(skill="x", p=(low + high) / 2, low=low, high=high, mean=0.0, sd=1.0, prior=0.0)


@pytest.mark.parametrize("folder", [TINY, PACK])
def test_without_a_map_each_skill_stands_above_what_it_needs_and_none_on_another(folder: Path) -> None:
    pack = read_pack(folder).pack
    assert pack is not None
    places = lay_out(pack.graph)
    assert len(set(places.values())) == len(pack.graph)
    for slug, skill in pack.graph.skills.items():
        for need in skill.needs:
            assert places[slug][1] < places[need][1]


def test_the_map_of_the_shipped_pack_holds_exactly_its_skills() -> None:
    pack = read_pack(PACK).pack
    assert pack is not None
    stored = json.loads((PACK / "map.json").read_text(encoding="utf-8"))["skills"]
    assert set(stored) == set(pack.graph)
    assert len({tuple(place) for place in stored.values()}) == len(stored)


def test_a_name_goes_where_no_other_skill_stands() -> None:
    def spot(slug: str, x: float, y: float = 50) -> Spot:
        about = {"title": "Twenty letters long!", "area": "", "belief": belief(0, 1), "arc": "", "words": ()}
        return Spot(slug=slug, x=x, y=y, asked=0, done=False, **about)  # type: ignore[arg-type]

    def side(*spots: Spot) -> str:
        atlas = Atlas(width=800, height=100, spots={one.slug: one for one in spots}, lines=(), areas=())
        return atlas.free_side("here")

    here = spot("here", 400)
    assert side(here) == "start"
    assert side(here, spot("near", 450)) == "end"
    assert side(here, spot("near", 450), spot("left", 350)) == "middle"
    assert side(here, spot("below", 450, 90)) == "start"
    assert side(spot("here", 790)) == "end"


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_ring_begins_at_the_low_end_and_stays_on_its_circle(one: float, two: float) -> None:
    low, high = sorted((one, two))
    numbers = [float(found) for found in re.findall(r"-?\d+\.?\d*", arc(0, 0, belief=belief(low, high)))]
    x0, y0, _, _, _, large, _, x1, y1 = numbers
    for x, y in ((x0, y0), (x1, y1)):
        assert math.hypot(x, y) == pytest.approx(9, abs=0.1)
    begins = min(low, 0.98)
    off = (math.atan2(x0, -y0) - begins * math.tau + math.pi) % math.tau - math.pi
    assert off == pytest.approx(0, abs=0.03)
    assert large == (1 if min(max(high, begins + 0.02), 0.9999) - begins > 0.5 else 0)
