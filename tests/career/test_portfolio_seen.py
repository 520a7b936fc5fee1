"""The portfolio in a real browser, from a folder without a server: accessible in both themes, on a phone, on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hillclimb.career import badge_picture, site
from tests.career.test_portfolio import PROJECT, SHOWN
from tests.web.browsing import browser, visit

pytestmark = pytest.mark.browser
ARABIC = "هذه فكرتي عن المشكلة.\n\n"
WRITEUP = "My idea.\n\n## More\n\n" + ARABIC + "- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n    code\n"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    long = replace(
        PROJECT, slug="long", title="Classical models from the inside, with their mathematics", kind="service"
    )
    shown = replace(
        SHOWN,
        name="فاطمة الزهراء",
        headline="Engineer",
        projects=(replace(PROJECT, writeup=WRITEUP, link="https://example.org/a/" + "b" * 60), long),
        badges=(("ladder", "Tabular practice", badge_picture("Tabular practice", 5)),),
    )
    target = tmp_path_factory.mktemp("site")
    for name, body in site(shown).items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(body)
    return target


PAGES = ("/index.html", "/projects/double.html", "/projects/long.html")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_passes_axe_and_asks_for_nothing_elsewhere(chromium: Any, folder: Path, theme: str) -> None:
    found = []
    with visit(chromium, folder.as_uri(), color_scheme=theme) as seen:
        for path in PAGES:
            seen.go(path)
            found += seen.complaints
            found += [f"{path}: {line}" for line in seen.violations()]
            seen.complaints.clear()  # axe itself tries to read the stylesheet, which a file may not
    assert found == []


@pytest.mark.parametrize("width", [320, 640])
def test_no_page_is_wider_than_a_phone(chromium: Any, folder: Path, width: int) -> None:
    with visit(chromium, folder.as_uri(), viewport={"width": width, "height": 740}) as seen:
        wide = {}
        for path in PAGES:
            seen.go(path)
            wide[path] = seen.overflow()
    assert {path: size for path, size in wide.items() if size > 0} == {}


def test_an_arabic_name_stands_at_the_right_and_print_is_black_on_white(chromium: Any, folder: Path) -> None:
    with visit(chromium, folder.as_uri(), color_scheme="dark") as seen:
        seen.go("/index.html")
        assert seen.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"
        assert seen.page.evaluate("getComputedStyle(document.querySelector('h2')).direction") == "ltr"
        seen.page.emulate_media(media="print", color_scheme="dark")
        assert seen.page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
        assert seen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
