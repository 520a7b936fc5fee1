"""A page that is read says so by itself, in a real browser whose clock the test moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hillclimb.actions import Desk, Home, begin, open_desk
from hillclimb.record import PageRead
from tests.web.browsing import browser, visit

pytestmark = pytest.mark.browser

TINY = Path(__file__).parents[1] / "packs" / "tiny"
PATIENCE_SECONDS = 20.0


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture
def desk(home: Home) -> Desk:
    made = open_desk(home, TINY)
    begin(made, role="scaler", hours=(1.0,) * 7, background="typed")
    return made


def told(desk: Desk, *, wanted: int) -> list[PageRead]:
    """Return what pages have told, once so many have arrived; a page tells on leaving and waits for no answer."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = [event.fact for event in desk.record.events() if isinstance(event.fact, PageRead)]
        if len(found) >= wanted or time.monotonic() > until:
            return found
        time.sleep(0.05)


def test_a_lesson_tells_how_long_it_was_read_when_it_is_left(
    chromium: Any, served: Callable[[], str], desk: Desk
) -> None:
    with visit(chromium, served()) as seen:
        seen.page.clock.install()
        seen.go("/skills/doubling/lesson")
        seen.page.clock.run_for(90_000)
        seen.go("/plan")
        (fact,) = told(desk, wanted=1)
    assert (fact.page, fact.about) == ("lesson", desk.pack.graph["doubling"].uuid)
    assert 80 <= fact.seconds <= 100


def test_a_page_that_nobody_moves_on_stops_counting(chromium: Any, served: Callable[[], str], desk: Desk) -> None:
    with visit(chromium, served()) as seen:
        seen.page.clock.install()
        seen.go("/skills/doubling/lesson")
        seen.page.clock.run_for(3_600_000)
        seen.go("/plan")
        (fact,) = told(desk, wanted=1)
    assert 150 <= fact.seconds <= 200


def test_a_glance_is_not_told(chromium: Any, served: Callable[[], str], desk: Desk) -> None:
    with visit(chromium, served()) as seen:
        seen.page.clock.install()
        seen.go("/skills/doubling/lesson")
        seen.page.clock.run_for(10_000)
        seen.go("/skills/counting/lesson")
        seen.page.clock.run_for(60_000)
        seen.go("/plan")
        (fact,) = told(desk, wanted=1)
    assert fact.about == desk.pack.graph["counting"].uuid
