"""Turns the bytes of a saved page or of pasted text into plain text: any encoding, no scripts, bounded."""

from __future__ import annotations

import codecs
import re
from html.parser import HTMLParser

# More of a page than this is never read.
MOST_BYTES = 2 * 1024 * 1024
_HIDDEN = frozenset({"script", "style", "template", "noscript", "svg", "head", "iframe", "object", "select", "button"})
_BLOCKS = frozenset(
    {"p", "div", "section", "article", "header", "footer", "main", "aside", "nav", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"ul", "ol", "dl", "dt", "dd", "table", "tr", "pre", "blockquote", "form", "figure", "details", "summary", "hr"}
)
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "summary"})
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_UNFINISHED = re.compile(r"<(?![^<>]{0,4000}>)")
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|body|div|p|ul|ol|li|br|h[1-6]|table|span|section|article)(?=[\s>/])", re.IGNORECASE
)


def decoded(body: bytes, *, charset: str = "") -> str:
    """Return bytes as text: by their mark, by what was said of them, by what they say, as UTF-8, or as Windows-1252."""
    body = body[:MOST_BYTES]
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if body.startswith(mark):
            return body.removeprefix(mark if name == "utf-8" else b"").decode(name, "replace")
    said = _CHARSET.search(body[:4096])
    for name in (charset, "utf-8", said.group(1).decode("ascii") if said else ""):
        try:
            if name and codecs.lookup(name)._is_text_encoding:
                return body.decode(name)
        except (LookupError, UnicodeError, ValueError):
            continue
    cut = body[: len(body) - 4].decode("utf-8", "ignore") if len(body) == MOST_BYTES else ""
    return cut or body.decode("cp1252", "replace")


class _Plain(HTMLParser):
    """Collects the words that a reader of the page would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.title: list[str] = []
        self._hidden: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where hidden parts and blocks begin."""
        if tag == "title":
            self._in_title = True
        elif tag == "body":
            self._hidden.clear()
        elif tag in _HIDDEN:
            self._hidden.append(tag)
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        """Note where they end; an end without a beginning is nothing."""
        if tag == "title":
            self._in_title = False
        elif tag in self._hidden:
            del self._hidden[self._hidden.index(tag) :]
        elif tag in _BLOCKS:
            self.parts.append("\n" if tag in _HEADS else "\n\n")

    def handle_data(self, data: str) -> None:
        """Take words in."""
        if self._in_title:
            self.title.append(data)
        elif not self._hidden:
            # Line breaks within a paragraph of HTML mean nothing.
            self.parts.append(re.sub(r"\s+", " ", data))


def plain(text: str) -> str:
    """Return what a reader sees of a text that may be HTML, tidy: no runs of blanks, at most one empty line."""
    if _LOOKS_LIKE_HTML.search(text):
        parser = _Plain()
        parser.feed(_whole(text[:MOST_BYTES]))
        parser.close()
        seen = "".join(parser.parts)
        text = seen if seen.strip() else "".join(parser.title)
    text = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in unified(text))
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _whole(text: str) -> str:
    """Return HTML without comments and unfinished tags, over which the parser would stumble again and again."""
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0:
        kept.append(text[at:begin])
        end = text.find("-->", begin + 4)
        at = end + 3 if end >= 0 else len(text)
    return _UNFINISHED.sub(" ", "".join([*kept, text[at:]]).replace("<![", " "))


def unified(text: str) -> str:
    """Return a text whose lines all end in one way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
