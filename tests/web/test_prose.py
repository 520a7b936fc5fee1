"""Markdown from packs: what it may contain, and that nothing in it can run."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.web.prose import code, has_maths, phrase, prose, without_title

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[press](javascript:alert(1))",
    "[press](JaVaScRiPt&#58;alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "![look](https://evil.example/pixel.png)",
    '[x](http://a.example "onmouseover=alert(1)")',
    "```python\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "$</span><script>alert(1)</script>$",
    "$$\n</div><script>alert(1)</script>\n$$",
    '<a href="javascript:alert(1)">x</a>',
    "<svg onload=alert(1)>",
    "<style>body{display:none}</style>",
    "```output\n<iframe src=x>\n```",
]


class Seen(HTMLParser):
    """Collects tags and attributes as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def check_safe(body: str) -> None:
    seen = Seen()
    seen.feed(body)
    for tag, attributes in seen.found:
        assert tag not in {"script", "style", "iframe", "img", "svg", "object", "form", "input", "link", "meta", "base"}
        for name, value in attributes:
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert re.match(r"(https?:|mailto:|[^:]*$)", value or ""), value


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_becomes_harmless(text: str) -> None:
    check_safe(prose(text))
    check_safe(phrase(text))


@given(st.text(alphabet=st.sampled_from(list("<>\"'`$[]()!&;:/=\\ \nabonjavscript#*_|-")), max_size=80))
def test_no_text_at_all_becomes_something_that_runs(text: str) -> None:
    check_safe(prose(text))
    check_safe(phrase(text))


@given(st.text(max_size=60), st.sampled_from(["python", "output", "text", "no-such-language", '"><b>']))
def test_code_stays_what_it_was(text: str, language: str) -> None:
    shown = code(text, language)
    check_safe(shown)


def test_code_is_coloured_and_its_output_is_told_apart() -> None:
    body = prose("```python\nprint(1)\n```\n```output\n1\n```\n")
    assert '<span class="nb">print</span>' in body
    assert '<figure class="output">' in body
    assert 'tabindex="0"' in body


def test_mathematics_is_kept_as_tex_for_the_page_to_draw() -> None:
    assert '<span class="math inline">x_1 &lt; \\alpha</span>' in prose("Let $x_1 < \\alpha$ be.")
    assert '<div class="math block">' in prose("$$\nx^2\n$$\n")
    assert "math" not in prose("It costs $5 and then $6.")
    assert has_maths("a", "$x$")
    assert not has_maths("a", "b")


def test_a_table_is_aligned_by_class() -> None:
    body = prose("| a | b |\n|--:|:-:|\n| 1 | 2 |\n")
    assert '<th class="to-right">' in body
    assert "style" not in body


def test_only_an_opening_title_is_taken_off() -> None:
    assert without_title("# One\n\ntext") == "\ntext"
    assert without_title("text\n# One") == "text\n# One"
    assert without_title("## Two\ntext") == "## Two\ntext"


def test_an_image_of_the_lesson_is_a_figure_with_its_meaning_below() -> None:
    shown = prose('before\n\n![a <b> line](figures/glm.svg "what it means")\n\nafter')
    assert '<figure class="drawn"><img src="figures/glm.svg" alt="a &lt;b&gt; line"' in shown
    assert "<figcaption>what it means</figcaption>" in shown
    assert "<p></p>" not in shown.replace("\n", "")


@pytest.mark.parametrize("source", ["https://evil.example/x.svg", "../x.svg", "figures/../x.svg", "figures/x.png"])
def test_an_image_from_elsewhere_is_only_its_words(source: str) -> None:
    shown = prose(f"![the words]({source})")
    assert "<img" not in shown
    assert "the words" in shown


def test_the_code_of_a_figure_is_folded_away() -> None:
    shown = prose("```figure\nax.plot([1])\n```")
    assert shown.startswith('<details class="drawing"><summary>')
    assert "ax" in shown
