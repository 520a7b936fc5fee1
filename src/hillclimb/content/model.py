"""What a pack is made of: skills, roles, lessons, cards, questions and labs, as values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TypeVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a pack something stands: a file relative to the pack and a line (1-based, 0 for the whole file)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a pack, for its author: the rule, the place, what is wrong and a way out."""

    rule: str
    place: Place
    message: str
    hint: str = ""

    def __str__(self) -> str:
        way_out = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {self.rule}: {self.message}{way_out}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A region of the map, such as `math`."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A leg of the way; stage 0 runs beside all others."""

    stage: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One node of the graph: what a person can do once they have it.

    `hours` is the author's estimate to reach level 3 from nothing; `prior` is the level (0-5) assumed per background.
    """

    slug: str
    uuid: str
    title: str
    can_do: str
    area: str
    stage: int
    needs: tuple[str, ...]
    hours: float
    prior: Mapping[str, int]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A skill that is gone: its UUID, and what it became (skill slug -> the share (0-1] of its evidence)."""

    uuid: str
    to: Mapping[str, float]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A target: the level (0-5) that each skill must reach, skill slug -> level; skills at 0 are left out."""

    slug: str
    uuid: str
    title: str
    summary: str
    levels: Mapping[str, int]
    place: Place = Place(file="roles.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A rung of the level scale: what it is called, what proves it, and its cost as a multiple of level-3 hours."""

    level: int
    name: str
    evidence: str
    cost: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """Something a software engineer brings along: credited, not taught; `novice_hours` is what it saves."""

    slug: str
    title: str
    novice_hours: float


class CardKind(StrEnum):
    """How a card asks: to recall, to say what code prints, to work out a number, to put steps in order."""

    RECALL = "recall"
    CODE = "code"
    NUMBER = "number"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """How one variable of a number is drawn: one of `pick`, or uniform in [low, high] with `digits`."""

    pick: tuple[float, ...] = ()
    low: float = 0.0
    high: float = 0.0
    digits: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to remember; code cards show `code` and the truth is `prints`.

    Number cards have `draw`, `answer` (an expression) and a `relative` or `absolute` tolerance, as number questions
    have; order cards have `steps`, in the right order. One of a `lab` asks to explain it and waits for its pass.
    """

    slug: str
    uuid: str
    skill: str
    kind: CardKind
    front: str
    back: str
    code: str = ""
    prints: str = ""
    draw: Mapping[str, Range] = field(default_factory=dict)
    answer: str = ""
    relative: float = 0.0
    absolute: float = 0.0
    steps: tuple[str, ...] = ()
    lab: str = ""
    place: Place


class QuestionKind(StrEnum):
    """How a question is answered: one of several choices, a number, or what a piece of code prints (choices)."""

    CHOICE = "choice"
    NUMBER = "number"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One possible answer and why it is right or wrong."""

    text: str
    right: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A plausible wrong number (an expression over the drawn values) and what it means."""

    value: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something to be asked. `difficulty` is on the logit scale, 0 for half of the learners in training right.

    Choice and code questions have `choices`; number questions have `draw`, `answer` (an expression), a `relative`
    or `absolute` tolerance, `why` and `mistakes`.
    """

    slug: str
    uuid: str
    skill: str
    kind: QuestionKind
    difficulty: float
    ask: str
    place: Place
    code: str = ""
    choices: tuple[Choice, ...] = ()
    draw: Mapping[str, Range] = field(default_factory=dict)
    answer: str = ""
    relative: float = 0.0
    absolute: float = 0.0
    why: str = ""
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a submission may use: wall-clock seconds, memory and scratch disk in MB, bytes of output, threads."""

    seconds: float = 20.0
    memory_mb: int = 1024
    disk_mb: int = 64
    output_kb: int = 256
    threads: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """One piece of work at the company. `files` are what the learner edits; `entry` is the module that is imported.

    `libraries` are the only third-party packages the submission can import. `teaches` maps skill slug to the share
    (0-1] of a pass that counts as evidence for it. A service may be given a `database` and `secrets` (names of
    environment variables). `folder` holds task.md, hints.md, start/, solution/, wrong/, grader.py and design.md.
    """

    slug: str
    uuid: str
    title: str
    version: int
    teaches: Mapping[str, float]
    needs: tuple[str, ...]
    difficulty: float
    minutes: int
    kind: str
    entry: str
    files: tuple[str, ...]
    libraries: tuple[str, ...]
    limits: Limits
    folder: Path
    place: Place
    database: str = ""
    secrets: tuple[str, ...] = ()

    @property
    def task(self) -> str:
        """The ticket, in Markdown."""
        return (self.folder / "task.md").read_text(encoding="utf-8", errors="replace")

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints in rising order of help: the sections of hints.md that a `## ` heading opens."""
        text = (self.folder / "hints.md").read_text(encoding="utf-8", errors="replace")
        return tuple(part.strip() for part in text.split("\n## ")[1:])

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the known-wrong solutions."""
        return tuple(sorted(path.name for path in (self.folder / "wrong").glob("*/") if path.is_dir()))


Item = TypeVar("Item", Card, Question)


@dataclass(frozen=True)
class SkillGraph:
    """The skills and what each needs; acyclic once a pack has been read without problems.

    `moved` maps the UUID of a skill that is gone to what it became: (slug, share of its evidence), heaviest first.
    """

    skills: Mapping[str, Skill]
    moved: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)

    def __contains__(self, slug: object) -> bool:
        return slug in self.skills

    def __getitem__(self, slug: str) -> Skill:
        return self.skills[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self.skills)

    def __len__(self) -> int:
        return len(self.skills)

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The slugs in a fixed topological order: each after all it needs, ties as in the pack."""
        done: dict[str, None] = {}
        waiting = list(self.skills)
        while waiting:
            ready = [slug for slug in waiting if all(need in done for need in self.skills[slug].needs)]
            if not ready:
                raise ValueError(f"the skill graph has a cycle through {waiting[0]}")
            done.update(dict.fromkeys(ready))
            waiting = [slug for slug in waiting if slug not in done]
        return tuple(done)

    @cached_property
    def opens(self) -> Mapping[str, tuple[str, ...]]:
        """Skill slug -> the skills that need it directly."""
        found: dict[str, list[str]] = {slug: [] for slug in self.skills}
        for skill in self.skills.values():
            for need in skill.needs:
                found[need].append(skill.slug)
        return {slug: tuple(names) for slug, names in found.items()}

    @cached_property
    def by_uuid(self) -> Mapping[str, str]:
        """Skill UUID -> slug; the UUID of a skill that is gone leads to most of what it became."""
        gone = {uuid: to[0][0] for uuid, to in self.moved.items() if to}
        return {**gone, **{skill.uuid: skill.slug for skill in self.skills.values()}}

    def heirs(self, uuid: str) -> tuple[tuple[str, float], ...]:
        """Return what a UUID stands for today: (slug, share of the evidence) of each; nothing for a stranger."""
        slug = self.by_uuid.get(uuid)
        if slug is None:
            return ()
        return self.moved[uuid] if self[slug].uuid != uuid else ((slug, 1.0),)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A whole curriculum: the graph, the roles that aim at it, and everything that teaches it."""

    slug: str
    uuid: str
    title: str
    version: str
    folder: Path
    areas: tuple[Area, ...]
    graph: SkillGraph
    roles: Mapping[str, Role]
    levels: tuple[Level, ...]
    foundation: tuple[Foundation, ...]
    cards: Mapping[str, Card]
    questions: Mapping[str, Question]
    labs: Mapping[str, Lab]
    lessons: frozenset[str]
    stages: tuple[Stage, ...] = ()
    licence: str = ""

    def lesson(self, skill: str) -> str:
        """Return the lesson of a skill, in Markdown."""
        return (self.folder / "lessons" / f"{skill}.md").read_text(encoding="utf-8", errors="replace")

    @cached_property
    def cards_of(self) -> Mapping[str, tuple[Card, ...]]:
        """Skill slug -> its cards, in the pack's order, without those that ask to explain a lab."""
        return _by_skill(self.graph, (card for card in self.cards.values() if not card.lab))

    def explains(self, lab: str) -> tuple[Card, ...]:
        """Return the cards that ask to explain a lab."""
        return tuple(card for card in self.cards.values() if card.lab == lab)

    @cached_property
    def questions_of(self) -> Mapping[str, tuple[Question, ...]]:
        """Skill slug -> its questions, in the pack's order."""
        return _by_skill(self.graph, self.questions.values())

    @cached_property
    def lab_by_uuid(self) -> Mapping[str, Lab]:
        """Lab UUID -> lab."""
        return {lab.uuid: lab for lab in self.labs.values()}

    @cached_property
    def card_by_uuid(self) -> Mapping[str, Card]:
        """Card UUID -> card."""
        return {card.uuid: card for card in self.cards.values()}

    @cached_property
    def question_by_uuid(self) -> Mapping[str, Question]:
        """Question UUID -> question."""
        return {question.uuid: question for question in self.questions.values()}


def _by_skill(graph: SkillGraph, items: Iterable[Item]) -> Mapping[str, tuple[Item, ...]]:
    found: dict[str, list[Item]] = {slug: [] for slug in graph}
    for item in items:
        found.setdefault(item.skill, []).append(item)
    return {slug: tuple(group) for slug, group in found.items()}
