"""Turns rows that fit their shape into the values of the model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hillclimb.content.interviewing import Interview, InterviewKind, Point, Seniority, WrongAnswer
from hillclimb.content.model import (
    Area,
    Card,
    CardKind,
    Choice,
    Foundation,
    Lab,
    Level,
    Limits,
    Mistake,
    Moved,
    Place,
    Question,
    QuestionKind,
    Range,
    Role,
    Skill,
    Stage,
)
from hillclimb.content.tables import Marks, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Which table of which file a row came from."""

    marks: Marks
    table: str
    index: int

    @property
    def place(self) -> Place:
        """The line where the table begins."""
        return self.marks.place(self.table, self.index)

    @property
    def stem(self) -> str:
        """The name of the file without its folder and ending: the area or the skill."""
        return PurePosixPath(self.marks.file).stem


def area(row: Row, at: At) -> Area:
    """Build an area."""
    return Area(slug=row["slug"], title=row["title"])


def stage(row: Row, at: At) -> Stage:
    """Build a stage."""
    return Stage(stage=row["stage"], title=row["title"])


def level(row: Row, at: At) -> Level:
    """Build a rung of the level scale."""
    return Level(level=row["level"], name=row["name"], evidence=row["evidence"], cost=float(row["cost"]))


def foundation(row: Row, at: At) -> Foundation:
    """Build a credited foundation."""
    return Foundation(slug=row["slug"], title=row["title"], novice_hours=float(row["novice_hours"]))


def moved(row: Row, at: At) -> Moved:
    """Build a move."""
    return Moved(uuid=row["uuid"], to={slug: float(share) for slug, share in row["to"].items()}, place=at.place)


def role(row: Row, at: At) -> Role:
    """Build a role; levels of 0 are left out."""
    return Role(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        title=row["title"],
        summary=row["summary"],
        levels={skill: level for skill, level in row["levels"].items() if level},
        place=at.place,
    )


def skill(row: Row, at: At) -> Skill:
    """Build a skill; its area is the name of its file."""
    return Skill(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        title=row["title"],
        can_do=row["can_do"],
        area=at.stem,
        stage=row["stage"],
        needs=tuple(row["needs"]),
        hours=float(row["hours"]),
        prior=dict(row["prior"]),
        place=at.place,
    )


def card(row: Row, at: At) -> Card:
    """Build a card; its skill is the name of its file."""
    return Card(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        skill=at.stem,
        kind=CardKind(row["kind"]),
        front=row["front"].strip(),
        back=row.get("back", "").strip(),
        code=row.get("code", "").strip("\n"),
        prints=row.get("prints", "").strip(),
        draw={name: draw_range(drawn) for name, drawn in row.get("draw", {}).items()},
        answer=row.get("answer", ""),
        relative=float(row.get("tolerance", 0.0)),
        absolute=float(row.get("absolute", 0.0)),
        steps=tuple(step.strip() for step in row.get("steps", [])),
        place=at.place,
    )


def question(row: Row, at: At) -> Question:
    """Build a question; its skill is the name of its file."""
    return Question(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        skill=at.stem,
        kind=QuestionKind(row["kind"]),
        difficulty=float(row["difficulty"]),
        ask=row["ask"].strip(),
        place=at.place,
        code=row.get("code", "").strip("\n"),
        choices=tuple(
            Choice(text=choice["text"].strip(), right=choice.get("right", False), why=choice["why"].strip())
            for choice in row.get("choices", [])
        ),
        draw={name: draw_range(drawn) for name, drawn in row.get("draw", {}).items()},
        answer=row.get("answer", ""),
        relative=float(row.get("tolerance", 0.0)),
        absolute=float(row.get("absolute", 0.0)),
        why=row.get("why", "").strip(),
        mistakes=tuple(
            Mistake(value=mistake["value"], why=mistake["why"].strip()) for mistake in row.get("mistakes", [])
        ),
    )


def interview(row: Row, at: At) -> Interview:
    """Build an interview question; its skill is the name of its file."""
    return Interview(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        skill=at.stem,
        kind=InterviewKind(row["kind"]),
        level=Seniority(row["level"]),
        minutes=row["minutes"],
        ask=row["ask"].strip(),
        answer=row["answer"].strip(),
        points=tuple(Point(say=point["say"].strip(), words=tuple(point["words"])) for point in row["points"]),
        follow_ups=tuple(text.strip() for text in row["follow_ups"]),
        mistakes=tuple(WrongAnswer(said=one["said"].strip(), why=one["why"].strip()) for one in row["mistakes"]),
        code=row.get("code", "").strip("\n"),
        place=at.place,
    )


def draw_range(row: Row) -> Range:
    """Build how a value is drawn; whole numbers stay whole."""
    return Range(
        pick=tuple(row.get("pick", ())),
        low=row.get("low", 0.0),
        high=row.get("high", 0.0),
        digits=row.get("digits", 0),
    )


def lab(row: Row, folder: Path, place: Place) -> Lab:
    """Build a lab."""
    limits, service = row.get("limits", {}), row.get("service", {})
    if "seconds" in limits:
        limits = {**limits, "seconds": float(limits["seconds"])}
    return Lab(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        title=row["title"],
        version=row["version"],
        teaches={skill: float(share) for skill, share in row["teaches"].items()},
        needs=tuple(row["needs"]),
        difficulty=float(row["difficulty"]),
        minutes=row["minutes"],
        kind=row["kind"],
        entry=row.get("entry", ""),
        files=tuple(row["files"]),
        libraries=tuple(row["libraries"]),
        limits=Limits(**limits),
        folder=folder,
        place=place,
        database=service.get("database", ""),
        secrets=tuple(service.get("secrets", ())),
    )


def missing(lab: Lab) -> tuple[str, ...]:
    """Return which of its files a lab does not have, relative to its folder."""
    wanted = ["task.md", "hints.md", "design.md", "grader.py"]
    wanted += [f"{part}/{name}" for part in ("start", "solution") for name in lab.files]
    return tuple(name for name in wanted if not (lab.folder / name).is_file())
