"""Contest a belief from a terminal and from a script."""

from __future__ import annotations

import json

from tests.cli.terminal import Terminal, refused


def test_a_word_against_a_belief_is_recorded_and_told(terminal: Terminal) -> None:
    terminal.begin()
    told = terminal.said("contest", "counting", "--not")["contested"]
    assert told["belief"] < told["before"]
    assert terminal.events()[-1] == "skill-contested"


def test_a_proof_goes_on_after_an_answer_that_is_none_and_ends_by_itself(terminal: Terminal) -> None:
    terminal.begin()
    lines = ["nonsense", '{"choice": 1, "value": 2}', *['{"dont_know": true}'] * 5]
    done = terminal.did("contest", "counting", "--know", "--json", text="\n".join(lines) + "\n")
    said = [json.loads(line) for line in done.out.splitlines()]
    assert [one["error"]["code"] for one in said if "error" in one] == ["misuse", "misuse"]
    told = said[-1]["contested"]
    assert told["left"] == 0 < told["asked"]
    assert terminal.events().count("question-answered") == told["asked"]


def test_a_script_that_goes_away_leaves_the_proof_open(terminal: Terminal) -> None:
    terminal.begin()
    told = terminal.did("contest", "counting", "--know", "--json").json["contested"]
    assert told["asked"] == 0 < told["left"]
    again = terminal.did("contest", "counting", "--know", "--json", text='{"dont_know": true}\n').json["contested"]
    assert again["asked"] == 1
    assert terminal.events().count("skill-contested") == 1


def test_know_and_not_exclude_each_other_and_one_is_needed(terminal: Terminal) -> None:
    refused(terminal.run("contest", "counting"))
    refused(terminal.run("contest", "counting", "--know", "--not"))
    refused(terminal.run("contest", "countin", "--not"))
    refused(terminal.run("contest", "counting", "--know"))
