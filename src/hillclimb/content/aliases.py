"""The words by which job advertisements name skills, and those that tell what a passage is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hillclimb.content import shapes
from hillclimb.content.model import Place, Problem
from hillclimb.content.tables import File, Row, fit, load


class Cue(StrEnum):
    """What words can tell about a passage of a posting.

    `heading-…` open a part: what is asked, welcome, not needed, said of the employer, or offered. The others stand
    within a sentence; `seniority-…` and `remote` are looked for everywhere.
    """

    ASKED_PART = "heading-asked"
    WELCOME_PART = "heading-welcome"
    UNNEEDED_PART = "heading-unneeded"
    EMPLOYER_PART = "heading-employer"
    OFFER_PART = "heading-offer"
    WELCOME = "welcome"
    UNNEEDED = "unneeded"
    EMPLOYER = "employer"
    JUNIOR = "seniority-junior"
    SENIOR = "seniority-senior"
    REMOTE = "remote"
    HYBRID = "hybrid"
    ON_SITE = "on-site"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """The words that ask for a skill: in any case, or exactly as written (`cased`); `unless` within those phrases."""

    skill: str
    words: tuple[str, ...]
    cased: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words that are a cue."""

    cue: Cue
    words: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """How a pack reads job advertisements."""

    aliases: tuple[Alias, ...] = ()
    wordings: tuple[Wording, ...] = ()

    @property
    def cues(self) -> Mapping[Cue, tuple[str, ...]]:
        """Cue -> its words."""
        found: dict[Cue, tuple[str, ...]] = {}
        for wording in self.wordings:
            found[wording.cue] = (*found.get(wording.cue, ()), *wording.words)
        return found


def read_vocabulary(folder: Path) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """Read how a pack reads job advertisements; most packs have nothing of it."""
    problems: list[Problem] = []
    aliases = [
        Alias(
            skill=row["skill"],
            words=tuple(row["words"]),
            cased=tuple(row.get("cased", ())),
            unless=tuple(row.get("unless", ())),
            place=place,
        )
        for row, place in _rows(folder / "postings" / "aliases.toml", folder, "alias", problems)
    ]
    wordings = [
        Wording(cue=Cue(row["cue"]), words=tuple(row["words"]), place=place)
        for row, place in _rows(folder / "postings" / "wording.toml", folder, "wording", problems)
    ]
    return Vocabulary(aliases=tuple(aliases), wordings=tuple(wordings)), tuple(problems)


def _rows(path: Path, folder: Path, part: str, problems: list[Problem]) -> Iterable[tuple[Row, Place]]:
    if not path.exists():
        return
    file: File = load(path, folder)
    problems += file.problems
    if file.top is None:
        return
    whole, shape = (shapes.ALIASES, shapes.ALIAS) if part == "alias" else (shapes.WORDINGS, shapes.WORDING)
    problems += fit(whole, file.top, file.marks)[1]
    rows = file.top.get(part)
    for index, raw in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(raw, dict):
            row, wrong = fit(shape, raw, file.marks, table=part, index=index)
            problems += wrong
            if row is not None:
                yield row, file.marks.place(part, index)
