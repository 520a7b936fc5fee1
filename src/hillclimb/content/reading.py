"""Reads the folder of a pack into values; whatever is broken becomes Problems and the rest is still read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from hillclimb.content import building, shapes
from hillclimb.content.advising import Advice
from hillclimb.content.aliases import Vocabulary
from hillclimb.content.building import At
from hillclimb.content.interviewing import Interview
from hillclimb.content.model import (
    Area,
    Card,
    CardKind,
    Foundation,
    Lab,
    Level,
    Moved,
    Pack,
    Place,
    Problem,
    Question,
    QuestionKind,
    Role,
    Skill,
    SkillGraph,
    Stage,
)
from hillclimb.content.shapes import Shape
from hillclimb.content.tables import File, Row, fit, load

T = TypeVar("T")
Named = TypeVar("Named", Role, Card, Question, Lab)

_TOP = {
    "skill": shapes.SKILLS,
    "card": shapes.CARDS,
    "question": shapes.QUESTIONS,
    "interview": shapes.INTERVIEWS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that the files of a pack hold, doubles and strays included; the rules look at this."""

    folder: Path
    areas: tuple[Area, ...] = ()
    stages: tuple[Stage, ...] = ()
    levels: tuple[Level, ...] = ()
    foundation: tuple[Foundation, ...] = ()
    skills: tuple[Skill, ...] = ()
    roles: tuple[Role, ...] = ()
    cards: tuple[Card, ...] = ()
    questions: tuple[Question, ...] = ()
    labs: tuple[Lab, ...] = ()
    lessons: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    interviews: tuple[Interview, ...] = ()
    advice: Advice = field(default_factory=Advice)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A folder as read: the pack (None when it cannot be used at all), what was found in it, what is wrong."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    found: Found


def read_pack(folder: Path) -> Reading:
    """Read a pack; the pack that comes back is sound whatever its problems: what does not fit is left out."""
    head = load(folder / "pack.toml", folder)
    problems = list(head.problems)
    if head.top is None:
        return Reading(pack=None, problems=tuple(problems), found=Found(folder=folder))
    newer = _newer(head.top, head)
    if newer is not None:
        return Reading(pack=None, problems=(newer,), found=Found(folder=folder))
    row, wrong = fit(shapes.PACK, head.top, head.marks)
    problems += wrong
    target = load(folder / "roles.toml", folder)
    problems += target.problems
    skills, whole = _skills(folder, problems)
    labs = _labs(folder, problems)
    cards = _each_skill(folder, problems, files="cards/*.toml", shape=shapes.CARD, build=building.card)
    found = replace(
        _targets(folder, target, problems),
        skills=skills,
        cards=(*_explained(folder, labs, problems), *cards),
        questions=_each_skill(
            folder, problems, files="questions/*.toml", shape=shapes.QUESTION, build=building.question
        ),
        labs=labs,
        lessons=tuple(sorted(path.stem for path in (folder / "lessons").glob("*.md"))),
        moved=_moved(folder, problems),
    )
    usable = row is not None and whole and target.top is not None and found.skills
    return Reading(pack=_pack(row, found) if row and usable else None, problems=tuple(problems), found=found)


def read_lab(folder: Path, pack_root: Path) -> tuple[Lab | None, tuple[Problem, ...]]:
    """Read one lab and nothing else of its pack."""
    file = load(folder / "lab.toml", pack_root)
    if file.top is None:
        return None, file.problems
    row, problems = fit(shapes.LAB, file.top, file.marks)
    return (building.lab(row, folder, file.marks.place()) if row else None), tuple(problems)


def read_interviews(folder: Path, skill: str = "*") -> tuple[tuple[Interview, ...], tuple[Problem, ...]]:
    """Read the interview questions of a pack (or of one skill), in order; `read_pack` leaves them for who asks them."""
    problems: list[Problem] = []
    files, shape = f"interviews/{skill}.toml", shapes.INTERVIEW
    found = _each_skill(folder, problems, files=files, shape=shape, build=building.interview)
    return found, tuple(problems)


def _newer(top: Row, head: File) -> Problem | None:
    of = top.get("format")
    if not isinstance(of, int) or of <= shapes.FORMAT:
        return None
    return Problem(
        rule="P002",
        place=head.marks.place(key="format"),
        message=f"the pack is of format {of}; this release of Hillclimb reads format {shapes.FORMAT}",
        hint=f"update Hillclimb to a release that reads format {of}, or use an older version of the pack",
    )


def _skills(folder: Path, problems: list[Problem]) -> tuple[tuple[Skill, ...], bool]:
    """Return the skills and whether every file of the graph could be read."""
    paths = sorted((folder / "skills").glob("*.toml"))
    if not paths:
        problems.append(Problem(rule="P001", place=Place(file="skills"), message="no skills/<area>.toml"))
    files = [load(path, folder) for path in paths]
    skills: list[Skill] = []
    for file in files:
        skills += _items(file, problems, part="skill", shape=shapes.SKILL, build=building.skill)
    return tuple(skills), all(file.top is not None for file in files)


def _targets(folder: Path, file: File, problems: list[Problem]) -> Found:
    """Return what roles.toml holds."""
    if file.top is None:
        return Found(folder=folder)
    problems += fit(shapes.ROLES, file.top, file.marks)[1]

    def part(name: str, shape: Shape, build: Callable[[Row, At], T]) -> tuple[T, ...]:
        return tuple(_rows(file, problems, part=name, shape=shape, build=build))

    return Found(
        folder=folder,
        areas=part("area", shapes.AREA, building.area),
        stages=part("stage", shapes.STAGE, building.stage),
        levels=part("level", shapes.LEVEL, building.level),
        foundation=part("foundation", shapes.FOUNDATION, building.foundation),
        roles=part("role", shapes.ROLE, building.role),
    )


def _moved(folder: Path, problems: list[Problem]) -> tuple[Moved, ...]:
    """Return what moved.toml holds; most packs have none."""
    if not (folder / "moved.toml").exists():
        return ()
    file = load(folder / "moved.toml", folder)
    problems += file.problems
    if file.top is None:
        return ()
    problems += fit(shapes.MOVES, file.top, file.marks)[1]
    return tuple(_rows(file, problems, part="moved", shape=shapes.MOVED, build=building.moved))


def _each_skill(
    folder: Path, problems: list[Problem], *, files: str, shape: Shape, build: Callable[[Row, At], T]
) -> tuple[T, ...]:
    """Return the items of files such as cards/*.toml; their table has the name of their shape."""
    items: list[T] = []
    for path in sorted(folder.glob(files)):
        file = load(path, folder)
        items += _items(file, problems, part=shape.name, shape=shape, build=build)
    return tuple(items)


def _items(file: File, problems: list[Problem], *, part: str, shape: Shape, build: Callable[[Row, At], T]) -> list[T]:
    problems += file.problems
    if file.top is None:
        return []
    problems += fit(_TOP[part], file.top, file.marks)[1]
    return list(_rows(file, problems, part=part, shape=shape, build=build))


def _rows(
    file: File, problems: list[Problem], *, part: str, shape: Shape, build: Callable[[Row, At], T]
) -> Iterator[T]:
    rows = (file.top or {}).get(part)
    for index, raw in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(raw, dict):
            row, wrong = fit(shape, raw, file.marks, table=part, index=index)
            problems += wrong
            if row is not None:
                yield build(row, At(marks=file.marks, table=part, index=index))


def _labs(folder: Path, problems: list[Problem]) -> tuple[Lab, ...]:
    labs: list[Lab] = []
    for path in sorted((folder / "labs").glob("*/")):
        if path.is_dir() and not path.name.startswith((".", "_")):
            lab, wrong = read_lab(path, folder)
            problems += wrong
            labs += [lab] if lab else []
    return tuple(labs)


def _explained(folder: Path, labs: Iterable[Lab], problems: list[Problem]) -> Iterator[Card]:
    """Yield the cards that ask to explain a lab; their skill is the one that it teaches most."""
    for lab in labs:
        path = lab.folder / "explain.toml"
        if lab.teaches and path.exists():
            skill = max(lab.teaches, key=lambda slug: lab.teaches[slug])
            items = _items(load(path, folder), problems, part="card", shape=shapes.CARD, build=building.card)
            yield from (replace(card, skill=skill, lab=lab.slug) for card in items)


def _pack(row: Row, found: Found) -> Pack:
    """Put together the pack out of what is sound: known skills only, no cycle, first of each slug, with a UUID."""
    order = {area.slug: number for number, area in enumerate(found.areas)}
    ranked = sorted(found.skills, key=lambda skill: order.get(skill.area, len(order)))
    skills = _sound({skill.slug: skill for skill in reversed(ranked) if skill.uuid}, [s.slug for s in ranked])
    cards = [card for card in found.cards if card.skill in skills and _posable(card)]
    labs = [_known(lab, skills) for lab in found.labs]
    return Pack(
        slug=row["slug"],
        uuid=row.get("uuid", ""),
        title=row["title"],
        version=row["version"],
        licence=row["licence"],
        folder=found.folder,
        areas=found.areas,
        stages=found.stages,
        levels=found.levels,
        foundation=found.foundation,
        graph=SkillGraph(skills, moved=_heirs(found.moved, skills)),
        roles=_by_slug(replace(role, levels=_only(role.levels, skills)) for role in found.roles),
        cards=_by_slug(cards),
        questions=_by_slug(question for question in found.questions if question.skill in skills and _askable(question)),
        labs=_by_slug(lab for lab in labs if lab.teaches and not building.missing(lab)),
        lessons=frozenset(lesson for lesson in found.lessons if lesson in skills),
    )


def _heirs(moved: Iterable[Moved], skills: Mapping[str, Skill]) -> Mapping[str, tuple[tuple[str, float], ...]]:
    """Return UUID of a skill that is gone -> (slug, share) of what it became, heaviest first."""
    kept: dict[str, tuple[tuple[str, float], ...]] = {}
    here = {skill.uuid for skill in skills.values()}
    for move in moved:
        if move.uuid not in here:
            shares = [(slug, share) for slug, share in move.to.items() if slug in skills and 0.0 < share <= 1.0]
            kept.setdefault(move.uuid, tuple(sorted(shares, key=lambda item: -item[1])))
    return kept


def _posable(card: Card) -> bool:
    if card.kind is CardKind.NUMBER:
        return bool(card.answer)
    return card.kind is not CardKind.ORDER or len(card.steps) > 1


def _askable(question: Question) -> bool:
    if question.kind is QuestionKind.NUMBER:
        return bool(question.answer)
    return sum(choice.right for choice in question.choices) == 1


def _known(lab: Lab, skills: Mapping[str, Skill]) -> Lab:
    needs = tuple(need for need in lab.needs if need in skills)
    return replace(lab, needs=needs, teaches=_only(lab.teaches, skills))


def _only(values: Mapping[str, T], skills: Mapping[str, Skill]) -> Mapping[str, T]:
    return {slug: value for slug, value in values.items() if slug in skills}


def _by_slug(items: Iterable[Named]) -> Mapping[str, Named]:
    kept: dict[str, Named] = {}
    for item in items:
        if item.uuid:
            kept.setdefault(item.slug, item)
    return kept


def _sound(skills: Mapping[str, Skill], order: Iterable[str]) -> Mapping[str, Skill]:
    """Return the skills in order, without needs that are unknown or that would close a cycle."""
    kept: dict[str, tuple[str, ...]] = {}

    def reaches(start: str, goal: str) -> bool:
        ahead, seen = [start], set[str]()
        while ahead:
            slug = ahead.pop()
            if slug == goal:
                return True
            if slug not in seen:
                seen.add(slug)
                ahead += kept.get(slug, ())
        return False

    for slug in dict.fromkeys(order):
        if slug in skills:
            kept[slug] = ()
            for need in skills[slug].needs:
                if need in skills and need not in kept[slug] and not reaches(need, slug):
                    kept[slug] = (*kept[slug], need)
    return {slug: replace(skills[slug], needs=needs) for slug, needs in kept.items()}
