"""Papers as one page of HTML that needs nothing else, as PDF and as DOCX."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hillclimb.career.paper import Block, Bullets, Paper, Prose, Table, all_text, is_right_to_left

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph
    from fpdf import FPDF

_CSS = (Path(__file__).parent / "templates" / "paper.css").read_text
_INK, _QUIET, _LINE, _ACCENT = (22, 32, 28), (76, 90, 84), (190, 202, 195), (15, 92, 74)
_ROW = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file that a PDF can take letters from, and its bold sister where there is one."""

    name: str
    regular: Path
    bold: Path | None = None


class MissingLetters(Exception):
    """No font has these letters."""

    def __init__(self, letters: str) -> None:
        super().__init__(letters)
        self.letters = letters


def html(paper: Paper) -> str:
    """Return a paper as one self-contained page, in light and dark, that prints well."""
    parts = [
        f"<h1 dir=auto>{escape(paper.title)}</h1>",
        *(f"<p class=line dir=auto>{escape(one)}</p>" for one in paper.lines),
    ]
    for section in paper.sections:
        body = "\n".join(_html_block(block) for block in section.blocks)
        parts.append(f"<section><h2 dir=auto>{escape(section.title)}</h2>\n{body}</section>")
    foot = f"<footer><p dir=auto>{escape(paper.foot)}</p></footer>" if paper.foot else ""
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(paper.title)}</title>\n<style>\n{_CSS(encoding='utf-8')}</style></head>\n"
        f"<body>\n<main>\n{chr(10).join(parts)}\n</main>\n{foot}\n</body>\n</html>\n"
    )


def _html_block(block: Block) -> str:
    match block:
        case Prose(text=text, quoted=quoted):
            lines = "<br>".join(escape(line) for line in text.split("\n"))
            return f"<blockquote dir=auto>{lines}</blockquote>" if quoted else f"<p dir=auto>{lines}</p>"
        case Bullets(items=items, boxes=boxes):
            kind = ' class="boxes"' if boxes else ""
            return f"<ul{kind}>{''.join(f'<li dir=auto>{escape(item)}</li>' for item in items)}</ul>"
        case Table(head=head, rows=rows, figures=figures):
            marks = [' class="figure"' if number in figures else "" for number in range(len(head))]
            top = "".join(f'<th scope="col"{mark}>{escape(one)}</th>' for mark, one in zip(marks, head, strict=True))
            body = "".join(
                "<tr>"
                + "".join(f"<td{m} dir=auto>{escape(one)}</td>" for m, one in zip(marks, row, strict=True))
                + "</tr>"
                for row in rows
            )
            return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def pdf(paper: Paper, faces: Sequence[Face], *, at: datetime) -> bytes:
    """Return a paper as PDF (A4) with its letters embedded; raise MissingLetters where no face has one.

    The first face that has a letter is used for it; without any face, the PDF standard font (Windows-1252).
    Scripts that join letters are shaped, and lines that begin from the right are set from the right.
    """
    from fpdf import FPDF

    used = _needed(all_text(paper), faces)
    made = FPDF(format="A4")
    made.set_creation_date(at.astimezone(UTC))
    made.set_title(paper.title)
    made.set_margins(24, 22, 24)
    made.set_auto_page_break(auto=True, margin=20)
    family = "Helvetica"
    if used:
        family = used[0].name
        for face in used:
            made.add_font(face.name, "", face.regular)
            made.add_font(face.name, "B", face.bold or face.regular)
        made.set_fallback_fonts([face.name for face in used[1:]], exact_match=False)
        made.set_text_shaping(True)
    else:
        made.core_fonts_encoding = "cp1252"
    _Press(made, family).put(paper)
    return bytes(made.output())


def _needed(text: str, faces: Sequence[Face]) -> tuple[Face, ...]:
    """Return the faces that the letters need: the first that has most, then whatever others are missing."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    letters = {letter for letter in text if not letter.isspace() and unicodedata.category(letter) not in ("Cc", "Cf")}
    chosen: list[Face] = []
    if not faces:
        odd = sorted(letter for letter in letters if not _in_cp1252(letter))
        if odd:
            raise MissingLetters("".join(odd[:20]))
        return ()
    for face in faces:
        with TTFont(face.regular, lazy=True, fontNumber=0) as font:
            has = set(map(chr, font.getBestCmap() or {}))
        if not chosen or letters & has:
            chosen.append(face)
            letters -= has
        if not letters:
            break
    if letters:
        raise MissingLetters("".join(sorted(letters)[:20]))
    return tuple(chosen)


def _in_cp1252(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


class _Press:
    """Sets a paper onto the pages of a PDF."""

    def __init__(self, made: FPDF, family: str) -> None:
        self.made = made
        self.family = family

    def put(self, paper: Paper) -> None:
        """Set the whole paper."""
        self.made.add_page()
        self._text(paper.title, size=20, bold=True, colour=_ACCENT, high=10)
        self.made.ln(1)
        for line in paper.lines:
            self._text(line, size=10.5, colour=_QUIET, high=5.4)
        self.made.ln(2)
        self.made.set_draw_color(*_ACCENT)
        self.made.set_line_width(0.5)
        self.made.line(self.made.l_margin, self.made.get_y(), self.made.w - self.made.r_margin, self.made.get_y())
        for section in paper.sections:
            self._heading(section.title)
            for block in section.blocks:
                self._block(block)
        if paper.foot:
            self.made.ln(5)
            self._text(paper.foot, size=8.5, colour=_QUIET, high=4.2)

    def _heading(self, title: str) -> None:
        if self.made.will_page_break(28):
            self.made.add_page()
        self.made.ln(5)
        self._text(title, size=13.5, bold=True, colour=_ACCENT, high=7)
        self.made.ln(0.8)

    def _block(self, block: Block) -> None:
        match block:
            case Prose(text=text, quoted=quoted):
                self._quote(text) if quoted else self._text(text)
                self.made.ln(1.8)
            case Bullets(items=items, boxes=boxes):
                for item in items:
                    self._item(item, boxes=boxes)
                self.made.ln(1.2)
            case Table() as table:
                self._table(table)
                self.made.ln(2.4)

    def _quote(self, text: str) -> None:
        left, top, page = self.made.l_margin, self.made.get_y(), self.made.page
        self.made.set_left_margin(left + 5)
        self._text(text)
        self.made.set_left_margin(left)
        if self.made.page == page:
            self.made.set_draw_color(*_LINE)
            self.made.set_line_width(0.8)
            self.made.line(left + 1.2, top + 0.6, left + 1.2, self.made.get_y() - 0.6)

    def _item(self, item: str, *, boxes: bool) -> None:
        made, left = self.made, self.made.l_margin
        if made.will_page_break(6):
            made.add_page()
        right = is_right_to_left(item)
        y, x = made.get_y(), (made.w - made.r_margin - 3.2 if right else left + 1)
        made.set_draw_color(*_QUIET)
        made.set_fill_color(*_ACCENT)
        made.set_line_width(0.25)
        if boxes:
            made.rect(x, y + 1.1, 3, 3)
        else:
            made.ellipse(x + 0.6, y + 2, 1.3, 1.3, style="F")
        if right:
            self._text(item, inset=6)
            return
        made.set_left_margin(left + 6)
        made.set_x(left + 6)
        self._text(item)
        made.set_left_margin(left)

    def _table(self, table: Table) -> None:
        from fpdf.enums import TableBordersLayout
        from fpdf.fonts import FontFace

        made = self.made
        self._font(9.5)
        longest = [max((len(row[n]) for row in (table.head, *table.rows)), default=1) for n in range(len(table.head))]
        wide = [min(max(one, 9), 46) for one in longest]
        align = tuple("RIGHT" if n in table.figures else "LEFT" for n in range(len(table.head)))
        made.set_draw_color(*_LINE)
        made.set_fill_color(255, 255, 255)
        made.set_line_width(0.2)
        with made.table(
            col_widths=tuple(wide),
            text_align=align,
            line_height=_ROW,
            padding=(1.1, 1.4),
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=_QUIET, fill_color=(238, 243, 240)),
        ) as drawn:
            for row in (table.head, *table.rows):
                cells = drawn.row()
                for text in row:
                    cells.cell(text, align="RIGHT" if is_right_to_left(text) else None)

    def _font(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK) -> None:
        self.made.set_font(self.family, "B" if bold else "", size)
        self.made.set_text_color(*colour)

    def _text(self, text: str, *, size: float = 10.5, inset: float = 0.0, high: float = 5.2, **style: Any) -> None:
        self._font(size, **style)
        for line in text.split("\n"):
            align = "R" if is_right_to_left(line) else "L"
            width = self.made.w - self.made.r_margin - self.made.l_margin - inset
            self.made.set_x(self.made.l_margin)
            self.made.multi_cell(width, high, line or " ", align=align, new_x="LMARGIN", new_y="NEXT")


def docx(paper: Paper, *, at: datetime) -> bytes:
    """Return a paper as a Word document; lines that begin from the right are marked so."""
    from docx import Document
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt, RGBColor

    made = Document()
    made.core_properties.title = paper.title
    made.core_properties.author = ""
    made.core_properties.created = made.core_properties.modified = at.astimezone(UTC).replace(tzinfo=None)
    for part in made.sections:
        part.page_width, part.page_height = Mm(210), Mm(297)
        part.left_margin = part.right_margin = Mm(24)
        part.top_margin = part.bottom_margin = Mm(22)
    made.styles["Normal"].font.name = "Calibri"
    made.styles["Normal"].font.size = Pt(11)
    for name in ("Title", "Heading 1"):
        made.styles[name].font.color.rgb = RGBColor(*_ACCENT)
    _turned([made.add_heading(paper.title, 0)])
    for line in paper.lines:
        _turned([made.add_paragraph(line)])
        made.paragraphs[-1].paragraph_format.space_after = Pt(0)
    for section in paper.sections:
        _turned([made.add_heading(section.title, 1)])
        for block in section.blocks:
            match block:
                case Prose(text=text, quoted=quoted):
                    _turned([made.add_paragraph(text, style="Intense Quote" if quoted else None)])
                case Bullets(items=items, boxes=boxes):
                    _turned(
                        made.add_paragraph(f"☐ {one}" if boxes else one, style=None if boxes else "List Bullet")
                        for one in items
                    )
                case Table(head=head, rows=rows, figures=figures):
                    grid = made.add_table(rows=0, cols=len(head), style="Light List Accent 1")
                    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
                    for row in (head, *rows):
                        for number, (cell, text) in enumerate(zip(grid.add_row().cells, row, strict=True)):
                            cell.text = text
                            _turned(cell.paragraphs)
                            if number in figures:
                                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
                    made.add_paragraph()
    if paper.foot:
        made.add_paragraph().add_run(paper.foot).font.size = Pt(8.5)
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()


def _turned(paragraphs: Iterable[Paragraph]) -> None:
    """Mark paragraphs that begin from the right, and their runs."""
    from docx.oxml import OxmlElement

    for paragraph in paragraphs:
        if is_right_to_left(paragraph.text):
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
            for run in paragraph.runs:
                run._r.get_or_add_rPr().append(OxmlElement("w:rtl"))
