"""Plausible slips in SQL: each changes one word, sign or number, and nothing in comments, strings or names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_SKIP = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", re.DOTALL)
_TOKEN = re.compile(
    r"(?P<index>\bCREATE\s+(?:UNIQUE\s+)?INDEX\b[^;]*;)"
    r"|(?P<outer>\bLEFT\s+(?:OUTER\s+)?JOIN\b)"
    r"|(?P<null>\bIS\s+(?:NOT\s+)?NULL\b)"
    r"|(?P<coalesce>\bcoalesce\s*\((?P<inner>[^(),]*(?:\([^()]*\))?[^(),]*),[^()]*\))"
    r"|(?P<conjunct>\bAND\b(?P<rest>(?:(?!\bAND\b|\bOR\b|\bORDER\b|\bGROUP\b|\bBETWEEN\b)[^();])*))"
    r"|(?P<word>\b(?:DISTINCT|DESC|ASC|UNION\s+ALL|UNION|sum|max|min|count|avg|NOT)\b)"
    r"|(?P<compare><=|>=|<>|!=|==|<|>|=)"
    r"|(?P<sign>(?<=[\w)]\s)[+\-](?=\s))"
    r"|(?P<number>(?<![\w.])\d+(?:\.\d+)?(?![\w.]))",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\w+")
_COMPARE: Mapping[str, tuple[str, ...]] = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "=": ("<>",),
    "==": ("<>",),
    "<>": ("=",),
    "!=": ("=",),
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "distinct": ("",),
    "desc": ("ASC",),
    "asc": ("DESC",),
    "union": ("UNION ALL",),
    "union all": ("UNION",),
    "sum": ("max", "count"),
    "max": ("min",),
    "min": ("max",),
    "avg": ("max",),
    "not": ("",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One slip: where its text begins and ends, what stands there instead, and what kind of slip it is."""

    start: int
    end: int
    new: str
    kind: str


def slips_in(text: str) -> Iterator[Slip]:
    """Yield every slip that can be made in a script, from its first line to its last."""
    blank = _SKIP.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    at = 0
    while found := _TOKEN.search(blank, at):
        # What may hold other tokens is gone through again from its first word on.
        holds = found["coalesce"] is not None or found["conjunct"] is not None
        at = found.start() + len(_FIRST.match(found[0])[0]) if holds else found.end()  # type: ignore[index]
        for name, changes in _CHANGES.items():
            if found[name] is not None:
                yield from (
                    Slip(start=found.start(name), end=found.end(name), new=new, kind=told)
                    for new, told in changes(found)
                )


def _index(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "", "index dropped"


def _outer(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield "JOIN", "inner for outer join"


def _null(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield ("IS NULL" if "not" in found["null"].lower() else "IS NOT NULL"), "null turned round"


def _coalesce(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield found["inner"].strip(), "default dropped"


def _conjunct(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    rest = found["rest"]
    yield rest[len(rest.rstrip()) :], "condition dropped"


def _word(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    for new in _WORDS.get(re.sub(r"\s+", " ", found["word"].lower()), ()):
        yield new, "other word"


def _compare(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    for new in _COMPARE[found["compare"]]:
        yield new, "comparison"


def _sign(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    yield ("-" if found["sign"] == "+" else "+"), "arithmetic"


def _number(found: re.Match[str]) -> Iterator[tuple[str, str]]:
    for step in (1, -1):
        if "." not in found["number"] and int(found["number"]) + step >= 0:
            yield str(int(found["number"]) + step), "number"


_CHANGES: Mapping[str, Callable[[re.Match[str]], Iterator[tuple[str, str]]]] = {
    "index": _index,
    "outer": _outer,
    "null": _null,
    "coalesce": _coalesce,
    "conjunct": _conjunct,
    "word": _word,
    "compare": _compare,
    "sign": _sign,
    "number": _number,
}
