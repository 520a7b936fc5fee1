"""The commands about changing where one is, typed and as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal


def test_answers_come_from_a_file_and_stand_in_the_plan(terminal: Terminal, tmp_path: Path) -> None:
    terminal.begin()
    answers = tmp_path / "why.toml"
    answers.write_text('pull = "The first double. שלום"\nname = "Łukasz"\n', encoding="utf-8")
    body = terminal.did("why-me", "--file", str(answers), "--json").json
    assert [one["answer"] for one in body["questions"]] == ["The first double. שלום", None, "Łukasz"]
    done = terminal.did("transition", "--to", str(tmp_path / "plan.md"), "--note", "first")
    assert "Version 1" in done.out
    assert "you have not said it yet: work" in done.out
    text = (tmp_path / "plan.md").read_text(encoding="utf-8")
    assert "Łukasz" in text
    assert "> The first double. שלום" in text
    answers.write_text(json.dumps({"pull": "The second double."}), encoding="utf-8")
    terminal.did("why-me", "--file", str(answers.rename(tmp_path / "why.json")))
    assert "[-first-] {+second+}" in terminal.did("transition", "--changes", "1").out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("why-me", "--file", "nowhere.toml"), "cannot be read"),
        (("why-me", "--again", "nix"), "no question 'nix'"),
        (("why-me", "--again", "pull"), "Without a terminal"),
        (("transition", "--to", "plan.odt"), "no kind of document"),
        (("transition", "--changes", "3"), "no version 3"),
        (("one-on-one", "--with", "Kim"), "What was said or agreed?"),
        (("one-on-one", "--done", "7"), "no agreement 7"),
        (("options", "--set", "pay"), "is no pair"),
        (("options", "--set", "pay=much"), "is no number"),
        (("options", "--set", "job.chance=7"), "cannot be"),
        (("crossover",), "Nothing is known of your job"),
        (("crossover", "--to", "x.pdf", "--job", "sheep"), "Which task"),
        (("team-check", "--answer", "grass=yes"), "Which team"),
        (("team-check", "--team", "Fold", "--answer", "grass=green"), "is no answer"),
        (("log", "--template", "nix"), "no template"),
        (("log", "--note", "nowhere.md"), "cannot be read"),
        (("roles", "nix"), "no role 'nix'"),
    ],
)
def test_what_cannot_be_done_is_said_in_two_lines(terminal: Terminal, words: tuple[str, ...], told: str) -> None:
    terminal.begin()
    count = len(terminal.events())
    done = terminal.run(*words)
    assert done.status == 2, done
    assert told in done.err
    assert len(done.lines) == 2
    assert len(terminal.events()) == count + (words[0] == "crossover" and "--job" in words)
    assert terminal.run(*words, "--json").json["error"]["message"] in done.err


def test_a_plan_before_begin_says_where_to_begin(terminal: Terminal) -> None:
    done = terminal.run("transition")
    assert (done.status, "hillclimb begin" in done.err) == (2, True)


def test_odd_files_of_answers_are_refused(terminal: Terminal, tmp_path: Path) -> None:
    terminal.begin()
    odd = tmp_path / "odd.toml"
    for body, told in (
        (b"\xff\xfe", "not UTF-8"),
        (b"pull = ", "cannot be read"),
        (b"pull = 3", "is no text"),
        (b"x" * 1_100_000, "larger than 1 MB"),
    ):
        odd.write_bytes(body)
        done = terminal.run("why-me", "--file", str(odd))
        assert (done.status, told in done.err) == (2, True), done


def test_notes_and_meetings_are_read_from_standard_input(terminal: Terminal) -> None:
    terminal.begin()
    terminal.did("one-on-one", "--notes", "-", "--agreed", "Fridays", "--with", "Kim", text="We talked.\n")
    body = terminal.did("one-on-one", "--json").json
    assert (body["meetings"][0]["notes"], body["open"][0]["text"]) == ("We talked.", "Fridays")
    terminal.did("log", "--note", "-", text="# A goat\n\nIt was one.\n")
    assert "Noted: A goat" in terminal.did("log", "--newest", "1").out
    terminal.did("crossover", "--job", "-", text="Sheep; how many?")
    assert "herd: How large is the herd?" in terminal.did("crossover").out


def test_options_from_a_file_show_scores_and_what_is_missing(terminal: Terminal, tmp_path: Path) -> None:
    terminal.begin()
    numbers = tmp_path / "options.toml"
    numbers.write_text(
        "pay = 60000\n[stay]\nchance = 0.9\nml = 0.2\nliking = 8\n"
        "[job]\npay = 70000\nchance = 0.3\nml = 0.9\nliking = 4\n[weights]\nml = 3\n"
    )
    out = terminal.did("options", "--file", str(numbers)).out
    assert "A new job" in out
    assert "comes first." in out
    assert "Left out: A degree" in out
    assert "chance c" in terminal.did("options", "--explain").out


def test_the_help_still_begins_with_five_things(terminal: Terminal) -> None:
    out = terminal.did("--help").out
    assert out.index("start here:") < out.index("change where you are:")
    begun = out.split("start here:\n")[1].split("\n\n")[0].splitlines()
    assert len(begun) == 5
    assert "\nmore:" not in out
