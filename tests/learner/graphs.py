"""Small graphs, questions and events, built in place for the tests of learner and planner."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hillclimb.content.model import (
    Card,
    CardKind,
    Choice,
    Lab,
    Level,
    Limits,
    Pack,
    Place,
    Question,
    QuestionKind,
    Role,
    Skill,
    SkillGraph,
)
from hillclimb.record import CardReviewed, Event, Fact, LabGraded, ProfileDeclared, QuestionAnswered

START = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
PLACE = Place(file="made/by/tests.toml")
COSTS = (0.0, 0.15, 0.5, 1.0, 1.6, 2.6)


def uid(*names: str) -> str:
    """Return a UUID that is always the same for these names."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(names)))


def skill(slug: str, needs: Sequence[str] = (), **changes: object) -> Skill:
    fields: dict[str, object] = {
        "title": slug.title(),
        "can_do": f"Can {slug}.",
        "area": "core",
        "stage": 1,
        "hours": 4.0,
        "prior": {"typed": 0, "python": 0},
    }
    return Skill(slug=slug, uuid=uid("skill", slug), needs=tuple(needs), place=PLACE, **{**fields, **changes})  # type: ignore[arg-type]


def graph_of(needs: Mapping[str, Sequence[str]], **changes: object) -> SkillGraph:
    return SkillGraph({slug: skill(slug, below, **changes) for slug, below in needs.items()})


def chain(length: int) -> SkillGraph:
    return graph_of({f"s{i}": [f"s{i - 1}"] if i else [] for i in range(length)})


def diamond() -> SkillGraph:
    """a below b and c, both below d; e stands alone."""
    return graph_of({"a": [], "b": ["a"], "c": ["a"], "d": ["b", "c"], "e": []})


def question(slug: str, on: str, *, difficulty: float = 0.0, choices: int = 4) -> Question:
    made = tuple(Choice(text=str(i), right=i == 0, why="") for i in range(choices))
    kind = QuestionKind.CHOICE if choices else QuestionKind.NUMBER
    return Question(
        slug=slug,
        uuid=uid("question", slug),
        skill=on,
        kind=kind,
        difficulty=difficulty,
        ask="?",
        place=PLACE,
        choices=made,
    )


def questions_for(graph: SkillGraph, each: int = 3) -> dict[str, Question]:
    made = [question(f"{slug}-{i}", slug, difficulty=float(i - 1)) for slug in graph for i in range(each)]
    return {one.uuid: one for one in made}


def card(slug: str, on: str) -> Card:
    return Card(slug=slug, uuid=uid("card", slug), skill=on, kind=CardKind.RECALL, front="f", back="b", place=PLACE)


def lab(slug: str, teaches: Mapping[str, float], **changes: object) -> Lab:
    fields: dict[str, object] = {
        "title": slug.replace("-", " ").title(),
        "version": 1,
        "needs": (),
        "difficulty": 0.0,
        "minutes": 60,
        "kind": "module",
        "entry": "work",
        "files": ("work.py",),
        "libraries": (),
        "limits": Limits(),
        "folder": Path("labs") / slug,
    }
    return Lab(slug=slug, uuid=uid("lab", slug), teaches=teaches, place=PLACE, **{**fields, **changes})  # type: ignore[arg-type]


def role(levels: Mapping[str, int]) -> Role:
    return Role(slug="practitioner", uuid=uid("role"), title="Practitioner", summary="", levels=levels)


def pack_of(graph: SkillGraph, labs: Sequence[Lab] = (), lessons: Sequence[str] = ()) -> Pack:
    levels = tuple(Level(level=i, name=str(i), evidence="", cost=cost) for i, cost in enumerate(COSTS))
    return Pack(
        slug="made",
        uuid=uid("pack"),
        title="Made",
        version="1",
        folder=Path("made"),
        areas=(),
        graph=graph,
        roles={"practitioner": role(dict.fromkeys(graph, 3))},
        levels=levels,
        foundation=(),
        cards={},
        questions={},
        labs={one.slug: one for one in labs},
        lessons=frozenset(lessons),
    )


def event(fact: Fact, *, days: float = 0.0, seq: int = 1) -> Event:
    return Event(seq=seq, uuid=uid("event", str(seq)), at=START + timedelta(days=days), fact=fact)


def profile(background: str = "python", hours: Sequence[float] = (1.0,) * 7) -> ProfileDeclared:
    return ProfileDeclared(background=background, role=uid("role"), hours=tuple(hours))


def answered(on: str, outcome: str = "right", **changes: object) -> QuestionAnswered:
    fields: dict[str, object] = {
        "question": uid("question", on),
        "occasion": "placement",
        "difficulty": 0.0,
        "guess": 0.25,
    }
    return QuestionAnswered(skill=uid("skill", on), outcome=outcome, **{**fields, **changes})  # type: ignore[arg-type]


def graded(slug: str, teaches: Mapping[str, float], ending: str = "passed", **changes: object) -> LabGraded:
    fields: dict[str, object] = {"lab_version": 1, "difficulty": 0.0, "digest": "", "commitment": ""}
    weights = {uid("skill", on): weight for on, weight in teaches.items()}
    return LabGraded(lab=uid("lab", slug), ending=ending, teaches=weights, **{**fields, **changes})  # type: ignore[arg-type]


def reviewed(slug: str, on: str, rating: int = 3) -> CardReviewed:
    return CardReviewed(card=uid("card", slug), skill=uid("skill", on), rating=rating)
