"""The page of the transition plan: read, answer, keep, compare, download."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.conftest import Site


def test_before_a_beginning_it_leads_to_one(site: Site) -> None:
    page = site.get("/transition")
    assert page.url.path == "/begin"


def test_answers_go_into_the_plan(begun: Site) -> None:
    assert "What I ask for" not in begun.get("/transition").text
    page = begun.send("/transition/why/pull", answer='<b>"Because"</b>')
    assert page.status_code == 200
    assert "<b>" not in page.text
    assert "&lt;b&gt;" in page.text
    assert "<h2>Why</h2>" in page.text
    assert begun.send("/transition/why/nix", answer="x").status_code == 404
    assert begun.send("/transition/why/pull", answer="x" * 5000).status_code == 422


def test_versions_are_kept_and_changes_marked(begun: Site) -> None:
    begun.send("/transition/why/pull", answer="Two hours")
    page = begun.send("/transition/keep", note="first")
    assert "Version 1" in page.text
    begun.send("/transition/why/pull", answer="Four hours")
    page = begun.get("/transition?since=1")
    assert "<ins>Four</ins>" in page.text
    assert "<del>Two</del>" in page.text
    old = begun.get("/transition?version=1").text
    assert "as it was kept" in old
    assert '<blockquote dir="auto">Two hours</blockquote>' in old
    assert begun.get("/transition?version=7").status_code == 404
    assert begun.get("/transition?since=7").status_code == 404


@pytest.mark.parametrize(("kind", "begins"), [("md", b"# "), ("html", b"<!doctype"), ("pdf", b"%PDF"), ("docx", b"PK")])
def test_it_is_downloaded_in_every_form(begun: Site, kind: str, begins: bytes) -> None:
    begun.send("/transition/keep")
    for name in ("now", "1"):
        answer = begun.get(f"/transition/{name}.{kind}")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert "attachment" in answer.headers["content-disposition"]
    if kind == "docx":
        assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


@pytest.mark.parametrize("path", ["now.exe", "nix.pdf", "-1.pdf", "9.pdf", "99999999999999999999.pdf", "²5.pdf"])
def test_other_files_are_not_there(begun: Site, path: str) -> None:
    assert begun.get(f"/transition/{path}").status_code == 404
