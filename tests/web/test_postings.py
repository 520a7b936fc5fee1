"""The pages about postings: read one, see its words marked, plan its gap, and note applications."""

from __future__ import annotations

import pytest

from hillclimb.actions import begin
from hillclimb.career import Reader
from hillclimb.content import Alias, Place, Vocabulary
from tests.web.conftest import Site

TEXT = "Engineer <b>&\nSix years of widgets, and of <script>alert(1)</script> gears"


@pytest.fixture
def ready(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site whose pack knows widgets, with a learner who has begun."""
    from hillclimb.actions import posting

    alias = Alias(skill="scaling", words=("widgets",), place=Place(file="postings/aliases.toml"))
    monkeypatch.setattr(posting, "reader_of", lambda state: Reader(Vocabulary(aliases=(alias,))))
    begin(site.desk, role="scaler", hours=(1.0,) * 7, background="typed")
    return site


def test_a_posting_is_read_planned_and_put_aside(ready: Site) -> None:
    assert "None yet" in ready.get("/postings").text
    page = ready.send("/postings", text=TEXT).text
    assert '<mark class="sought" title="scaling">widgets</mark>' in page
    assert "<script>alert" not in page
    assert "Put it into the plan" in page
    assert "Take it out of the plan" in ready.send("/postings/1/plan").text
    assert "Put it into the plan" in ready.send("/postings/1/plan", undo="1").text
    ready.send("/postings/1/drop")
    assert ready.get("/postings/1").status_code == 404


def test_an_application_is_begun_and_noted(ready: Site) -> None:
    ready.send("/postings", text=TEXT)
    assert "found" in ready.send("/postings/track", employer="A mill", posting="1").text
    page = ready.send("/postings/track/1", stage="interview", next="Call <them>", next_on="2026-03-09").text
    assert "Call &lt;them&gt;" in page
    calendar = ready.get("/postings/reminders.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert "DTSTART;VALUE=DATE:20260309" in calendar.text
    assert ready.send("/postings/track/1", stage="hired").status_code == 422
