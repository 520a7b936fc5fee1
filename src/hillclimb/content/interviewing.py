"""Interview questions: what a good answer contains, and whether an answer contains it, decided by its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from hillclimb.content.model import Place


class InterviewKind(StrEnum):
    """What a question is after; `inside` asks what happens behind the scenes."""

    CONCEPT = "concept"
    INSIDE = "inside"
    DESIGN = "design"
    DEBUGGING = "debugging"
    STATISTICS = "statistics"
    CODING = "coding"
    BEHAVIOURAL = "behavioural"


class Seniority(StrEnum):
    """For whom a question is asked."""

    JUNIOR = "junior"
    MID = "mid"
    SENIOR = "senior"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing that a good answer contains, and words of which any one shows that it was said (see `is_made`)."""

    say: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongAnswer:
    """What people often say instead, and why it is wrong."""

    said: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """One question of an interviewer: `answer` is a good one as it would be said aloud in about `minutes`."""

    slug: str
    uuid: str
    skill: str
    kind: InterviewKind
    level: Seniority
    minutes: int
    ask: str
    answer: str
    points: tuple[Point, ...]
    follow_ups: tuple[str, ...]
    mistakes: tuple[WrongAnswer, ...]
    code: str = ""
    place: Place


def is_made(point: Point, answer: str) -> bool:
    """Whether an answer makes a point: whether it holds one of the point's words or phrases.

    Case and hyphens do not matter; a `*` at the end of a word stands for any ending.
    """
    text = _plain(answer)
    return any(_pattern(words).search(text) for words in point.words)


def _plain(text: str) -> str:
    return re.sub(r"[\s\-\u2010-\u2014]+", " ", text.casefold().replace("\u2019", "'"))


@lru_cache(maxsize=4096)
def _pattern(words: str) -> re.Pattern[str]:
    text = _plain(words).strip()
    parts = [re.escape(word.rstrip("*")) + (r"\w*" if word.endswith("*") else "") for word in text.split()]
    # A formula may begin or end with a sign, which has no edge of a word beside it.
    begin = r"(?<!\w)" if re.match(r"\w", text) else ""
    end = r"(?!\w)" if re.search(r"[\w*]$", text) else ""
    return re.compile(begin + " ".join(parts) + end)
