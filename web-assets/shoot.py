"""Take the pictures of docs/images anew: shoot.py [FOLDER]. Needs Chromium and the development environment.

The learner in them is simulated: five weeks with the shipped pack, an engineer's answers, real verdicts of the judge.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from datetime import datetime, timedelta
from pathlib import Path

import uvicorn
from playwright.sync_api import Page, sync_playwright

from hillclimb import actions
from hillclimb.actions import Desk, Home, find_pack, open_desk
from hillclimb.grading import Judge
from hillclimb.ground import Seed, now
from hillclimb.web import create_app

ROOT = Path(__file__).parents[1]
KNOWN = {"python-bridge", "numpy-arrays", "pandas-frames", "probability"}
SHOTS = {
    "home": "/",
    "map": "/map",
    "skill": "/skills/linear-regression",
    "lesson": "/skills/logistic-regression/lesson",
    "lab": "/labs/linear",
}
# What a picture is about, where that is not the top of its page.
ABOUT = {"lesson": "figure.drawn"}
# A learner's folder is called so, not as the one of the simulation.
AT_HOME = """home => { for (const code of document.querySelectorAll("code:not(pre code)"))
  code.textContent = code.textContent.replace(home, "~/.hillclimb"); }"""


class Clock:
    """A clock that starts some weeks ago and is moved on by hand."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the instant, twenty seconds after the last."""
        self.at += timedelta(seconds=20)
        return self.at


def place(desk: Desk) -> None:
    """Answer as an engineer would who has seen some Python and no machine learning."""
    luck = Seed.of("docs", "images").random()
    state = actions.start_placement(desk)
    while (asked := actions.placement_question(state)) is not None:
        knows = luck.random() < (0.9 if asked.question.skill in KNOWN else 0.25)
        given: dict[str, object] = {"dont_know": True}
        if knows:
            given = {"choice": asked.right} if asked.options else {"value": asked.value}
        state = actions.answer_placement(desk, asked.question.uuid, **given).state  # type: ignore[arg-type]


def study(desk: Desk, clock: Clock) -> None:
    """Read, try, fail, pass and review over five weeks."""
    with Judge() as judge:
        for week, (lesson, lab, mistake) in enumerate(
            [
                ("first-model", "first-model", ""),
                ("data-splitting", "honest-split", ""),
                ("imbalance", "rare-events", ""),
                ("linear-regression", "linear", "penalised-intercept"),
            ]
        ):
            clock.at += timedelta(days=6)
            actions.read_lesson(desk, lesson)
            if lab not in desk.pack.labs:
                continue
            opened = actions.open_lab(desk, lab)
            source = desk.pack.labs[lab].folder
            actions.check(desk, lab, judge=judge)
            shutil.copytree(source / ("wrong/" + mistake if mistake else "solution"), opened.folder, dirs_exist_ok=True)
            actions.check(desk, lab, judge=judge)
            for number, (card, _) in enumerate(actions.due_cards(desk.state(), 6)):
                actions.review(desk, card.uuid, 3 if (number + week) % 3 else 2, seconds=9)


def shoot(page: Page, address: str, folder: Path, *, home: Path) -> None:
    """Keep one picture per page, the home page in both themes."""
    for name, path in SHOTS.items():
        page.goto(address + path, wait_until="load")
        page.evaluate(AT_HOME, str(home))
        if name in ABOUT:
            page.locator(ABOUT[name]).first.evaluate("node => node.scrollIntoView({block: 'center'})")
        page.wait_for_timeout(600)
        page.screenshot(path=str(folder / f"{name}.png"))
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    page.screenshot(path=str(folder / "home-dark.png"))


def main(folder: Path) -> None:
    """Simulate the learner, serve the app, take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place_:
        home = Home(folder=Path(place_) / "hillclimb")
        clock = Clock(now() - timedelta(days=26))
        desk = open_desk(home, find_pack(), clock=clock)
        actions.begin(desk, role="practitioner-mle", hours=(1.5, 0, 1.5, 0, 1, 3, 2), background="typed")
        place(desk)
        study(desk, clock)
        app = create_app(home, find_pack())
        server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.05)
        address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 930}, color_scheme="light")
            shoot(page, address, folder, home=home.folder)
            browser.close()
        server.should_exit = True
        thread.join(10)
    print(f"{folder}: {', '.join(sorted(path.name for path in folder.glob('*.png')))}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
