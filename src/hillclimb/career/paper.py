"""Papers to hand over: sections of prose, lists and tables, as values, as Markdown, and what changed in words."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

_MARKED = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """One paragraph; `quoted` is in the words of the learner."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; with `boxes` one to tick."""

    items: tuple[str, ...]
    boxes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows below a head; `figures` are the columns (from 0) that hold numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()


Block: TypeAlias = Prose | Bullets | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document of a page or a few: `lines` stand below its title, `foot` at the end."""

    title: str
    lines: tuple[str, ...]
    sections: tuple[Section, ...]
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words of a section: in both versions (`same`), only in the older (`gone`) or only in the newer (`new`)."""

    kind: str
    text: str


def paper_json(paper: Paper) -> dict[str, Any]:
    """Return a paper as JSON values, as it is kept in the record."""
    return {
        "title": paper.title,
        "lines": list(paper.lines),
        "sections": [
            {"title": section.title, "blocks": [_block_json(block) for block in section.blocks]}
            for section in paper.sections
        ],
        "foot": paper.foot,
    }


def paper_from(body: Mapping[str, Any]) -> Paper:
    """Return the paper that `paper_json` wrote; what it cannot read is left out."""
    sections = [
        Section(
            title=str(section.get("title", "")),
            blocks=tuple(block for raw in section.get("blocks", ()) if (block := _block_from(raw)) is not None),
        )
        for section in body.get("sections", ())
        if isinstance(section, Mapping)
    ]
    return Paper(
        title=str(body.get("title", "")),
        lines=tuple(map(str, body.get("lines", ()))),
        sections=tuple(sections),
        foot=str(body.get("foot", "")),
    )


def markdown(paper: Paper) -> str:
    """Return a paper as Markdown."""
    parts = [f"# {_escaped(paper.title)}", *("  \n".join(_escaped(line) for line in paper.lines),)]
    for section in paper.sections:
        parts += [f"## {_escaped(section.title)}", *(_block_markdown(block) for block in section.blocks)]
    if paper.foot:
        parts += ["---", f"*{_escaped(paper.foot)}*"]
    return "\n\n".join(part for part in parts if part) + "\n"


def words(section: Section) -> tuple[str, ...]:
    """Return the words of a section in reading order, one mark at the end of each paragraph."""
    found: list[str] = []
    for block in section.blocks:
        for line in texts(block):
            found += [*line.split(), "\n"]
    return tuple(found)


def texts(block: Block) -> Iterator[str]:
    """Yield the lines of a block: a paragraph, the points of a list, the rows of a table."""
    match block:
        case Prose(text=text):
            yield text
        case Bullets(items=items):
            yield from items
        case Table(head=head, rows=rows):
            yield " · ".join(head)
            yield from (" · ".join(row) for row in rows)


def all_text(paper: Paper) -> str:
    """Return everything that a paper says, line by line."""
    parts = [paper.title, *paper.lines]
    for section in paper.sections:
        parts += [section.title, *(line for block in section.blocks for line in texts(block))]
    return "\n".join([*parts, paper.foot])


def compare_papers(old: Paper, new: Paper) -> tuple[tuple[str, tuple[Run, ...]], ...]:
    """Return what changed between two versions: (title of a section, its runs of words), changed sections only."""
    before = {section.title: words(section) for section in old.sections}
    after = {section.title: words(section) for section in new.sections}
    titles = [*after, *(title for title in before if title not in after)]
    found = ((title, _runs(before.get(title, ()), after.get(title, ()))) for title in titles)
    return tuple((title, runs) for title, runs in found if any(run.kind != "same" for run in runs))


def is_right_to_left(text: str) -> bool:
    """Return whether a line begins, by its first strong letter, from the right."""
    for letter in text:
        strong = unicodedata.bidirectional(letter)
        if strong in {"L", "R", "AL"}:
            return strong != "L"
    return False


def _runs(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Run, ...]:
    runs: list[Run] = []

    def add(kind: str, part: tuple[str, ...]) -> None:
        text = re.sub(r" ?\n ?", "\n", " ".join(part)).strip(" ")
        if text.strip():
            runs.append(Run(kind=kind, text=text))

    for tag, low, high, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            add("same", old[low:high])
        else:
            add("gone", old[low:high])
            add("new", new[first:last])
    return tuple(runs)


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Prose(text=text, quoted=quoted):
            return {"kind": "prose", "text": text, "quoted": quoted}
        case Bullets(items=items, boxes=boxes):
            return {"kind": "bullets", "items": list(items), "boxes": boxes}
        case Table(head=head, rows=rows, figures=figures):
            return {"kind": "table", "head": list(head), "rows": [list(row) for row in rows], "figures": list(figures)}


def _block_from(raw: Any) -> Block | None:
    if not isinstance(raw, Mapping):
        return None
    match raw.get("kind"):
        case "prose":
            return Prose(text=str(raw.get("text", "")), quoted=raw.get("quoted") is True)
        case "bullets":
            return Bullets(items=tuple(map(str, raw.get("items", ()))), boxes=raw.get("boxes") is True)
        case "table":
            head = tuple(map(str, raw.get("head", ())))
            rows = tuple(tuple(map(str, row)) for row in raw.get("rows", ()) if len(row) == len(head))
            figures = tuple(one for one in raw.get("figures", ()) if isinstance(one, int))
            return Table(head=head, rows=rows, figures=figures)
    return None


def _block_markdown(block: Block) -> str:
    match block:
        case Prose(text=text, quoted=quoted):
            escaped = _escaped(text)
            return "\n".join(f"> {line}" for line in escaped.split("\n")) if quoted else escaped
        case Bullets(items=items, boxes=boxes):
            return "\n".join(f"- {'[ ] ' if boxes else ''}{_escaped(item)}" for item in items)
        case Table(head=head, rows=rows, figures=figures):
            rule = ["--:" if number in figures else "---" for number in range(len(head))]
            lines = [" | ".join(map(_escaped, head)), " | ".join(rule), *(" | ".join(map(_cell, row)) for row in rows)]
            return "\n".join(f"| {line} |" for line in lines)


def _cell(text: str) -> str:
    return _escaped(" ".join(text.split()))


def _escaped(text: str) -> str:
    return _MARKED.sub(r"\\\1", text)


def markdown_plain(paper: Paper) -> Iterator[tuple[str, str]]:
    """Yield each section as (title, text) for a terminal: tables in columns, nothing escaped."""
    for section in paper.sections:
        yield section.title, "\n".join(line for block in section.blocks for line in _plain_lines(block))


def _plain_lines(block: Block) -> Iterator[str]:
    match block:
        case Prose(text=text):
            yield text
        case Bullets(items=items, boxes=boxes):
            yield from (f"- {'[ ] ' if boxes else ''}{item}" for item in items)
        case Table(head=head, rows=rows, figures=figures):
            wide = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
            for row in (head, *rows):
                cells = (
                    cell.rjust(width) if n in figures else cell.ljust(width)
                    for n, (cell, width) in enumerate(zip(row, wide, strict=True))
                )
                yield ("  " + "  ".join(cells)).rstrip()
