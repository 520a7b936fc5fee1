"""A desk on the tiny pack, in a folder of its own, whose clock a test can set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hillclimb.actions import Desk, Home, open_desk
from hillclimb.grading import Judge

TINY = Path(__file__).parents[1] / "packs" / "tiny"
START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that a test sets; every look moves it on by a second."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fresh(tmp_path: Path, clock: Clock) -> Callable[[], Desk]:
    """Open the same folder anew, as another command would."""
    return lambda: open_desk(Home(folder=tmp_path / "home"), TINY, clock=clock)


@pytest.fixture
def desk(fresh: Callable[[], Desk]) -> Desk:
    return fresh()


@pytest.fixture
def begun(desk: Desk) -> Desk:
    from hillclimb.actions import begin

    begin(desk, role="scaler", hours=(1.5, 0, 1.5, 0, 1, 3, 2), background="typed")
    return desk


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made
