"""Facts to write into records, and strategies that draw any fact there can be."""

from __future__ import annotations

import typing
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from hillclimb.record import Fact, LessonRead
from hillclimb.record.events import FACTS

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBER | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
_OF_HINT: Mapping[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**70), 2**70),
    bool: st.booleans(),
    float: NUMBER,
    float | None: NUMBER | st.none(),
    tuple[float, ...]: st.lists(NUMBER, max_size=7).map(tuple),
    tuple[int, ...]: st.lists(st.integers(0, 20), max_size=7).map(tuple),
    tuple[str, ...]: st.lists(TEXT, max_size=3).map(tuple),
    Mapping[str, float]: st.dictionaries(TEXT, NUMBER, max_size=4),
    Mapping[str, Any]: st.dictionaries(TEXT, JSON, max_size=4),
}


def _any_of(shape: type[Fact]) -> st.SearchStrategy[Fact]:
    hints = typing.get_type_hints(shape)
    return st.builds(shape, **{item.name: _OF_HINT[hints[item.name]] for item in fields(shape)})


ANY_FACT: st.SearchStrategy[Fact] = st.one_of([_any_of(shape) for shape in FACTS.values()])


def read(number: int) -> LessonRead:
    """Return a fact that is told apart by its number."""
    return LessonRead(skill=f"skill-{number}", seconds=float(number))
