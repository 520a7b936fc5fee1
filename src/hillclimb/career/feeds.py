"""Reads RSS, Atom and JSON Feed into items, never with entities or without end, and holds alerts to them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.parsers import expat

from hillclimb.career.markup import decoded, plain
from hillclimb.career.phrases import fold, phrases_of

MOST_ITEMS = 500
MOST_TEXT = 60_000
_DEPTH = 60
_TEXTS = {
    "title": "title",
    "description": "text",
    "summary": "text",
    "content": "text",
    "encoded": "text",
    "location": "place",
    "guid": "name",
    "id": "name",
    "link": "link",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One posting of a feed: a name that stays the same, its title, where it is to be read, and its words."""

    name: str
    title: str
    link: str
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed holds; `wrong` says why it ends where it does, empty where it was read to its end."""

    items: tuple[Item, ...]
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """What to look for: one of the places and one of the words, any where a list is empty."""

    name: str
    places: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def fits(self, item: Item) -> bool:
        """Whether an item is what is looked for; words are whole ones, `*` ends a word that may go on."""
        text = "\n".join((item.title, item.place, item.text))
        return all(
            not wanted or any(True for _ in phrases_of({"it": wanted}).find(text))
            for wanted in (self.places, self.words)
        )


class _Stop(Exception):
    """The feed holds something that is not read."""


@dataclass(slots=True)
class _Reader:
    """Collects items while a parser goes through the feed; what was whole before a fault stays."""

    items: list[Item] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    parts: dict[str, list[str]] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2].lower()
        self.path.append(tag)
        if len(self.path) > _DEPTH:
            raise _Stop("it is nested too deeply")
        if tag in ("item", "entry"):
            self.parts = {}
        elif self.parts is not None and tag == "link" and attributes.get("rel", "alternate") == "alternate":
            self.parts.setdefault("link", []).append(attributes.get("href", ""))

    def text(self, data: str) -> None:
        if self.parts is not None and self.path and (kind := _TEXTS.get(self.path[-1])):
            self.parts.setdefault(kind, []).append(data)

    def end(self, name: str) -> None:
        self.path.pop()
        if name.rpartition(" ")[2].lower() in ("item", "entry") and self.parts is not None:
            self.items.append(_item({kind: "".join(texts) for kind, texts in self.parts.items()}))
            self.parts = None
            if len(self.items) >= MOST_ITEMS:
                raise _Stop(f"only the first {MOST_ITEMS} items are read")


def read_feed(body: bytes, *, charset: str = "") -> Feed:
    """Return what a feed holds, as far as it can be read."""
    text = decoded(body, charset=charset).lstrip("\ufeff \t\r\n")
    if text.startswith("{"):
        return _json_feed(text)
    if not text.startswith("<"):
        return Feed(items=(), wrong="it is neither RSS, Atom nor JSON Feed")
    reader = _Reader()
    parser = expat.ParserCreate("utf-8", " ")
    parser.StartElementHandler = reader.start
    parser.CharacterDataHandler = reader.text
    parser.EndElementHandler = reader.end

    def refuse(*_: Any) -> None:
        # Entities can grow without end or name files; no feed needs any of its own.
        raise _Stop("it declares a document type, which is not read")

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except _Stop as stop:
        return Feed(items=tuple(reader.items), wrong=str(stop))
    except expat.ExpatError as error:
        return Feed(items=tuple(reader.items), wrong=f"line {error.lineno} is not XML")
    named = "" if reader.items or _is_feed(text) else "it is neither RSS, Atom nor JSON Feed"
    return Feed(items=tuple(reader.items), wrong=named)


def _is_feed(text: str) -> bool:
    return any(mark in text[:2000].lower() for mark in ("<rss", "<feed", "<rdf", "<channel"))


def _json_feed(text: str) -> Feed:
    try:
        rows = json.loads(text)["items"]
        items = [
            _item(
                {
                    "name": str(row.get("id") or ""),
                    "title": str(row.get("title") or ""),
                    "link": str(row.get("url") or row.get("external_url") or ""),
                    "text": str(row.get("content_html") or row.get("content_text") or row.get("summary") or ""),
                }
            )
            for row in rows[:MOST_ITEMS]
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Feed(items=(), wrong="it is no JSON Feed")
    return Feed(items=tuple(items))


def _item(parts: dict[str, str]) -> Item:
    link = parts.get("link", "").strip()
    link = link if urlsplit_safe(link) in ("http", "https") else ""
    title = " ".join(plain(parts.get("title", "")).split())[:200]
    text = plain(parts.get("text", ""))[:MOST_TEXT]
    name = parts.get("name", "").strip() or link or fold(title)
    return Item(name=name[:500], title=title, link=link[:2000], place=plain(parts.get("place", ""))[:200], text=text)


def urlsplit_safe(url: str) -> str:
    """Return the scheme of an address, empty where it is none."""
    try:
        return urlsplit(url).scheme.lower()
    except ValueError:
        return ""


def fitting(items: Sequence[Item], alerts: Sequence[Alert]) -> tuple[tuple[Item, tuple[str, ...]], ...]:
    """Return the items that fit an alert with its names; every item, unnamed, where there are no alerts."""
    if not alerts:
        return tuple((item, ()) for item in items)
    found = [(item, tuple(alert.name for alert in alerts if alert.fits(item))) for item in items]
    return tuple((item, names) for item, names in found if names)
