"""The portfolio's pages show what was chosen, run nothing, link inside only; the résumé obeys its schema."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.career import Portfolio, Project, draft, is_finished, opening, resume, site
from hillclimb.career.portfolio import opening_line, prose
from hillclimb.record import HintShown, LabOpened
from tests.career.made import AT, LAB, events, graded

SCHEMA = json.loads((Path(__file__).parent / "vendor" / "jsonresume-1.3.1.json").read_text())
SCORE = {"share": 0.87, "error": 0.01, "bar": 0.7, "baseline": 0.1, "best": 0.9}
TRAFFIC = {"buckets": [{"at": 0.1 * n, "p50": 5.0, "p95": 9.0 + n, "p99": None} for n in range(9)]}
PROJECT = Project(
    slug="double",
    title="Double a number",
    problem="The desk doubles by hand.\n\nIt should not.",
    kind="module",
    passed_at=AT,
    verdict={"score": SCORE, "checks": [{"name": "doubles"}], "timeline": TRAFFIC},
    skills=("Doubling", "Counting"),
    lines={"doubling.py": 2, "with space.py": 1},
    evidence="{}",
)
SHOWN = Portfolio(
    projects=(PROJECT,), badges=(("ladder", "A ladder", "<svg/>"),), key="SHA256:x", licence="CC BY-SA 4.0"
)
NAMES = ["", "Alex Müller", "فاطمة الزهراء", "王小明", "Ö'Brien & <Söhne>", "x" * 300]


class Reader(HTMLParser):
    """Collects tags, links and anything that could run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [value for name in ("href", "src") if (value := found.get(name))]
        if tag in ("script", "iframe", "object", "embed", "form", "base") or any(
            name.startswith("on") for name in found
        ):
            self.odd.append(tag)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_link_to_what_is_there_and_run_nothing(name: str) -> None:
    shown = replace(SHOWN, name=name, projects=(replace(PROJECT, code={"with space.py": b"1"}),))
    files = site(shown)
    for path, body in files.items():
        if not path.endswith(".html"):
            continue
        reader = read(body.decode())
        assert reader.odd == []
        for link in reader.links:
            target = (Path("/") / path).parent / link.replace("%20", " ")
            assert str(target.resolve().relative_to("/")) in files, (path, link)
    assert not any(words in files["style.css"] for words in (b"url(", b"@import"))


@pytest.mark.parametrize("name", NAMES)
def test_the_resume_obeys_the_published_schema(name: str) -> None:
    body = resume(replace(SHOWN, name=name, headline=name))
    checker = jsonschema.Draft7Validator(SCHEMA, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(body)] == []
    linked = resume(replace(SHOWN, projects=(replace(PROJECT, link="https://example.org/a/double"),)))
    assert list(checker.iter_errors(linked)) == []
    assert list(checker.iter_errors({**body, "projects": {}}))


def test_a_name_in_any_script_finds_its_own_direction() -> None:
    page = site(replace(SHOWN, name="فاطمة الزهراء"))["index.html"].decode()
    assert '<h1 dir="auto">فاطمة الزهراء</h1>' in page
    assert '<html lang="en">' in page


@given(st.text(max_size=200))
def test_whatever_is_written_runs_nothing(text: str) -> None:
    reader = read(prose(text))
    assert reader.odd == []
    assert not any(re.match(r"\s*(javascript|data|file)", link, re.IGNORECASE) for link in reader.links)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://example.org/pixel.png)",
        "<img src=x onerror=alert(1)>",
        "[x](data:text/html,<script>)",
        "# <svg onload=alert(1)>",
    ],
)
def test_what_could_run_or_load_is_gone(text: str) -> None:
    made = str(prose(text))
    reader = read(made)
    assert reader.odd == []
    assert "<img" not in made
    assert not any(link.startswith(("javascript", "data", "https://example.org/pixel")) for link in reader.links)


def test_a_ticket_is_shown_without_its_letterhead_and_sections() -> None:
    task = "# Title\n\n**From:** desk · **To:** you\n\nThe desk waits.\n\nStill.\n\n## What we need\n\nSecret sauce.\n"
    assert opening(task) == "The desk waits.\n\nStill."
    assert opening_line("One is. Two are.\n\nThree.") == "One is. Two are."
    assert opening_line("a" * 400) == "a" * 400 + "."


def test_a_draft_tells_the_log_and_asks_for_the_rest() -> None:
    broken = graded(ending="broken", score=None)
    facts = events(LabOpened(lab=LAB.uuid), HintShown(lab=LAB.uuid, step=1), broken, graded(attempt=2))
    text = draft(LAB, facts)
    for words in ("# Double a number", "2026-03-02: began", "read hint 1", "passed at try 2", "R² 0.8", "- doubles"):
        assert words in text
    assert not is_finished(text)
    assert is_finished(re.sub(r"\[Say [^]]*\]", "Done.", text))


def test_nothing_private_is_where_nothing_was_chosen() -> None:
    files = site(SHOWN)
    assert set(files) == {
        "index.html",
        "style.css",
        "resume.json",
        "projects/double.html",
        "evidence/double.evidence.json",
        "evidence/verify_evidence.py",
        "badges/ladder.badge.svg",
    }
    assert "The approach" not in files["projects/double.html"].decode()
