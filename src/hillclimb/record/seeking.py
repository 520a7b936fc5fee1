"""Facts about looking for a job: postings that were kept, what they change in the plan, applications and feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from hillclimb.record.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingKept(Fact):
    """A job posting was kept; `source` is the file or address that it came from, `text` its plain text."""

    kind: ClassVar[str] = "posting-kept"
    title: str
    source: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingDropped(Fact):
    """The learner wants to see a posting no more; `posting` is the UUID of the event that kept it."""

    kind: ClassVar[str] = "posting-dropped"
    posting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingPlanned(Fact):
    """The plan was raised to what a posting asks for: skill UUID -> level; without levels it asks for nothing more."""

    kind: ClassVar[str] = "posting-planned"
    posting: str
    levels: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationNoted(Fact):
    """Something about an application was noted: `says` maps fields to texts, empty ones were cleared.

    `application` and `entry` are UUIDs that trackers on several machines share; `said_at` is when it was first noted.
    """

    kind: ClassVar[str] = "application-noted"
    application: str
    entry: str
    said_at: str
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedFollowed(Fact):
    """The learner wants to read a feed of postings."""

    kind: ClassVar[str] = "feed-followed"
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLeft(Fact):
    """The learner does not want to read a feed any more."""

    kind: ClassVar[str] = "feed-left"
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSet(Fact):
    """What to look for in feeds: one of the places and one of the words; without either the alert is gone."""

    kind: ClassVar[str] = "alert-set"
    name: str
    places: tuple[str, ...]
    words: tuple[str, ...]


SEEKING: tuple[type[Fact], ...] = (
    PostingKept,
    PostingDropped,
    PostingPlanned,
    ApplicationNoted,
    FeedFollowed,
    FeedLeft,
    AlertSet,
)
