"""The plan page: days away, a date to meet and two ways side by side, without JavaScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hillclimb.record import AbsenceDeclared, DeadlineSet
from hillclimb.web.climb import HEIGHT, WIDTH
from hillclimb.web.fans import draw_fans
from tests.web.test_pages import facts, text_of

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_an_absence_is_added_shown_and_taken_back(begun: Site) -> None:
    page = begun.send("/plan/away", first="2026-03-09", last="2026-03-15", why="holiday", share="")
    assert page.url.path == "/plan"
    assert "9 March 2026 to 15 March 2026 holiday" in text_of(page.text)
    assert "nothing planned, less by holiday" in text_of(page.text)
    which = re.search(r'name="which" value="([^"]+)"', page.text)
    assert which
    assert "Take back" not in text_of(begun.send("/plan/away/remove", which=which[1]).text)


def test_a_share_is_given_in_percent(begun: Site) -> None:
    begun.send("/plan/away", first="2026-03-09", why="on-call", share="25")
    assert [fact.share for fact in facts(begun, AbsenceDeclared)] == [0.25]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/plan/away", {"first": ""}),
        ("/plan/away", {"first": "soon"}),
        ("/plan/away", {"first": "2026-03-09", "last": "2026-03-01"}),
        ("/plan/away", {"first": "2026-03-09", "share": "900"}),
        ("/plan/away", {"first": "2026-03-09", "why": "<b>"}),
        ("/plan/away/remove", {"which": "7"}),
        ("/plan/deadline", {"day": "2020-01-01"}),
        ("/plan/deadline", {"day": "never"}),
    ],
)
def test_what_cannot_be_planned_is_refused_and_not_recorded(begun: Site, path: str, fields: dict[str, str]) -> None:
    answer = begun.send(path, **fields)
    assert answer.status_code in (404, 422)
    assert not facts(begun, AbsenceDeclared)
    assert not facts(begun, DeadlineSet)


def test_a_date_shows_its_odds_and_what_can_give_and_can_be_cleared(begun: Site) -> None:
    forecast = begun.desk.state().forecast
    assert forecast is not None
    shown = text_of(begun.send("/plan/deadline", day=forecast.p10.isoformat()).text)
    assert "to be there by" in shown
    assert "a week instead of 9 h" in shown
    assert "you get the odds" in text_of(begun.send("/plan/deadline", day="").text)


def test_two_ways_are_drawn_on_one_picture_and_told_as_a_table(begun: Site) -> None:
    page = begun.get("/plan?role=doubler&hours=12").text
    assert page.count('class="wide w') == 2
    assert "12 h a week" in text_of(page)
    assert facts(begun, AbsenceDeclared) == []
    assert "how things are now" in text_of(begun.get("/plan?hours=9").text)
    assert begun.get("/plan?hours=lots").status_code == 422
    assert begun.get("/plan?role=nobody").status_code == 404


@pytest.mark.parametrize("weeks", [((0.2,) * 7, (10.0,) * 7), ((1.0,) * 7, (1.1,) * 7)])
def test_the_fans_lie_within_the_picture(begun: Site, weeks: tuple[tuple[float, ...], ...]) -> None:
    from hillclimb.actions import compare

    state = begun.desk.state()
    fans = draw_fans(state, compare(state, [], weeks))
    assert fans is not None
    for fan in fans.fans:
        for number in re.findall(r"[\d.]+", fan.wide + fan.line):
            assert 0 <= float(number) <= max(WIDTH, HEIGHT)
        assert fan.likely <= fan.safe <= WIDTH
        assert 0 <= fan.here <= HEIGHT
    assert draw_fans(state, compare(state, [], [(0.0,) * 7, (1.0,) * 7])) is None


def test_the_api_plans_around_a_life(begun: Site) -> None:
    away = begun.client.post("/api/away", json={"first": "2026-03-09", "last": "2026-03-15"}).json()
    assert away == begun.get("/api/away").json()
    assert begun.client.post("/api/away/remove", json={"which": "1"}).json()["absences"] == []
    found = begun.client.post("/api/deadline", json={"day": "2026-12-24"}).json()
    assert found["day"] == begun.get("/api/deadline").json()["day"] == "2026-12-24"
    options = begun.get("/api/compare?hours=6&hours=9&role=doubler").json()["options"]
    assert [(option["role"], option["hours_a_week"]) for option in options] == [("doubler", 6.0), ("doubler", 9.0)]
    assert begun.client.post("/api/deadline", json={"day": "2001-01-01"}).status_code == 422
    assert begun.client.post("/api/away", json={"first": "2026-03-09", "share": 7}).status_code == 422
