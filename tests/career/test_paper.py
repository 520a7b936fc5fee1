"""Papers: kept and read again, compared in words, and printed in every form with letters of every script."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.career import (
    Bullets,
    Face,
    MissingLetters,
    Paper,
    Prose,
    Section,
    Table,
    compare_papers,
    docx,
    html,
    markdown,
    paper_from,
    paper_json,
    pdf,
)
from hillclimb.career.paper import is_right_to_left, words

AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
BLOCK = st.one_of(
    st.builds(Prose, text=TEXT, quoted=st.booleans()),
    st.builds(Bullets, items=st.lists(TEXT, max_size=3).map(tuple), boxes=st.booleans()),
    st.builds(
        Table,
        head=st.just(("a", "b")),
        rows=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
        figures=st.just((1,)),
    ),
)
PAPER = st.builds(
    Paper,
    title=TEXT,
    lines=st.lists(TEXT, max_size=2).map(tuple),
    sections=st.lists(
        st.builds(Section, title=TEXT, blocks=st.lists(BLOCK, max_size=3).map(tuple)),
        max_size=3,
        unique_by=lambda s: s.title,
    ).map(tuple),
    foot=TEXT,
)


def paper(text: str, *more: str) -> Paper:
    return Paper(
        title="Plan", lines=(), sections=(Section(title="Why", blocks=(Prose(text=text), Bullets(items=more))),)
    )


def system_faces() -> tuple[Face, ...]:
    from hillclimb.actions.handing import _faces

    return _faces()


@given(PAPER)
def test_what_is_kept_is_read_again(made: Paper) -> None:
    assert paper_from(paper_json(made)) == made


@given(PAPER, PAPER)
def test_changes_lead_from_one_version_to_the_other(old: Paper, new: Paper) -> None:
    changes = dict(compare_papers(old, new))
    before = {section.title: words(section) for section in old.sections}
    after = {section.title: words(section) for section in new.sections}
    for title in before.keys() | after.keys():
        one = [word for word in before.get(title, ()) if word.strip()]
        two = [word for word in after.get(title, ()) if word.strip()]
        runs = changes.get(title)
        if runs is None:
            assert one == two or before.get(title, ()) == after.get(title, ())
            continue
        assert " ".join(run.text for run in runs if run.kind != "new").split() == one
        assert " ".join(run.text for run in runs if run.kind != "gone").split() == two


def test_a_changed_word_is_told_with_its_neighbours_left_alone() -> None:
    ((title, runs),) = compare_papers(paper("Two hours on Fridays"), paper("Four hours on Fridays"))
    assert title == "Why"
    assert [(run.kind, run.text) for run in runs][:3] == [
        ("gone", "Two"),
        ("new", "Four"),
        ("same", "hours on Fridays\n"),
    ]


def test_markdown_escapes_what_would_be_markup() -> None:
    text = markdown(paper("a | b <script> *not bold* [link](x)", "# no heading"))
    assert r"\<script\> \*not bold\*" in text
    assert r"- \# no heading" in text


def test_html_stands_alone_and_runs_nothing() -> None:
    text = html(paper('<script>alert(1)</script> & "quotes"'))
    assert "<script>" not in text
    assert not re.search(r"(?:src|href)=|url\(|@import", text)
    assert 'lang="en"' in text


def test_a_docx_opens_and_marks_lines_from_the_right() -> None:
    body = docx(paper("שלום עולם", "left"), at=AT)
    document = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    assert "שלום עולם" in document
    assert document.count("<w:bidi/>") == 1
    assert document.count("<w:rtl/>") == 1


def test_a_pdf_without_fonts_knows_western_letters_only() -> None:
    assert pdf(paper("Łódź".replace("Ł", "L").replace("ź", "z") + " für 5 € – “so”"), (), at=AT).startswith(b"%PDF")
    with pytest.raises(MissingLetters) as missing:
        pdf(paper("Łukasz"), (), at=AT)
    assert missing.value.letters == "Ł"


def test_letters_that_no_font_has_are_named() -> None:
    faces = system_faces()
    if not faces:
        pytest.skip("no fonts here")
    with pytest.raises(MissingLetters) as missing:
        pdf(paper("fine \U000e0041? \U0001f3f4 \uf8ff"), faces[:1], at=AT)
    assert "\uf8ff" in missing.value.letters


def test_names_of_any_script_are_in_the_pdf() -> None:
    faces = system_faces()
    try:
        body = pdf(paper("Łukasz Žižek, Nguyễn Thị Hoa, Ελένη, Юлия, محمد الأحمد, דוד לוי"), faces, at=AT)
    except MissingLetters as missing:
        pytest.skip(f"no font for {missing.letters}")
    assert body.count(b"/FontFile2") + body.count(b"/FontFile3") >= 1


def test_the_same_paper_makes_the_same_bytes() -> None:
    assert pdf(paper("a"), (), at=AT) == pdf(paper("a"), (), at=AT)


@pytest.mark.parametrize(
    ("text", "right"),
    [("abc", False), ("שלום", True), ("123 محمد", True), ("ML في", False), ("", False), ("12", False)],
)
def test_the_first_strong_letter_decides_where_a_line_begins(text: str, right: bool) -> None:
    assert is_right_to_left(text) is right


def test_a_long_paper_breaks_pages_with_its_tables() -> None:
    rows = tuple((f"row {n}", str(n)) for n in range(120))
    long = Paper(
        title="Long",
        lines=(),
        sections=(
            Section(title="All", blocks=(Table(head=("a", "b"), rows=rows, figures=(1,)), Prose(text="word " * 3000))),
        ),
    )
    assert len(re.findall(rb"/Type /Page\b", pdf(long, (), at=AT))) > 4


def test_the_style_sheet_is_packed_with_the_code() -> None:
    import hillclimb.career.printing as printing

    assert (Path(printing.__file__).parent / "templates" / "paper.css").is_file()
