"""What holds for every command: help, statuses, refusals in words and as JSON, and what is not imported."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import hillclimb
from hillclimb.cli import main
from hillclimb.cli.front import build_parser
from tests.cli.terminal import TRACES, Terminal, refused


def commands(parser: argparse.ArgumentParser | None = None, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield every command, groups too."""
    for action in (parser or build_parser())._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, made in action.choices.items():
                yield (*words, name)
                yield from commands(made, (*words, name))


COMMANDS = sorted(commands())
GROUPS = {("pack",), ("evidence",), ("postings",)}


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in Terminal(home=tmp_path / "home").variables().items():
        if name.startswith("HILLCLIMB_"):
            monkeypatch.setenv(name, value)


def test_the_commands_that_scripts_rely_on_are_there() -> None:
    names = "up begin place status next plan labs open check hint reset lesson why review log report completion"
    assert {(name,) for name in names.split()} | {("pack", "check"), ("pack", "prove")} <= set(COMMANDS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_helps_with_an_example(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = call(capsys, *words, "--help")
    assert (status, err) == (0, "")
    example = out.split("example:\n  ")[1].splitlines()[0]
    assert example.startswith(f"hillclimb {' '.join(words)}")
    build_parser().parse_args(example.split(" > ")[0].split()[1:])  # a Misuse if the example is none


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in GROUPS], ids=" ".join)
def test_every_command_takes_json_and_home(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = call(capsys, *words, "--help")
    assert "--json" in out
    assert "--home DIR" in out


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_wrong_argument_is_refused_in_words_and_as_json(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, err = call(capsys, *words, "--no-such-option")
    assert (status, out) == (2, "")
    assert "Try: hillclimb" in err
    status, out, err = call(capsys, *words, "--no-such-option", "--json")
    assert (status, err) == (2, "")
    assert json.loads(out)["version"] == 1
    assert json.loads(out)["error"].keys() == {"code", "message", "hint"}
    assert json.loads(out)["error"]["code"] == "misuse"


@pytest.mark.parametrize(
    "line",
    [
        "fly",
        "pack",
        "open",
        "why",
        "lesson",
        "reset",
        "completion fish",
        "begin --background cobol --yes",
        "begin --hours nine --yes",
        "begin --role nobody --yes",
        "plan --weeks 0",
        "plan --weeks many",
        "review --limit -1",
        "review --rating 3",
        "review --card x",
        "review --rating 9 --card x",
        "log --newest 0",
        "hint --step x double",
        "hint double --step 4",
        "up --port x",
        "check --from .",
        "check double --watch",
        "status --home=",
        "status --jso",
    ],
)
def test_misuse_ends_with_status_2_and_says_what_to_do(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = line.split()
    status, out, err = call(capsys, *words, "--json")
    assert (status, err) == (2, "")
    error = json.loads(out)["error"]
    assert error["message"]
    assert error["hint"]
    if "--watch" not in words:
        status, out, err = call(capsys, *words)
        assert (status, out) == (2, "")
        assert err.splitlines() == [error["message"], error["hint"]]


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("why dubling", "doubling"),
        ("lesson countin", "counting"),
        ("open doubel", "double"),
        ("hint doble", "double"),
        ("reset duoble", "double"),
        ("check doubel", "double"),
        ("begin --role skaler --yes", "scaler"),
    ],
)
def test_a_name_that_is_not_there_brings_the_nearest(line: str, near: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = call(capsys, *line.split())
    message, hint = err.splitlines()
    assert status == 2
    assert line.split()[-1] in message or "skaler" in message
    assert near in hint


def test_before_beginning_commands_say_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("next", "plan", "status", "place --batch"):
        status, out, err = call(capsys, *line.split())
        assert status == 2
        assert "hillclimb begin" in out + err


def test_without_arguments_the_ways_to_start_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = call(capsys)
    assert status == 0
    assert "hillclimb begin" in out


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert call(capsys, "--version")[:2] == (0, f"hillclimb {hillclimb.__version__}\n")


def test_calling_it_twice_in_one_process_works(capsys: pytest.CaptureFixture[str]) -> None:
    assert hillclimb.cli.main(["--version"]) == hillclimb.cli.main(["--version"]) == 0
    capsys.readouterr()


# ---- what a command costs

LIGHT = ["--help", "next", "status", "plan --weeks 2", "labs", "why doubling", "log", "open double"]
HEAVY = {"numpy", "pandas", "sklearn", "scipy", "fastapi", "uvicorn", "starlette", "jinja2"}


@pytest.mark.parametrize("line", LIGHT)
def test_a_light_command_loads_nothing_heavy(line: str, terminal: Terminal) -> None:
    if line == "open double":
        # Practice data is drawn with NumPy; a lab without any is laid out without it.
        terminal = terminal.own_pack(terminal.home.parent / "pack")
        grader = terminal.pack / "labs" / "double" / "grader.py"
        grader.write_text(grader.read_text().split("@sample")[0])
    terminal.begin()
    script = "import sys; from hillclimb.cli import main; status = main(sys.argv[1:]); "
    script += "print(status, *{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *line.split()], env=terminal.variables(), capture_output=True, text=True
    )
    status, *loaded = done.stderr.split()
    assert status == "0"
    assert HEAVY & set(loaded) == set()


def test_reviews_and_lessons_do_not_make_the_next_step_heavy(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("lesson", "counting")
    card = terminal.said("review")["due"][0]["card"]
    terminal.did("review", "--card", card, "--rating", "3")
    script = "import sys; from hillclimb.cli import main; main(['next']); "
    script += "print(*{name.split('.')[0] for name in sys.modules}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], env=terminal.variables(), capture_output=True, text=True)
    assert HEAVY & set(done.stderr.split()) == set()


# ---- where the learner's folder is


def test_home_beats_the_variable_and_the_variable_beats_the_default(terminal: Terminal, tmp_path: Path) -> None:
    terminal.did("begin", "--yes", "--home", str(tmp_path / "named"))
    assert (tmp_path / "named" / "record.db").is_file()
    assert not terminal.home.exists()
    plain = terminal.with_(HILLCLIMB_HOME="", HOME=str(tmp_path / "user"))
    plain.did("begin", "--yes")
    assert (tmp_path / "user" / ".hillclimb" / "record.db").is_file()


def test_a_home_with_spaces_accents_and_a_relative_path_works(terminal: Terminal, tmp_path: Path) -> None:
    place = tmp_path / "so ein Ärger 🏔"
    place.mkdir()
    there = replace(terminal, folder=place)
    there.did("begin", "--yes", "--home", "my home")
    opened = there.said("open", "double", "--home", "my home")
    assert opened["folder"] == str(place / "my home" / "work" / "double")
    assert there.said("check", "double", "--home", "my home", "--from", str(terminal.pack / "labs/double/solution"))


def test_a_home_whose_name_is_no_text_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    place = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    assert "not valid UTF-8" in refused(terminal.run("begin", "--yes", "--home", place))


def test_looking_into_an_empty_folder_leaves_it_empty(terminal: Terminal) -> None:
    assert terminal.said("status")["events"] == 0
    assert terminal.said("log") == {"version": 1, "events": []}
    assert not terminal.home.exists()


def test_the_folder_of_a_lab_says_which_lab_is_meant(terminal: Terminal) -> None:
    folder = terminal.hand_in((terminal.pack / "labs/double/solution/doubling.py").read_text())
    (folder / "deeper").mkdir()
    for place in (folder, folder / "deeper"):
        here = replace(terminal, folder=place)
        assert here.said("hint")["lab"] == "double"
    assert here.said("check")["verdict"] == "passed"
    message = refused(terminal.run("check"))
    assert "not the work folder of a lab" in message


def test_a_folder_that_is_gone_is_told(terminal: Terminal, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = 'cd "$1" && rmdir "$1" && exec "$2" -m hillclimb check'
    done = subprocess.run(
        ["sh", "-c", script, "sh", str(gone), sys.executable], env=terminal.variables(), capture_output=True, text=True
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "The folder you are in no longer exists."
    assert not any(trace in done.stderr for trace in TRACES)
