"""Rules about labs; whether a lab works is for `pack prove` to say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from hillclimb.content import shapes
from hillclimb.content.building import missing
from hillclimb.content.model import CardKind, Lab, Place, Problem
from hillclimb.content.reading import Found
from hillclimb.content.tables import fit, load, nearest

HINTS = 3
EXPLAIN = 3
WRONG = 3
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,39}")
_TAKEN = ("PORT", "DATABASE_URL", "PATH", "HOME", "LANG")


def folder_name(found: Found) -> Iterator[Problem]:
    """Rule L001: a lab lies in the folder that has its slug as name."""
    for lab in found.labs:
        if lab.folder.name != lab.slug:
            message = f"lab {lab.slug!r} lies in the folder {lab.folder.name!r}"
            yield Problem(rule="L001", place=lab.place, message=message, hint="rename one of the two")


def missing_files(found: Found) -> Iterator[Problem]:
    """Rule L002: a lab has all its files, and start/ and solution/ each have what the learner edits."""
    for lab in found.labs:
        for name in missing(lab):
            place = Place(file=f"{_folder(lab)}/{name}")
            yield Problem(rule="L002", place=place, message=f"lab {lab.slug!r} has no {name}")


def few_hints(found: Found) -> Iterator[Problem]:
    """Rule L003: a lab has at least three hints."""
    for lab in found.labs:
        if (lab.folder / "hints.md").is_file() and len(lab.hints) < HINTS:
            place = Place(file=f"{_folder(lab)}/hints.md")
            message = f"lab {lab.slug!r} has {len(lab.hints)} of at least {HINTS} hints"
            yield Problem(rule="L003", place=place, message=message, hint="each hint begins with a `## ` heading")


def few_explain(found: Found) -> Iterator[Problem]:
    """Rule L013: a lab asks to explain it in at least three recall cards."""
    for lab in found.labs:
        place = Place(file=f"{_folder(lab)}/explain.toml")
        cards = [card for card in found.cards if card.lab == lab.slug]
        if len(cards) < EXPLAIN:
            message = f"lab {lab.slug!r} asks {len(cards)} of at least {EXPLAIN} things to be explained"
            yield Problem(rule="L013", place=place, message=message, hint="ask what happens behind the scenes")
        for card in cards:
            if card.kind is not CardKind.RECALL:
                message = f"card {card.slug!r} is of kind {card.kind.value}; to explain is to recall"
                yield Problem(rule="L013", place=card.place, message=message)


def teaches(found: Found) -> Iterator[Problem]:
    """Rule L004: a lab teaches at least one skill, each with a share above 0 and up to 1."""
    for lab in found.labs:
        if not lab.teaches:
            yield Problem(rule="L004", place=lab.place, message=f"lab {lab.slug!r} teaches nothing")
        for slug, share in lab.teaches.items():
            if not 0 < share <= 1:
                message = f"lab {lab.slug!r} teaches {slug!r} with share {share:g}"
                yield Problem(rule="L004", place=lab.place, message=message, hint="shares lie above 0 and up to 1")


def unknown_skills(found: Found) -> Iterator[Problem]:
    """Rule L005: a lab names only skills that the pack defines."""
    skills = {skill.slug for skill in found.skills}
    for lab in found.labs:
        for slug in dict.fromkeys((*lab.needs, *lab.teaches)):
            if slug not in skills:
                message = f"lab {lab.slug!r} names {slug!r}, which no file defines"
                yield Problem(rule="L005", place=lab.place, message=message, hint=nearest(slug, skills))


def wrong_without_reason(found: Found) -> Iterator[Problem]:
    """Rule L006: each wrong solution says in fails.toml which one check it fails, or how it ends, and why."""
    for lab in found.labs:
        for name in lab.wrong:
            path = lab.folder / "wrong" / name / "fails.toml"
            place = Place(file=f"{_folder(lab)}/wrong/{name}/fails.toml")
            if not path.is_file():
                hint = 'check = "..." or ending = "broken", and why = "..."'
                yield Problem(rule="L006", place=place, message=f"wrong/{name} has no fails.toml", hint=hint)
                continue
            file = load(path, found.folder)
            yield from file.problems
            row, problems = fit(shapes.FAILS, file.top, file.marks) if file.top is not None else (None, [])
            yield from problems
            if row is not None and ("check" in row) == ("ending" in row):
                message = f"wrong/{name} must name either a check or an ending"
                yield Problem(rule="L006", place=place, message=message)


def few_wrong(found: Found) -> Iterator[Problem]:
    """Rule L007: a lab has at least three wrong solutions."""
    for lab in found.labs:
        if len(lab.wrong) < WRONG:
            message = f"lab {lab.slug!r} has {len(lab.wrong)} of at least {WRONG} wrong solutions"
            yield Problem(rule="L007", place=Place(file=f"{_folder(lab)}/wrong"), message=message)


def wrong_files(found: Found) -> Iterator[Problem]:
    """Rule L008: a wrong solution holds only files of the solution, and at least one differs."""
    for lab in found.labs:
        for name in lab.wrong:
            folder = lab.folder / "wrong" / name
            place = Place(file=f"{_folder(lab)}/wrong/{name}")
            files = _files(folder) - {"fails.toml"}
            for extra in sorted(files - set(lab.files)):
                message = f"wrong/{name} holds {extra!r}, which no learner hands in"
                yield Problem(rule="L008", place=place, message=message, hint=nearest(extra, lab.files))
            differs = any(_bytes(folder / file) != _bytes(lab.folder / "solution" / file) for file in files)
            if not differs:
                yield Problem(rule="L008", place=place, message=f"wrong/{name} does not differ from solution/")


def numbers(found: Found) -> Iterator[Problem]:
    """Rule L009: a lab's minutes, version and limits are above 0."""
    for lab in found.labs:
        limits = lab.limits
        for name, value in (
            ("minutes", lab.minutes),
            ("version", lab.version),
            ("limits.seconds", limits.seconds),
            ("limits.memory_mb", limits.memory_mb),
            ("limits.disk_mb", limits.disk_mb),
            ("limits.output_kb", limits.output_kb),
            ("limits.threads", limits.threads),
        ):
            if value <= 0:
                yield Problem(rule="L009", place=lab.place, message=f"lab {lab.slug!r} has {name} = {value:g}")


def entry(found: Found) -> Iterator[Problem]:
    """Rule L010: the learner edits files inside the lab, and the Python module that is run is one of them."""
    for lab in found.labs:
        for name in lab.files:
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name:
                message = f"lab {lab.slug!r} names the file {name!r}, which is not inside its folder"
                yield Problem(rule="L010", place=lab.place, message=message)
        if lab.kind in shapes.PYTHON and f"{lab.entry.replace('.', '/')}.py" not in lab.files:
            message = f"lab {lab.slug!r} imports {lab.entry!r}, which is none of its files"
            hint = nearest(lab.entry, [name.removesuffix(".py") for name in lab.files])
            yield Problem(rule="L010", place=lab.place, message=message, hint=hint)


def given(found: Found) -> Iterator[Problem]:
    """Rule L014: only a service is given a database or secrets, and each secret is a variable of its own."""
    for lab in found.labs:
        if lab.kind != "service" and (lab.database or lab.secrets):
            message = f"lab {lab.slug!r} gives a database or secrets to a submission of kind {lab.kind!r}"
            yield Problem(rule="L014", place=lab.place, message=message)
        for number, name in enumerate(lab.secrets):
            if not _VARIABLE.fullmatch(name) or name in _TAKEN or name in lab.secrets[:number]:
                message = f"lab {lab.slug!r} has the secret {name!r}, which cannot be a variable of its own"
                yield Problem(rule="L014", place=lab.place, message=message, hint="such as SIGNING_KEY")


def unwritten(found: Found) -> Iterator[Problem]:
    """Rule L012: nothing of a lab's prose is still marked FILL IN."""
    for lab in found.labs:
        for name in ("task.md", "hints.md", "design.md", "explain.toml"):
            path = lab.folder / name
            lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
            for number, line in enumerate(lines, start=1):
                if "FILL IN" in line:
                    place = Place(file=f"{_folder(lab)}/{name}", line=number)
                    yield Problem(rule="L012", place=place, message=f"lab {lab.slug!r} is not written: {line.strip()}")


def equivalents(found: Found) -> Iterator[Problem]:
    """Rule L011: each mutant that a lab lists as equivalent is listed once, as statement → statement."""
    for lab in found.labs:
        path = lab.folder / "mutants.toml"
        if not path.is_file():
            continue
        file = load(path, found.folder)
        yield from file.problems
        row, problems = fit(shapes.MUTANTS, file.top, file.marks) if file.top is not None else (None, [])
        yield from problems
        seen: set[str] = set()
        for item in row["equivalent"] if row is not None else ():
            change = str(item.get("change", ""))
            if " → " not in change or change in seen:
                message = f"{change!r} is listed twice" if change in seen else f"{change!r} is no change"
                hint = "copy the line from `hillclimb pack prove --mutants`"
                yield Problem(rule="L011", place=Place(file=f"{_folder(lab)}/mutants.toml"), message=message, hint=hint)
            seen.add(change)


def _folder(lab: Lab) -> str:
    return PurePosixPath(lab.place.file).parent.as_posix()


def _files(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
