"""Every page in a real browser: accessible in both themes, on a phone, by keyboard, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hillclimb.actions import (
    Home,
    answer_why,
    begin,
    check,
    hint,
    keep_plan,
    keep_posting,
    note_application,
    open_desk,
    open_key,
    open_lab,
    pieces_of,
    read_lesson,
    sign,
    start_placement,
)
from hillclimb.grading import Judge
from tests.web.browsing import browser, visit

if TYPE_CHECKING:
    from hillclimb.actions import Desk

pytestmark = pytest.mark.browser

TINY = Path(__file__).parents[1] / "packs" / "tiny"
PAGES = [
    "/",
    "/begin",
    "/place",
    "/place/result",
    "/review/stats",
    "/map",
    "/plan",
    "/plan?hours=12",
    "/labs",
    "/labs/double",
    "/labs/double/attempts",
    "/skills/doubling",
    "/skills/doubling/lesson",
    "/review",
    "/log",
    "/evidence",
    "/postings",
    "/postings/1",
    "/transition",
    "/transition?since=1",
    "/settings",
    "/api",
    "/nowhere",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture
def busy(home: Home, judge: Judge) -> Desk:
    """A learner in the middle of everything."""
    desk = open_desk(home, TINY)
    begin(desk, role="scaler", hours=(1.5, 0, 1.5, 0, 1, 3, 2), background="typed")
    start_placement(desk)
    open_lab(desk, "double")
    check(desk, "double", judge=judge)
    (home.lab("double") / "doubling.py").write_text((TINY / "labs/double/solution/doubling.py").read_text())
    check(desk, "double", judge=judge)
    hint(desk, "double")
    read_lesson(desk, "doubling")
    sign(desk, pieces_of(desk.state(), home)[0], open_key(desk))
    keep_plan(desk, "first")
    keep_posting(desk, "Engineer\nLocation: Graz\n\nCounting and more. عربي", source="pasted")
    note_application(desk, {"employer": "A mill", "next": "Call", "next_on": "2026-01-05"}, posting="1", new=True)
    answer_why(desk, {"pull": "The first double. عربي"})
    return desk


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_passes_axe_and_complains_about_nothing(
    chromium: Any, served: Callable[[], str], busy: Desk, theme: str
) -> None:
    found = []
    with visit(chromium, served(), color_scheme=theme) as seen:
        for path in PAGES:
            seen.go(path)
            found += [f"{path}: {line}" for line in seen.violations()]
    complaints = [line for line in seen.complaints if "404 (Not Found)" not in line]
    assert (found, complaints) == ([], [])


def test_a_first_visit_passes_axe_too(chromium: Any, served: Callable[[], str]) -> None:
    with visit(chromium, served()) as seen:
        seen.go("/")
        assert seen.violations() == []


@pytest.mark.parametrize("width", [360, 640])
def test_no_page_is_wider_than_a_phone(chromium: Any, served: Callable[[], str], busy: Desk, width: int) -> None:
    with visit(chromium, served(), viewport={"width": width, "height": 740}) as seen:
        wide = {}
        for path in PAGES:
            seen.go(path)
            wide[path] = seen.overflow()
    assert {path: size for path, size in wide.items() if size > 0} == {}


def test_the_map_is_one_stop_for_tab_and_arrows_walk_it(chromium: Any, served: Callable[[], str], busy: Desk) -> None:
    with visit(chromium, served()) as seen:
        seen.go("/map")
        assert seen.page.locator('.map .spot[tabindex="0"]').count() == 1
        seen.page.locator('.map .spot[data-skill="counting"]').focus()
        seen.page.keyboard.press("ArrowUp")
        assert seen.page.evaluate("document.activeElement.dataset.skill") == "doubling"
        assert seen.page.locator(".map .lines line.lit").count() == 2
        seen.page.keyboard.press("Enter")
        seen.page.wait_for_url("**/skills/doubling")


def test_a_theme_that_was_chosen_stays(chromium: Any, served: Callable[[], str], busy: Desk) -> None:
    with visit(chromium, served(), color_scheme="light") as seen:
        seen.go("/")
        before = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        seen.page.locator("[data-theme-toggle]").click()
        after = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert after != before
        seen.go("/log")
        assert seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == after


def test_reviews_go_by_keys_alone(chromium: Any, served: Callable[[], str], busy: Desk) -> None:
    with visit(chromium, served()) as seen:
        seen.go("/review")
        for left in range(8, 0, -1):  # five of the lesson, three that ask to explain the lab
            assert f"{left} card" in seen.page.inner_text(".progress")
            assert not seen.page.locator(".back").is_visible()
            seen.page.keyboard.press("Space")
            assert seen.page.locator(".back").is_visible()
            with seen.page.expect_navigation():
                seen.page.keyboard.press("3")
        assert "Nothing is due" in seen.page.inner_text("h1")


def test_a_lab_is_checked_without_javascript(chromium: Any, served: Callable[[], str], busy: Desk) -> None:
    with visit(chromium, served(), java_script_enabled=False) as seen:
        seen.go("/labs/double")
        (busy.home.lab("double") / "doubling.py").write_text("def double(x):\n    return x + 2\n")
        seen.page.get_by_role("button", name="Check now").click()
        assert "Not yet" in seen.page.inner_text("#verdict h2")
        seen.go("/review")
        seen.page.get_by_text("Show the answer").click()
        seen.page.get_by_role("button", name="Good").click()
        assert "7 cards" in seen.page.inner_text(".progress")


def test_a_hostile_page_in_the_same_browser_gets_nothing(
    chromium: Any, served: Callable[[], str], busy: Desk, tmp_path: Path
) -> None:
    address = served()
    events = len(busy.record.events())
    script = """async address => {
        const tries = [];
        const attempt = async (name, work) => {
            try { tries.push([name, await work()]); } catch { tries.push([name, "blocked"]); }
        };
        await attempt("read", async () => (await fetch(address + "/api/status")).text());
        await attempt("send", async () => {
            const answer = await fetch(address + "/open/double", {method: "POST", mode: "no-cors", body: "token=x"});
            return answer.type;
        });
        await attempt("json", async () => (await fetch(address + "/api/review", {
            method: "POST", headers: {"content-type": "application/json"}, body: '{"card":"doubling-is","rating":4}',
        })).text());
        await attempt("stream", () => new Promise((yes, no) => {
            const stream = new EventSource(address + "/live");
            stream.onmessage = () => yes("open");
            stream.addEventListener("ready", () => yes("open"));
            stream.onerror = () => no();
        }));
        await attempt("frame", () => new Promise((yes) => {
            const frame = document.createElement("iframe");
            frame.src = address + "/";
            frame.onload = () => { try { yes(frame.contentDocument.title); } catch { yes("blocked"); } };
            document.body.append(frame);
        }));
        return Object.fromEntries(tries);
    }"""
    page = tmp_path / "hostile.html"
    page.write_text("<!doctype html><title>hostile</title><body></body>")
    context = chromium.new_context()
    try:
        tab = context.new_page()
        tab.goto(page.as_uri())
        got = tab.evaluate(script, address)
    finally:
        context.close()
    assert got["read"] == got["json"] == got["stream"] == "blocked"
    assert got["send"] in ("opaque", "blocked")
    assert got["frame"] in ("blocked", None, "")
    assert len(busy.record.events()) == events
