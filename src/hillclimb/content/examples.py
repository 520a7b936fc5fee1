"""Finds the code of a lesson and what it says that the code prints; whoever proves a pack runs it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FENCE = re.compile(r"^(`{3,}|~{3,})\s*([\w+-]*)\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A fenced block: its language, its text and the line of its opening fence; open when never closed."""

    language: str
    text: str
    line: int
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Python code of a lesson with the output that stands below it ("" for none); `line` is its first line of code.

    The blocks of one lesson run from top to bottom in one namespace.
    """

    code: str
    output: str
    line: int


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
    """Return the Python blocks of a lesson, each with its expected output."""
    found = fences(text)
    after = [*found[1:], None]
    return tuple(
        Block(
            code=fence.text,
            output=below.text.strip() if below is not None and below.language == "output" else "",
            line=fence.line + 1,
        )
        for fence, below in zip(found, after, strict=True)
        if fence.language == "python"
    )
