"""Rules about the pack as a whole: what names its things and what lies in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from hillclimb.content.advising import TeamCheck, Why
from hillclimb.content.interviewing import Interview
from hillclimb.content.model import Card, Lab, Place, Problem, Question, Role, Skill
from hillclimb.content.reading import Found
from hillclimb.content.tables import nearest

ENDINGS = {
    "skills": ".toml",
    "lessons": ".md",
    "cards": ".toml",
    "questions": ".toml",
    "interviews": ".toml",
    "career": ".toml",
    "postings": ".toml",
}
KNOWN = ("pack.toml", "roles.toml", "moved.toml", "map.json", *ENDINGS, "labs")
FOLDERS = {"lessons": ("figures",)}


Named: TypeAlias = Skill | Role | Card | Question | Interview | Lab | Why | TeamCheck


def _things(found: Found) -> Iterator[tuple[str, Iterable[Named]]]:
    yield "skill", found.skills
    yield "role", found.roles
    yield "card", found.cards
    yield "question", found.questions
    yield "interview", found.interviews
    yield "lab", found.labs
    yield "why-question", found.advice.whys
    yield "team check", found.advice.checks


def no_uuid(found: Found) -> Iterator[Problem]:
    """Rule P006: everything that a record can name has a UUID."""
    for kind, things in _things(found):
        for thing in things:
            if not thing.uuid:
                yield Problem(
                    rule="P006",
                    place=thing.place,
                    message=f"{kind} {thing.slug!r} has no uuid",
                    hint="python3 -c 'import uuid; print(uuid.uuid4())' makes one; it then never changes",
                )


def uuid_twice(found: Found) -> Iterator[Problem]:
    """Rule P007: no two things share a UUID."""
    first: dict[str, Named] = {}
    for kind, things in _things(found):
        for thing in things:
            other = first.setdefault(thing.uuid, thing) if thing.uuid else thing
            if other is not thing:
                message = f"{kind} {thing.slug!r} has the uuid of {other.slug!r} ({other.place})"
                yield Problem(rule="P007", place=thing.place, message=message, hint="give the newer one a fresh uuid")


def slug_twice(found: Found) -> Iterator[Problem]:
    """Rule P008: no two things of a kind share a slug."""
    for kind, things in _things(found):
        first: dict[str, Place] = {}
        for thing in things:
            other = first.setdefault(thing.slug, thing.place)
            if other is not thing.place:
                message = f"{kind} {thing.slug!r} is already defined at {other}"
                yield Problem(rule="P008", place=thing.place, message=message, hint="rename one of them")


def stray(found: Found) -> Iterator[Problem]:
    """Rule P009: the folder of a pack holds nothing that Hillclimb does not know."""
    for path in sorted(found.folder.iterdir()):
        name = path.name
        if name not in KNOWN and not name.startswith((".", "_", "README", "LICEN")):
            message = f"{name!r} is no part of a pack"
            yield Problem(rule="P009", place=Place(file=name), message=message, hint=nearest(name, KNOWN))
    for folder, ending in ENDINGS.items():
        for path in sorted((found.folder / folder).glob("*")):
            known = path.name in FOLDERS.get(folder, ())
            if path.suffix != ending and not known and not path.name.startswith((".", "_")):
                place = Place(file=f"{folder}/{path.name}")
                yield Problem(rule="P009", place=place, message=f"{folder}/ holds only files that end in {ending}")


def not_utf8(found: Found) -> Iterator[Problem]:
    """Rule P010: lessons and the texts of labs are UTF-8."""
    for pattern in ("lessons/*.md", "labs/*/*.md"):
        for path in sorted(found.folder.glob(pattern)):
            try:
                path.read_bytes().decode("utf-8")
            except UnicodeDecodeError as fault:
                line = path.read_bytes()[: fault.start].count(b"\n") + 1
                place = Place(file=path.relative_to(found.folder).as_posix(), line=line)
                yield Problem(rule="P010", place=place, message="the text is not UTF-8", hint="save it as UTF-8")
