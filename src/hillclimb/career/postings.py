"""Reads a job posting into skills, transparently: every skill with the words that asked for it and their place."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hillclimb.career.phrases import Phrases, Span, phrases_of
from hillclimb.career.stated import Stated, stated
from hillclimb.content import Cue, Vocabulary

# A longer text than this is no posting; the rest is left unread.
MOST_LETTERS = 60_000
_PARTS = {
    Cue.ASKED_PART: "asked",
    Cue.WELCOME_PART: "welcome",
    Cue.UNNEEDED_PART: "unneeded",
    Cue.EMPLOYER_PART: "employer",
    Cue.OFFER_PART: "offer",
}
_HEADING_WORDS = 9
_BULLET = re.compile(r"^\s*(?:[-*•–—+»→·]|\d{1,2}[.)])\s+")
# A sentence ends at a full stop before a blank, a semicolon or a line break; “but” turns it round.
_SENTENCE = re.compile(r"(?:(?<=[.!?;])\s+|\n|;|(?<=,)\s+but\s+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words that name a skill: where they stand, and how they are meant.

    `meant` is `asked`, `welcome` (nice to have), or why they do not count: `unneeded`, `employer` or `offer`.
    """

    skill: str
    words: str
    span: Span
    line: int
    meant: str

    @property
    def counts(self) -> bool:
        """Whether the words ask for the skill."""
        return self.meant in ("asked", "welcome")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A posting as read: its text, the hits in their order, and what else it states."""

    text: str
    hits: tuple[Hit, ...]
    stated: Stated

    @property
    def asked(self) -> tuple[str, ...]:
        """The skills that are asked for, in the order of their first words."""
        return tuple(dict.fromkeys(hit.skill for hit in self.hits if hit.meant == "asked"))

    @property
    def welcome(self) -> tuple[str, ...]:
        """The skills that are nice to have and nowhere asked for."""
        asked = set(self.asked)
        return tuple(dict.fromkeys(hit.skill for hit in self.hits if hit.meant == "welcome" and hit.skill not in asked))

    def hits_of(self, skill: str) -> tuple[Hit, ...]:
        """Return what asked for a skill."""
        return tuple(hit for hit in self.hits if hit.skill == skill and hit.counts)


@dataclass(frozen=True)
class Reader:
    """Reads postings by the words of a pack."""

    vocabulary: Vocabulary

    @cached_property
    def _aliases(self) -> Phrases[str]:
        found: Phrases[str] = Phrases()
        for alias in self.vocabulary.aliases:
            found.add(alias.skill, alias.words)
            found.add(alias.skill, alias.cased, cased=True)
        return found

    @cached_property
    def _unless(self) -> Phrases[str]:
        return phrases_of({alias.skill: alias.unless for alias in self.vocabulary.aliases})

    @cached_property
    def _headings(self) -> Phrases[Cue]:
        return phrases_of({cue: words for cue, words in self.vocabulary.cues.items() if cue in _PARTS})

    @cached_property
    def _cues(self) -> Phrases[Cue]:
        inside = (Cue.WELCOME, Cue.UNNEEDED, Cue.EMPLOYER)
        return phrases_of({cue: words for cue, words in self.vocabulary.cues.items() if cue in inside})

    def read(self, text: str) -> Reading:
        """Read a posting's plain text."""
        text = text[:MOST_LETTERS]
        masked: dict[str, list[Span]] = {}
        for skill, span in self._unless.find(text):
            masked.setdefault(skill, []).append(span)
        pieces = list(self._pieces(text))
        begins = [piece.begin for piece, _ in pieces]
        breaks = [at for at, letter in enumerate(text) if letter == "\n"]
        hits: list[Hit] = []
        ends: dict[str, int] = {}
        for skill, span in sorted(self._aliases.find(text), key=lambda found: (found[1].begin, -found[1].end)):
            within = span.begin < ends.get(skill, 0)
            if within or any(span.meets(other) for other in masked.get(skill, ())):
                continue
            ends[skill] = span.end
            meant = pieces[bisect_right(begins, span.begin) - 1][1]
            line = bisect_left(breaks, span.begin) + 1
            words = " ".join(text[span.begin : span.end].split())
            hits.append(Hit(skill=skill, words=words, span=span, line=line, meant=meant))
        return Reading(text=text, hits=tuple(hits), stated=stated(text, self.vocabulary.cues))

    def _pieces(self, text: str) -> Iterator[tuple[Span, str]]:
        """Yield the sentences of a text, each with how what it names is meant."""
        part, begin = "asked", 0
        for line in text.splitlines(keepends=True):
            heading, rest = self._heading(line)
            if heading and not line[rest:].strip():
                part = heading
            meant = heading or part
            for piece in _sentences(line, begin):
                yield piece, self._meant(text[piece.begin : piece.end], meant)
            begin += len(line)

    def _heading(self, line: str) -> tuple[str, int]:
        """Return which part a line opens (empty where none) and where the rest of the line begins."""
        bullet = _BULLET.match(line)
        head, colon, _ = line.partition(":")
        bare = (head if colon else line).strip(" \t\n#*_=!-\u2013\u2026.?")
        if not bare or len(bare.split()) > _HEADING_WORDS or (bullet and not colon):
            return "", 0
        if not colon and line.rstrip().endswith((".", ",", ";")):
            return "", 0
        for cue, span in self._headings.find(bare):
            if span.begin == 0 and len(bare[span.end :].split()) <= (3 if colon or span.end > 3 else 0):
                rest = len(head) + 1 if colon else len(line)
                if not colon and len(bare[span.end :].split()) > 1:
                    continue
                return _PARTS[cue], rest
        return "", 0

    def _meant(self, sentence: str, part: str) -> str:
        if part in ("employer", "offer", "unneeded"):
            return part
        cues = {cue for cue, _ in self._cues.find(sentence)}
        if Cue.WELCOME in cues:
            return "welcome"
        if Cue.UNNEEDED in cues:
            return "unneeded"
        return "employer" if Cue.EMPLOYER in cues else part


def _sentences(line: str, begin: int) -> Iterator[Span]:
    at = 0
    for end in _SENTENCE.finditer(line):
        yield Span(begin + at, begin + end.start())
        at = end.end()
    if at < len(line):
        yield Span(begin + at, begin + len(line))


def agreement(readings: Sequence[tuple[Reading, frozenset[str]]]) -> Mapping[str, float]:
    """Return precision, recall and F1 of readings against the skills that a reader of each would name."""
    right = found = named = 0
    for reading, labels in readings:
        got = {*reading.asked, *reading.welcome}
        right, found, named = right + len(got & labels), found + len(got), named + len(labels)
    precision, recall = right / found if found else 0.0, right / named if named else 0.0
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}
