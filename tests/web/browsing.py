"""A real browser for tests: Debian's Chromium, kept from the network, every complaint of a page collected."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@dataclass
class Visit:
    """An open page, where it is served, and what it complained about."""

    page: Any
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        """Load one of our pages."""
        self.page.goto(f"{self.address}{path}")

    def violations(self) -> list[str]:
        """Return what axe-core finds wrong, one line per place."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("rules => axe.run(document, rules)", _RULES)
        return [
            f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def browser() -> Iterator[Any]:
    """Start Chromium, or skip where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=list(_QUIET))
        try:
            yield started
        finally:
            started.close()


@contextmanager
def visit(started: Any, address: str, **options: Any) -> Iterator[Visit]:
    """Open a page that may load from `address` only; options are those of a browser context."""
    context = started.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
    visited = Visit(page=context.new_page(), address=address)

    def on_request(request: Any) -> None:
        if not request.url.startswith((address, "blob:", "data:")):
            visited.complaints.append(f"asked elsewhere: {request.url}")

    def on_console(message: Any) -> None:
        if message.type in ("error", "warning"):
            visited.complaints.append(message.text)

    visited.page.on("request", on_request)
    visited.page.on("console", on_console)
    visited.page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    try:
        yield visited
    finally:
        context.close()
