"""Rules about the figures of lessons; whether a picture is what its code draws is for `pack prove` to say."""

from __future__ import annotations

from collections.abc import Iterator

from hillclimb.content.examples import FIGURE, FIGURES, fences, figure_name, pictures
from hillclimb.content.model import Place, Problem
from hillclimb.content.reading import Found


def unpictured(found: Found) -> Iterator[Problem]:
    """Rule T007: each figure block of a lesson is followed by its image with what is seen (alt) and meant (title)."""
    for name in found.lessons:
        file = f"lessons/{name}.md"
        text = (found.folder / file).read_text(encoding="utf-8", errors="replace")
        drawn = [fence for fence in fences(text) if fence.language == FIGURE]
        shown = pictures(text)
        for number, fence in enumerate(drawn):
            wanted = figure_name(name, number)
            at = Place(file=file, line=fence.line)
            if number >= len(shown) or shown[number].file != wanted:
                hint = f'![what is seen]({wanted} "what it means")'
                yield Problem(rule="T007", place=at, message="a figure that no image stands below", hint=hint)
            elif not (shown[number].alt and shown[number].title):
                at = Place(file=file, line=shown[number].line)
                lacks = "what is seen on it" if not shown[number].alt else "what it means"
                yield Problem(rule="T007", place=at, message=f"the image does not say {lacks}")
        for picture in shown[len(drawn) :]:
            at = Place(file=file, line=picture.line)
            yield Problem(rule="T007", place=at, message=f"no figure block draws {picture.file}")


def stray_figures(found: Found) -> Iterator[Problem]:
    """Rule T008: lessons/figures holds the image of each figure block and nothing else."""
    wanted = set[str]()
    for name in found.lessons:
        text = (found.folder / "lessons" / f"{name}.md").read_text(encoding="utf-8", errors="replace")
        drawn = sum(fence.language == FIGURE for fence in fences(text))
        wanted |= {figure_name(name, number) for number in range(drawn)}
    there = {f"{FIGURES}/{path.name}" for path in (found.folder / "lessons" / FIGURES).glob("*")}
    for file in sorted(wanted - there):
        hint = "hillclimb pack draw makes it"
        yield Problem(rule="T008", place=Place(file=f"lessons/{file}"), message="the image is missing", hint=hint)
    for file in sorted(there - wanted):
        yield Problem(rule="T008", place=Place(file=f"lessons/{file}"), message="no lesson draws this image")


def no_figure(found: Found) -> Iterator[Problem]:
    """Rule T009: the lesson of a skill that a lab teaches has a figure."""
    taught = {slug for lab in found.labs for slug in lab.teaches}
    for name in found.lessons:
        file = f"lessons/{name}.md"
        text = (found.folder / file).read_text(encoding="utf-8", errors="replace")
        if name in taught and not any(fence.language == FIGURE for fence in fences(text)):
            yield Problem(rule="T009", place=Place(file=file), message="the lesson has no figure")
