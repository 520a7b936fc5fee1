"""Finds many phrases in a text at once: whole words, endings left open, and gaps of a few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key")

# So many words may stand where a phrase has `…`.
GAP = 4
_WORD = re.compile(r"\w+(?:[+#]+)?")
# What may stand between two words of one phrase: blanks, one joining sign, one line break; never the end of a sentence.
_JOINED = re.compile(r"[ \t\u00a0]*[-\u2010-\u2015/&'\u2019_+,]?[ \t\u00a0]*\n?[ \t\u00a0]*|\.")
_NEAR = re.compile(r"[^.;:!?\n]*\n?[^.;:!?\n]*")


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in a text: from `begin` up to, not including, `end`."""

    begin: int
    end: int

    def meets(self, other: Span) -> bool:
        """Whether two spans share a letter."""
        return self.begin < other.end and other.begin < self.end


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    folded: str
    begin: int
    end: int


def fold(text: str) -> str:
    """Return a text in lower case with every letter still in its place."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def _tokens(text: str) -> list[_Token]:
    folded = fold(text)
    return [_Token(text[m.start() : m.end()], m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]


def _parts(phrase: str) -> tuple[str, ...]:
    return tuple(re.findall(r"…|\w+(?:[+#]+)?\*?", fold(phrase)))


@dataclass(slots=True)
class Phrases(Generic[Key]):
    """A dictionary of phrases; each belongs to a key."""

    _by_word: dict[str, list[tuple[tuple[str, ...], Key, str]]] = field(default_factory=dict)
    _by_start: dict[str, list[tuple[tuple[str, ...], Key, str]]] = field(default_factory=dict)

    def add(self, key: Key, phrases: Iterable[str], *, cased: bool = False) -> None:
        """Take phrases in; with `cased` they count only in exactly this case."""
        for phrase in phrases:
            parts = _parts(phrase)
            if not parts or parts[0] == "…":
                continue
            first, exact = parts[0], phrase if cased else ""
            known = self._by_start if first.endswith("*") else self._by_word
            known.setdefault(first[:2] if first.endswith("*") else first, []).append((parts, key, exact))

    def find(self, text: str) -> Iterator[tuple[Key, Span]]:
        """Yield every key that a phrase of stands in a text, with the place."""
        tokens = _tokens(text)
        for at, token in enumerate(tokens):
            known = (*self._by_word.get(token.folded, ()), *self._by_start.get(token.folded[:2], ()))
            for parts, key, exact in known:
                end = _match(tokens, at, parts, text)
                if end is None:
                    continue
                span = Span(token.begin, tokens[end].end)
                if not exact or text[span.begin : span.end] == exact:
                    yield key, span


def _match(tokens: Sequence[_Token], at: int, parts: Sequence[str], text: str) -> int | None:
    """Return the index of the last token of a phrase that begins at `at`, or None."""
    if not _fits(tokens[at], parts[0]):
        return None
    number = 1
    while number < len(parts):
        if parts[number] == "…":
            wanted, reach = parts[number + 1 :], range(at + 1, min(at + 2 + GAP, len(tokens)))
            for ahead in reach:
                if not _NEAR.fullmatch(text, tokens[at].end, tokens[ahead].begin):
                    return None
                if wanted and (end := _match(tokens, ahead, wanted, text)) is not None:
                    return end
            return None
        if at + 1 >= len(tokens) or not _fits(tokens[at + 1], parts[number]):
            return None
        if not _JOINED.fullmatch(text, tokens[at].end, tokens[at + 1].begin):
            return None
        at, number = at + 1, number + 1
    return at


def _fits(token: _Token, part: str) -> bool:
    return token.folded.startswith(part[:-1]) if part.endswith("*") else token.folded == part


def phrases_of(words: Mapping[Key, Iterable[str]]) -> Phrases[Key]:
    """Return a dictionary of phrases by their key."""
    found: Phrases[Key] = Phrases()
    for key, phrases in words.items():
        found.add(key, phrases)
    return found
