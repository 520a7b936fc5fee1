"""Prove what the content of a pack shows: run its code, compare what is printed, draw its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hillclimb.content import Block, CardKind, Pack, QuestionKind, figure_name, lesson_blocks, read_pack
from hillclimb.ground import NotFound, Refusal

_LIBRARIES = ("numpy", "pandas", "scikit-learn")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_ID = re.compile(r"\b[a-z]+[0-9a-f]{10}\b")
# Points of a drawing 700 points wide: what another processor's rounding may move, and nobody can see.
_NEAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One thing that was tried, such as `linear: wrong/no-intercept`, and what is wrong with it ("" if nothing)."""

    name: str
    fault: str
    seconds: float = 0.0


def prove_examples(pack_folder: str, part: int, parts: int) -> tuple[Proof, ...]:
    """Run every `parts`-th skill's lesson, code cards and code questions; compare what they print and draw."""
    pack = read_pack(Path(pack_folder)).pack
    if pack is None:
        return (Proof(name="examples", fault="the pack cannot be read"),)
    sandbox = _sandbox()
    try:
        return tuple(
            proof
            for number, skill in enumerate(sorted(pack.graph))
            if number % parts == part
            for proof in _example_proofs(pack, skill, sandbox)
        )
    finally:
        sandbox.close()


def draw_figures(folder: Path, skills: Sequence[str] = ()) -> tuple[Path, ...]:
    """Draw the figures of the lessons of a pack (all, or those of the named skills); return the files that changed."""
    pack = read_pack(folder).pack
    if pack is None:
        raise Refusal(f"{folder} is not a pack that can be read.", hint=f"hillclimb pack check {folder}")
    if unknown := [skill for skill in skills if skill not in pack.lessons]:
        raise NotFound(f"No lesson is called {unknown[0]}.", hint=f"ls {folder / 'lessons'}")
    if find_spec("matplotlib") is None:
        raise Refusal("Figures are drawn with matplotlib, which is not installed.", hint="pip install matplotlib")
    sandbox, changed = _sandbox(), list[Path]()
    try:
        for skill in sorted(skills or pack.lessons):
            blocks = lesson_blocks(pack.lesson(skill))
            if not any(block.figure for block in blocks):
                continue
            for number, drawn in enumerate(_drawn(sandbox, blocks, skill)):
                path = folder / "lessons" / figure_name(skill, number)
                if not path.exists() or not same_drawing(drawn, path.read_text(encoding="utf-8")):
                    path.parent.mkdir(exist_ok=True)
                    path.write_text(drawn, encoding="utf-8")
                    changed.append(path)
    finally:
        sandbox.close()
    return tuple(changed)


def same_drawing(one: str, other: str) -> bool:
    """Whether two SVGs show the same: equal but for the names of their parts and half a point in any number."""
    first, second = _nameless(one), _nameless(other)
    if _NUMBER.sub("#", first) != _NUMBER.sub("#", second):
        return False
    pairs = zip(_NUMBER.findall(first), _NUMBER.findall(second), strict=True)
    return all(mine == yours or abs(float(mine) - float(yours)) <= _NEAR for mine, yours in pairs)


def _nameless(svg: str) -> str:
    """Return an SVG whose parts are named by their order instead of by a digest of what they hold."""
    names: dict[str, str] = {}
    return _ID.sub(lambda found: names.setdefault(found[0], f"part-{len(names)}"), svg)


def _sandbox() -> Any:
    from hillclimb.grading import ForkSandbox

    return ForkSandbox((*_LIBRARIES, "matplotlib") if find_spec("matplotlib") else _LIBRARIES)


def _drawn(sandbox: Any, blocks: Sequence[Block], skill: str) -> Iterator[str]:
    from hillclimb.grading import run_examples

    done = run_examples(sandbox, blocks)
    if done.fault:
        raise Refusal(f"The lesson {skill} does not run: {done.fault}", hint=f"lessons/{skill}.md")
    yield from (output for block, output in zip(blocks, done.outputs, strict=True) if block.figure)


def _example_proofs(pack: Pack, skill: str, sandbox: Any) -> Iterator[Proof]:
    from hillclimb.grading import run_examples

    if skill in pack.lessons:
        yield from _lesson_proofs(pack, skill, sandbox)
    shown = [
        (f"card {card.slug}", card.code, card.prints) for card in pack.cards_of[skill] if card.kind is CardKind.CODE
    ]
    shown += [
        (f"question {item.slug}", item.code, next(choice.text for choice in item.choices if choice.right))
        for item in pack.questions_of[skill]
        if item.kind is QuestionKind.CODE
    ]
    for name, code, expected in shown:
        printed = run_examples(sandbox, [Block(code=code)])
        output = "".join(printed.outputs).strip()
        fault = printed.fault or ("" if output == expected.strip() else f"prints {output!r}, not {expected!r}")
        yield Proof(name=name, fault=fault)


def _lesson_proofs(pack: Pack, skill: str, sandbox: Any) -> Iterator[Proof]:
    """Prove that a lesson prints what it says, and that each of its figures is the one that lies beside it."""
    from hillclimb.grading import run_examples

    blocks = lesson_blocks(pack.lesson(skill))
    done = run_examples(sandbox, blocks)
    fault, number = done.fault, 0
    for block, output in zip(blocks, done.outputs, strict=False):
        if block.figure:
            path = pack.folder / "lessons" / figure_name(skill, number)
            number += 1
            if not fault and not (path.exists() and same_drawing(output, path.read_text(encoding="utf-8"))):
                fault = f"line {block.line} does not draw {path.name} as it is: hillclimb pack draw {skill}"
        elif output.strip() != block.output and not fault:
            fault = f"line {block.line} prints {output.strip()!r}, the lesson says {block.output!r}"
    yield Proof(name=f"lesson {skill}", fault=fault)
