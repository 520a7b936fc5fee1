"""An evening in the browser with the shipped pack: from the three questions to a passed lab, a moved plan and a review.

Screenshots of each stop go to HILLCLIMB_ARTEFACTS (default `.artefacts/`), in both themes and on a phone's width.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from hillclimb.actions import Home, find_pack, open_desk
from hillclimb.content import Pack, read_pack
from hillclimb.record import LabGraded
from hillclimb.web import create_app
from tests.web.browsing import Visit, browser, visit

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
ARTEFACTS = Path(os.environ.get("HILLCLIMB_ARTEFACTS", ROOT / ".artefacts"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def pack() -> Pack:
    found = read_pack(find_pack()).pack
    assert found is not None
    return found


@pytest.fixture
def address(tmp_path: Path, pack: Pack) -> Iterator[str]:
    app = create_app(Home(folder=tmp_path / "home"), pack.folder)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    app.state.room.closing = True
    server.should_exit = True
    thread.join(20)


def shoot(seen: Visit, name: str) -> None:
    """Keep a picture of the page in both themes at a laptop's and a phone's width."""
    folder = ARTEFACTS / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        seen.page.emulate_media(color_scheme=theme)
        for width, height in ((1280, 800), (390, 844)):
            seen.page.set_viewport_size({"width": width, "height": height})
            seen.page.screenshot(path=str(folder / f"{name}-{theme}-{width}.png"))
    seen.page.emulate_media(color_scheme="light")
    seen.page.set_viewport_size({"width": 1280, "height": 800})


def place(seen: Visit, questions: int) -> None:
    """Answer some placement questions, the first ones with a guess, the rest honestly with "I don't know"."""
    page = seen.page
    for number in range(questions):
        assert f"Question {number + 1} " in page.inner_text(".progress")
        if number < 2 and page.locator("input[type=radio]").count():
            page.keyboard.press("1")
            page.get_by_role("button", name="Answer", exact=True).click()
        elif number < 2 and page.locator("input[name=value]").count():
            page.fill("input[name=value]", "0,5")
            page.get_by_role("button", name="Answer", exact=True).click()
        else:
            page.get_by_role("button", name="I don’t know").click()
        page.wait_for_url("**/place/answered")
        assert len(page.inner_text(".outcome")) > 20
        if number == 0:
            shoot(seen, "03-answered")
        page.locator(".actions .button").first.click()


def solve(pack: Pack, slug: str, folder: Path) -> None:
    shutil.copytree(pack.labs[slug].folder / "solution", folder, dirs_exist_ok=True)


def test_an_evening_in_the_browser(chromium: Any, address: str, pack: Pack, tmp_path: Path) -> None:
    lab = "first-model" if "first-model" in pack.labs else next(iter(pack.labs))
    with visit(chromium, address) as seen:
        page = seen.page
        seen.go("/")
        page.wait_for_url("**/begin")
        shoot(seen, "01-begin")
        page.get_by_text("typed language").click()
        page.get_by_text("ML engineer (practitioner)").click()
        page.fill('input[aria-label="Hours on Saturday"]', "4")
        assert page.inner_text("[data-total]") == "10 hours a week"
        page.get_by_role("button", name="Continue").click()

        page.wait_for_url("**/place")
        page.get_by_role("button", name="Start").click()
        shoot(seen, "02-question")
        place(seen, 4)
        page.get_by_text("Stop here").click()
        assert re.search(r"\d+ of \d+ hours to ML engineer \(practitioner\) are behind you", page.inner_text("h1"))
        shoot(seen, "04-placed")

        page.get_by_role("link", name="To your next step").click()
        assert page.locator(".map .spot").count() == len(pack.graph)
        assert re.search(r"four times in five by \d+ \w+ 20\d\d", page.inner_text(".outlook"))
        plan_before = page.inner_text(".outlook p")
        shoot(seen, "05-home")
        assert seen.violations() == []

        seen.go(f"/labs/{lab}")
        page.get_by_role("button", name="Open the lab").click()
        page.get_by_role("button", name="Check now").click()
        page.locator(".verdict .ending").wait_for()
        assert page.inner_text(".verdict .ending") != "Passed"
        shoot(seen, "06-not-yet")
        solve(pack, lab, tmp_path / "home" / "work" / lab)
        page.get_by_role("button", name="Check now").click()
        page.locator(".verdict.passed").wait_for(timeout=60_000)
        assert "What it changed" in page.inner_text(".verdict")
        shoot(seen, "07-passed")
        assert seen.violations() == []

        seen.go("/")
        assert page.inner_text(".outlook p") != plan_before
        shoot(seen, "08-home-after")
        skill = next(iter(pack.labs[lab].teaches))
        seen.go(f"/skills/{skill}")
        assert pack.labs[lab].title in page.inner_text(".evidence")
        shoot(seen, "09-skill")
        seen.go(f"/skills/{skill}/lesson")
        shoot(seen, "10-lesson")
        page.get_by_role("button", name="I have read it").click()

        seen.go("/review")
        shoot(seen, "11-review")
        page.keyboard.press("Space")
        shoot(seen, "12-answer")
        with page.expect_navigation():
            page.keyboard.press("3")
        for path, name in (("/map", "13-map"), ("/plan", "14-plan"), ("/log", "15-log"), ("/labs", "16-labs")):
            seen.go(path)
            shoot(seen, name)
            assert seen.violations() == []
    assert seen.complaints == []
    desk = open_desk(Home(folder=tmp_path / "home"), pack.folder)
    endings = [event.fact.ending for event in desk.record.events() if isinstance(event.fact, LabGraded)]
    assert endings[-1] == "passed"
    assert len(endings) == 2


def test_a_check_in_the_terminal_shows_on_the_open_page(
    chromium: Any, address: str, pack: Pack, tmp_path: Path
) -> None:
    from hillclimb.actions import begin, check, open_lab
    from hillclimb.grading import Judge

    slug = "linear" if "linear" in pack.labs else next(iter(pack.labs))
    desk = open_desk(Home(folder=tmp_path / "home"), pack.folder)
    begin(desk, role="practitioner-mle", hours=(1,) * 7, background="python")
    open_lab(desk, slug)
    solve(pack, slug, tmp_path / "home" / "work" / slug)
    with visit(chromium, address) as seen, Judge() as judge:
        seen.go(f"/labs/{slug}")
        assert "No verdict yet" in seen.page.inner_text("#verdict")
        seen.page.wait_for_timeout(500)
        check(desk, slug, judge=judge)
        seen.page.locator(".verdict.passed").wait_for(timeout=20_000)


def test_every_lesson_ticket_and_card_of_the_pack_is_drawn_without_a_complaint(
    chromium: Any, address: str, pack: Pack, tmp_path: Path
) -> None:
    from hillclimb.actions import begin

    begin(
        open_desk(Home(folder=tmp_path / "home"), pack.folder),
        role="practitioner-mle",
        hours=(1,) * 7,
        background="python",
    )
    broken = []
    with visit(chromium, address) as seen:
        for path in [f"/skills/{slug}/lesson" for slug in sorted(pack.lessons)] + [
            f"/labs/{slug}" for slug in pack.labs
        ]:
            seen.go(path)
            seen.page.wait_for_load_state("networkidle" if "/skills/" in path else "load")
            if seen.page.locator(".katex-error").count():
                broken.append(f"{path}: {seen.page.locator('.katex-error').first.get_attribute('title')}")
            if seen.page.locator(".math").count() and not seen.page.locator(".math .katex").count():
                broken.append(f"{path}: mathematics was not drawn")
        assert broken == []
        assert seen.complaints == []
