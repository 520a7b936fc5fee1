"""Packs that are missing, broken or from the future: one message with what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.terminal import TRACES, Terminal, refused


@pytest.fixture
def own(terminal: Terminal, tmp_path: Path) -> Terminal:
    """A terminal with a pack of its own to break, where the lab is open and solved."""
    ready = terminal.begin().own_pack(tmp_path / "pack")
    ready.hand_in((ready.pack / "labs/double/solution/doubling.py").read_text())
    return ready


def _without(name: str) -> Callable[[Path], None]:
    return lambda pack: shutil.rmtree(pack / name) if (pack / name).is_dir() else (pack / name).unlink()


def _with(name: str, content: bytes) -> Callable[[Path], None]:
    def write(pack: Path) -> None:
        (pack / name).write_bytes(content)

    return write


def _newer(pack: Path) -> None:
    text = (pack / "pack.toml").read_text()
    assert "format = 1" in text
    (pack / "pack.toml").write_text(text.replace("format = 1", "format = 99"))


UNUSABLE = {
    "no pack.toml": (_without("pack.toml"), "holds no pack.toml"),
    "no roles.toml": (_without("roles.toml"), "roles.toml"),
    "no skills": (_without("skills"), "skills"),
    "pack.toml is no TOML": (_with("pack.toml", b"slug = = 'x'"), "pack.toml"),
    "pack.toml is empty": (_with("pack.toml", b""), "pack.toml"),
    "pack.toml is no text": (_with("pack.toml", b"\xff\xfe\x00broken"), "pack.toml"),
    "skills are cut off": (_with("skills/basics.toml", b"[[skill]\nslug = "), "basics.toml"),
    "roles are no TOML": (_with("roles.toml", b"[[role"), "roles.toml"),
    "a newer format": (_newer, "format 99"),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_a_pack_that_cannot_be_used_is_told_with_the_place(own: Terminal, how: str) -> None:
    breaks, words = UNUSABLE[how]
    breaks(own.pack)
    before = own.events()
    for line in ("status", "check double"):
        done = own.run(*line.split())
        assert words in refused(done)
        assert "pack check" in done.err or "HILLCLIMB_PACK" in done.err
    assert own.events() == before


def test_a_pack_of_a_newer_format_says_to_update(own: Terminal) -> None:
    _newer(own.pack)
    done = own.run("pack", "check", str(own.pack))
    assert done.status == 1
    assert "update Hillclimb" in done.out
    assert "1 problems" in done.out or "1 problem" in done.out


PARTLY = {
    "a card file is no TOML": _with("cards/doubling.toml", b"[[card"),
    "a question file is gone": _without("questions/doubling.toml"),
    "a question file is no text": _with("questions/scaling.toml", b"\xff\xff"),
    "a lesson is gone": _without("lessons/doubling.md"),
    "another lab is broken": _with("labs/broken.toml", b"x"),
}


@pytest.mark.parametrize("how", PARTLY)
def test_a_pack_that_is_broken_in_part_goes_on_without_the_part(own: Terminal, how: str) -> None:
    PARTLY[how](own.pack)
    assert own.run("status").status == 0
    assert own.said("check", "double")["verdict"] == "passed"


@pytest.mark.parametrize(
    "breaks",
    [_without("labs/double/lab.toml"), _with("labs/double/lab.toml", b"slug ="), _without("labs/double/grader.py")],
    ids=["no lab.toml", "lab.toml is no TOML", "no grader"],
)
def test_a_lab_that_is_broken_is_not_opened(own: Terminal, breaks: Callable[[Path], None]) -> None:
    breaks(own.pack)
    assert "There is no lab 'double' in this pack." in refused(own.run("open", "double"))
    done = own.run("check", "double")
    assert done.status in (2, 3)
    assert "lab" in done.out + done.err
    assert not any(trace in done.out + done.err for trace in TRACES)
    assert "lab-graded" not in own.events()


def test_a_grader_that_is_broken_is_our_fault_and_costs_nothing(own: Terminal) -> None:
    (own.pack / "labs/double/grader.py").write_text("import no_such_module\n")
    before = own.events()
    done = own.run("check", "double", "--json")
    assert done.status == 3
    assert done.json["verdict"] == "unjudged"
    assert "our fault" in done.json["headline"]
    assert done.json["recorded"] is False
    assert own.events() == before
    human = own.run("check", "double")
    assert human.status == 3
    assert "costs you nothing" in human.out
    assert "hillclimb report" in human.out


def test_a_lab_that_teaches_what_is_not_in_the_graph_is_judged_by_the_rest(own: Terminal) -> None:
    lab = own.pack / "labs/double/lab.toml"
    lab.write_text(lab.read_text().replace("[teaches]", "[teaches]\nflying = 0.5"))
    assert own.said("check", "double")["verdict"] == "passed"


def test_checking_a_folder_that_is_no_pack_is_refused(own: Terminal, tmp_path: Path) -> None:
    assert "There is no folder" in refused(own.run("pack", "check", str(tmp_path / "nothing")))
    (tmp_path / "empty").mkdir()
    done = own.run("pack", "check", str(tmp_path / "empty"), "--json")
    assert done.status == 1
    assert done.json["problems"][0]["file"] == "pack.toml"
    assert "can be read" in refused(own.run("pack", "prove", "--pack", str(tmp_path / "empty")))
    assert "no lab" in refused(own.run("pack", "prove", "nothing", "--pack", str(own.pack)))


def test_the_pack_that_is_named_must_be_there(terminal: Terminal, tmp_path: Path) -> None:
    lost = replace(terminal, pack=tmp_path / "nowhere")
    assert "holds no pack.toml" in refused(lost.run("status"))
