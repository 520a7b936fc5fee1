"""Finds the code of a lesson and what it says that the code prints; whoever proves a pack runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIGURE = "figure"
FIGURES = "figures"

_FENCE = re.compile(r"^(`{3,}|~{3,})\s*([\w+-]*)\s*$")
_PICTURE = re.compile(r"""^!\[(?P<alt>.*?)\]\((?P<file>[^\s)]+)(?:\s+"(?P<title>.*)")?\)\s*$""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced block: its language, its text and the line of its opening fence; open when never closed."""

    language: str
    text: str
    line: int
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """An image of a lesson: where it lies below lessons/, what is seen on it, what it means, and its line."""

    file: str
    alt: str
    title: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Python code of a lesson with the output that stands below it ("" for none); `line` is its first line of code.

    The blocks of one lesson run from top to bottom in one namespace. One that is a `figure` draws instead of printing.
    """

    code: str
    output: str = ""
    line: int = 1
    figure: bool = False


def fences(text: str) -> tuple[Fence, ...]:
    """Return the fenced blocks of a Markdown text, in order."""
    found: list[Fence] = []
    mark, language, start, body = "", "", 0, list[str]()
    for number, line in enumerate(text.splitlines(), start=1):
        at = _FENCE.match(line)
        if mark and at and at.group(1).startswith(mark) and not at.group(2):
            found.append(Fence(language=language, text="\n".join(body), line=start))
            mark = ""
        elif mark:
            body.append(line)
        elif at:
            mark, language, start, body = at.group(1), at.group(2), number, []
    if mark:
        found.append(Fence(language=language, text="\n".join(body), line=start, closed=False))
    return tuple(found)


def lesson_blocks(text: str) -> tuple[Block, ...]:
    """Return the Python and figure blocks of a lesson, each with its expected output."""
    found = fences(text)
    after = [*found[1:], None]
    return tuple(
        Block(
            code=fence.text,
            output=below.text.strip() if below is not None and below.language == "output" else "",
            line=fence.line + 1,
            figure=fence.language == FIGURE,
        )
        for fence, below in zip(found, after, strict=True)
        if fence.language in ("python", FIGURE)
    )


def pictures(text: str) -> tuple[Picture, ...]:
    """Return the images of a lesson that stand on lines of their own, outside code, in order."""
    coded = {
        line
        for fence in fences(text)
        for line in range(fence.line, fence.line + fence.text.count("\n") + (2 if fence.text else 1))
    }
    found = ((number, _PICTURE.match(line)) for number, line in enumerate(text.splitlines(), start=1))
    return tuple(
        Picture(file=at["file"], alt=at["alt"].strip(), title=(at["title"] or "").strip(), line=number)
        for number, at in found
        if at and number not in coded
    )


def figure_name(skill: str, number: int) -> str:
    """Return where the image of a lesson's figure (counted from 0) lies below lessons/."""
    return f"{FIGURES}/{skill}{f'-{number + 1}' if number else ''}.svg"
