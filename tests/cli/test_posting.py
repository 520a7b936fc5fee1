"""The commands about postings print what the reference page says, and refuse what they cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hillclimb.actions import Home, begin, open_desk
from hillclimb.cli import main
from tests.cli.terminal import REAL, ROOT
from tests.cli.test_reference import blocks, both, differences, examples, shape, words_of

ORDER = ("add", "list", "show", "gap", "plan", "feeds", "alerts", "track", "export", "import")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HILLCLIMB_PACK", "HILLCLIMB_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HILLCLIMB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HILLCLIMB_KEEPER", "off")
    desk = open_desk(Home(folder=tmp_path / "home"), REAL)
    begin(desk, role="practitioner-mle", hours=(1.5, 0, 1.5, 0, 1, 3, 2), background="python")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.mark.usefixtures("home")
def test_the_examples_run_and_print_the_documented_json(capsys: pytest.CaptureFixture[str]) -> None:
    for command in ORDER:
        found = None
        for example in examples(f"postings {command}"):
            words = words_of(example)
            assert main(words) == 0
            assert capsys.readouterr().out
            if "--new" not in words:
                assert main([*words, "--json"]) == 0
                found = both(found, shape(json.loads(capsys.readouterr().out)))
        (told,) = blocks(f"postings {command}", "json")
        assert list(differences(shape(json.loads(told)), found)) == [], command
    assert main(["postings", "drop", "1", "--json"]) == 0
    dropped = json.loads(capsys.readouterr().out)
    assert list(differences(shape(json.loads(blocks("postings drop", "json")[0])), shape(dropped))) == []
    assert main(["postings", "show", "1"]) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["postings", "add", "no-such-file.html"],
        ["postings", "show", "7"],
        ["postings", "gap", "x"],
        ["postings", "track", "--stage", "applied"],
        ["postings", "track", "--new"],
        ["postings", "track", "--new", "--employer", "E", "--stage", "hired"],
        ["postings", "track", "--new", "--employer", "E", "--on", "soon"],
        ["postings", "track", "9", "--stage", "applied"],
        ["postings", "export", "tracker.pdf"],
        ["postings", "import", "tests/career/postings/example.html"],
    ],
)
def test_what_cannot_be_done_is_refused_with_a_way_out(
    words: list[str], home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 2
    assert main([*words, "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["hint"]
