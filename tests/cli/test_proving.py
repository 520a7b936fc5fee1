"""What is handed out from a terminal: evidence from a real pass, checked by others, with the documented JSON."""

from __future__ import annotations

import json
import os
import pty
import select
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hillclimb.cli import main
from hillclimb.cli.proof_options import GROUPS
from tests.cli.terminal import COMMAND, Terminal, refused
from tests.cli.test_reference import PARSERS, blocks, differences, examples, shape

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def passed(terminal: Terminal) -> Terminal:
    """A terminal of somebody who passed a lab, standing in an empty folder."""
    terminal.begin().hand_in(RIGHT)
    terminal.did("check", "double")
    there = terminal.home.parent / "there"
    there.mkdir()
    return replace(terminal, folder=there)


def documented(command: str, said: dict[str, Any]) -> None:
    (told,) = blocks(command, "json")
    assert list(differences(shape(json.loads(told)), shape(said))) == []


def test_the_whole_way_from_a_pass_to_somebody_elses_check(passed: Terminal) -> None:
    documented("evidence list", passed.said("evidence", "list"))
    documented("portfolio", passed.said("portfolio", "double", "--to", "site", "--name", "Alex"))
    assert "index.html" in passed.did("portfolio").out
    documented("export", passed.said("export", "all.zip"))
    documented("import", passed.said("import", "all.zip", "--home", "restored"))
    assert passed.said("evidence", "list", "--home", "restored")["evidence"]
    documented("evidence export", passed.said("evidence", "export", "double", "--to", "proof", "--with-code"))
    stranger = passed.with_(HILLCLIMB_HOME=str(passed.home.parent / "stranger"))
    documented("verify", stranger.said("verify", "proof/double.evidence.json", "--rejudge"))
    shown = stranger.did("verify", "proof/double.evidence.json").out
    for words in ("it holds", "Proven:", "Not proven:", "Who holds the key"):
        assert words in shown
    assert not (passed.home.parent / "stranger").exists()
    assert "SHA256:" in passed.did("evidence", "key").out
    assert "double" in passed.did("evidence", "list").out


def test_what_was_changed_does_not_hold(passed: Terminal) -> None:
    passed.did("evidence", "export", "--to", "proof")
    path = passed.folder / "proof" / "double.evidence.json"
    body = json.loads(path.read_text())
    body["payload"] = body["payload"][:40] + ("A" if body["payload"][40] != "A" else "B") + body["payload"][41:]
    path.write_text(json.dumps(body))
    done = passed.run("verify", str(path))
    assert (done.status, done.err) == (1, "")
    assert "does NOT hold" in done.out
    assert "Proven" not in done.out
    said = passed.run("verify", str(path), "--json")
    assert (said.status, said.json["holds"]) == (1, False)
    assert refused(passed.run("verify", str(path), "--rejudge"))


def test_a_submission_that_fails_now_is_told_by_the_status(passed: Terminal) -> None:
    passed.did("evidence", "export", "--to", "proof", "--with-code")
    harder = passed.own_pack(passed.home.parent / "pack")
    grader = harder.pack / "labs" / "double" / "grader.py"
    grader.write_text(grader.read_text().replace("2 *", "3 *").replace("* 2", "* 3"))
    done = harder.run("verify", "proof/double.evidence.json", "--rejudge")
    assert done.status == 1
    assert "has changed since" in " ".join(done.out.split())


MISUSE = (
    "verify nothing.json",
    "verify .",
    "verify proof/double.evidence.json --files there",
    "evidence export --to",
    "evidence export nonsense --to proof",
    "evidence export",
    "evidence",
    "evidence key --export proof/verify_evidence.py",
    "evidence key --import nothing.pem",
    "evidence key --import proof/verify_evidence.py",
    "evidence key --new",
    "evidence key --lock",
    "evidence key --new --lock",
    "badge --to badges",
    "badge ladder-basics",
    "badge --name Zoë",
    "export proof/verify_evidence.py",
    "import proof/verify_evidence.py --home empty",
    "import nothing.zip --home empty",
    "portfolio --draft",
    "portfolio nonsense",
    "portfolio --to proof",
    "portfolio --code ftp://x",
    "verify proof/double.evidence.json --trust proof/verify_evidence.py",
)


def test_misuse_is_told_in_one_line_with_a_way_out(passed: Terminal) -> None:
    passed.did("evidence", "export", "--to", "proof")
    for line in MISUSE:
        assert refused(passed.run(*shlex.split(line))), line
    assert "error" in passed.run(*shlex.split(MISUSE[0]), "--json").json


def test_a_locked_key_takes_its_passphrase_from_a_terminal_or_a_variable(passed: Terminal) -> None:
    passed.did("evidence", "export", "--to", "proof")
    typed(passed, ["evidence", "key", "--lock"], ["Wiese", "Wiese", ""])
    assert passed.said("evidence", "key")["locked"] is True
    passed.did("evidence", "export", "--to", "again")  # signed before: nothing is to be unlocked
    assert refused(passed.run("evidence", "key", "--export", "copy.pem"))
    passed.with_(HILLCLIMB_PASSPHRASE="Wiese").did("evidence", "key", "--export", "copy.pem")
    assert refused(passed.with_(HILLCLIMB_PASSPHRASE="Wald").run("evidence", "key", "--unlock"))
    typed(passed, ["evidence", "key", "--unlock"], ["Wiese"])
    assert passed.said("evidence", "key")["locked"] is False


def typed(terminal: Terminal, words: list[str], lines: list[str]) -> None:
    """Run a command in a terminal of its own and type a line at each question."""
    ours, theirs = pty.openpty()
    process = terminal.start(*words, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    shown = b""
    for line in lines:
        while not shown.rstrip().endswith(b":") and select.select([ours], [], [], 20)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
        if process.poll() is not None:
            break
        os.write(ours, line.encode() + b"\n")
        shown = b""
    assert process.wait(20) == 0, (COMMAND, words, shown)
    os.close(ours)


def test_the_help_begins_with_five_things_and_groups_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    head, *groups = shown.split("\n\n")[1:]
    assert "training ground" in head
    assert groups[0].startswith("start here:")
    assert len(groups[0].splitlines()) == 6
    assert {command.split()[0] for command in PARSERS} == {name for _, names in GROUPS for name in names} & {
        command.split()[0] for command in PARSERS
    }
    assert "more:" not in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_the_page_has_an_example_of_each() -> None:
    for command in (
        "evidence list",
        "evidence export",
        "evidence key",
        "verify",
        "badge",
        "portfolio",
        "export",
        "import",
    ):
        assert examples(command)


def test_the_key_stays_out_of_sight_of_others(passed: Terminal) -> None:
    passed.did("evidence", "export", "--to", "proof")
    everything = "".join(path.read_text() for path in (passed.folder / "proof").rglob("*") if path.is_file())
    assert "PRIVATE" not in everything
    assert Path(passed.said("evidence", "key")["file"]).stat().st_mode & 0o077 == 0
