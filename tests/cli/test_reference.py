"""The reference page tells every command, option and JSON key there is, no other, and its examples run."""

from __future__ import annotations

import argparse
import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from hillclimb.actions import Desk, Home, begin, open_desk, open_lab, read_lesson
from hillclimb.cli import main
from hillclimb.cli.front import build_parser
from hillclimb.ground import errors
from tests.cli.terminal import REAL, ROOT

PAGE = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    part.split("\n")[0].removeprefix("hillclimb "): part for part in PAGE.split("\n## ")[1:] if part[:9] == "hillclimb"
}
SHARED = {"--help", "--json", "--home"}


def parsers(parser: argparse.ArgumentParser, words: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, made in action.choices.items():
                below = list(parsers(made, f"{words} {name}".strip()))
                yield from below or [(f"{words} {name}".strip(), made)]


PARSERS = dict(parsers(build_parser()))


def blocks(section: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", SECTIONS[section], re.DOTALL | re.MULTILINE)


def examples(section: str) -> list[str]:
    return [line.removeprefix("$ ") for block in blocks(section, "console") for line in block.splitlines()]


def test_the_page_has_every_command_and_no_other() -> None:
    assert SECTIONS.keys() == PARSERS.keys()


@pytest.mark.parametrize("command", PARSERS)
def test_the_page_has_every_option_and_no_other(command: str) -> None:
    section = SECTIONS[command]
    there = {name for action in PARSERS[command]._actions for name in action.option_strings if name.startswith("--")}
    told = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", section))
    assert there - SHARED <= told, "not on the page"
    assert told <= there, "on the page only"
    for action in PARSERS[command]._actions:
        if not action.option_strings:
            assert str(action.metavar or "").split(" ")[0] in section
            assert all(f"`{choice}`" in section for choice in action.choices or ())


def test_the_page_has_what_holds_for_every_command() -> None:
    common = PAGE.split("\n## hillclimb ")[0]
    assert all(f"`{name}" in common for name in SHARED)
    floors = ("ground", "content", "record", "learner", "planner", "actions", "cli")
    files = [path for floor in floors for path in (ROOT / "src/hillclimb" / floor).rglob("*.py")]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    variables = set(re.findall(r"\bHILLCLIMB_[A-Z]+\b", source))
    assert {name for name in variables if f"`{name}`" not in common} == set()
    codes = set(re.findall(r'\bcode="([a-z-]+)"', source)) | {
        kind.code for kind in vars(errors).values() if isinstance(kind, type) and kind.__name__ != "Refusal"
    }
    assert {code for code in codes if f"`{code}`" not in common} == set()


# ---- JSON: the documented keys are those that are printed


def shape(value: Any) -> Any:
    """Return what a JSON value is made of: keys, and kinds of values; None and empty are open to anything."""
    if isinstance(value, Mapping):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        merged: Any = None
        for item in value:
            merged = both(merged, shape(item))
        return [merged]
    if value is None:
        return None
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__


def both(one: Any, other: Any) -> Any:
    """Return what two values of the same place have between them."""
    if one is None or other is None:
        return other if one is None else one
    if isinstance(one, dict) and isinstance(other, dict):
        return {key: both(one.get(key), other.get(key)) for key in one | other}
    if isinstance(one, list) and isinstance(other, list):
        return [both(one[0], other[0])]
    return one


def differences(told: Any, found: Any, place: str = "") -> Iterator[str]:
    """Yield where printed JSON differs from the documented."""
    if told is None or found is None:
        return
    if isinstance(told, dict) and isinstance(found, dict):
        if len(told) == 1 and next(iter(told)).startswith("<"):
            for key, item in found.items():
                yield from differences(next(iter(told.values())), item, f"{place}.{key}")
            return
        if place.endswith(".hours"):  # a day stands for all seven
            return
        yield from (f"{place}.{key} is on the page only" for key in told.keys() - found.keys())
        yield from (f"{place}.{key} is not on the page" for key in found.keys() - told.keys())
        for key in told.keys() & found.keys():
            yield from differences(told[key], found[key], f"{place}.{key}")
    elif isinstance(told, list) and isinstance(found, list):
        yield from differences(told[0], found[0], f"{place}[]")
    elif told != found:
        yield f"{place} is {found}, not {told}"


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A learner who has begun, opened a lab and read a lesson."""
    desk = open_desk(Home(folder=tmp_path_factory.mktemp("lived") / "home"), REAL)
    begin(desk, role="practitioner-mle", hours=(1.5, 0, 1.5, 0, 1, 3, 2), background="python")
    open_lab(desk, "linear")
    read_lesson(desk, "linear-regression")
    return desk


@pytest.fixture(autouse=True)
def _here(lived: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("HILLCLIMB_PACK", "HILLCLIMB_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HILLCLIMB_HOME", str(lived.home.folder))
    monkeypatch.setenv("HILLCLIMB_KEEPER", "off")


def words_of(example: str) -> list[str]:
    return shlex.split(example.split(" > ")[0])[1:]


# `up` and `run` serve until they are stopped and `logs` tells of a service (test_running.py); what is handed out needs
# a pass first (test_proving.py); the commands for authors write into a pack or take minutes: see below.
ELSEWHERE = ("up", "run", "logs", "evidence export", "verify", "portfolio", "export", "import")
RUN_HERE = [
    command for command in PARSERS if command not in ELSEWHERE and not command.startswith(("pack ", "postings "))
]


@pytest.mark.parametrize("command", RUN_HERE)
def test_the_examples_run_and_print_the_documented_json(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert examples(command)
    found: Any = None
    for example in examples(command):
        words = words_of(example)
        assert " ".join(words).startswith(command)
        status = main(words)
        captured = capsys.readouterr()
        assert status in ((0, 1) if command == "check" else (0,)), captured.err
        assert captured.out
        assert main([*words, "--json"]) == status
        found = both(found, shape(json.loads(capsys.readouterr().out)))
    (*_, told) = blocks(command, "json")
    assert list(differences(shape(json.loads(told)), found)) == []


def test_the_placement_speaks_the_documented_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"dont_know": true}\nnonsense\n'))
    assert main(["place", "--batch"]) == 0
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    question, found, result = (shape(json.loads(text)) for text in blocks("place", "json"))
    error = shape(json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0]))
    assert list(differences(question, shape(said[0]))) == []
    assert list(differences(result, shape(said[-1]))) == []
    (wrong,) = [body for body in said if "error" in body]
    assert list(differences(error, shape(wrong))) == []
    assert main(["place", "--result", "--json"]) == 0
    assert list(differences(found, shape(json.loads(capsys.readouterr().out)))) == []


def test_the_interview_speaks_the_documented_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"say": "It depends."}\n{"claim": [0]}\n'))
    assert main(["interview", "--json"]) == 0
    told = [shape(json.loads(text)) for text in blocks("interview", "json")]
    said = [shape(json.loads(line)) for line in capsys.readouterr().out.splitlines()]
    assert [list(differences(*pair)) for pair in zip(told, said[:3], strict=False)] == [[], [], []]
    assert main(["interview", "--result", "--json"]) == 0
    assert list(differences(told[3], shape(json.loads(capsys.readouterr().out)))) == []


FOR_AUTHORS = [
    ("pack check", ["pack", "check", "{pack}"]),
    ("pack new-lab", ["pack", "new-lab", "halves", "--teaches", "doubling", "--pack", "{pack}"]),
    ("pack prove", ["pack", "prove", "double", "--pack", "{pack}"]),
    ("pack prove", ["pack", "prove", "double", "--pack", "{pack}", "--mutants"]),
    ("pack draw", ["pack", "draw", "--pack", "{pack}"]),
    ("pack table", ["pack", "table", "{pack}"]),
]


def test_every_command_for_authors_is_tried_below() -> None:
    assert {command for command in PARSERS if command.startswith("pack ")} == {command for command, _ in FOR_AUTHORS}


@pytest.mark.parametrize(("command", "words"), FOR_AUTHORS)
def test_the_commands_for_authors_print_the_documented_json(
    command: str, words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pack = Path(shutil.copytree(ROOT / "tests/packs/tiny", tmp_path / "tiny"))
    shutil.rmtree(pack / "labs/double/wrong/never-ends")
    (pack / "lessons/figures/doubling.svg").unlink()
    (pack / "cards/counting.toml").write_text("[[card]]\n" if command == "pack check" else "")
    assert examples(command)
    for example in examples(command):
        build_parser().parse_args(words_of(example))
    mutants = "--mutants" in words
    status = main([*(word.format(pack=pack) for word in words), "--json"])
    found = shape(json.loads(capsys.readouterr().out))
    assert mutants or status == (1 if command == "pack check" else 0)
    told = blocks(command, "json")[mutants]
    assert list(differences(shape(json.loads(told)), found)) == []
