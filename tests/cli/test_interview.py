"""`hillclimb interview`, typed and as JSON lines."""

from __future__ import annotations

import json

from tests.cli.terminal import Terminal

RIGHT = "It adds the herd to itself: twice as large. An empty one stays empty."


def lines(terminal: Terminal, *given: object) -> list[dict]:
    text = "".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in given)
    done = terminal.run("interview", "--json", "--level", "junior", text=text)
    assert done.status == 0, done
    return [json.loads(line) for line in done.out.splitlines()]


def test_json_lines_ask_mark_and_take_claims(terminal: Terminal) -> None:
    terminal.begin()
    asked, marked, claimed, again = lines(terminal, {"say": "Twice."}, {"claim": [0]})
    assert asked["ask"] == "What does doubling do to a herd?"
    assert "points" not in asked, "what a good answer contains is not told before"
    assert [point["made"] for point in marked["points"]] == [False, True, False]
    assert (marked["share"], claimed["share"]) == (0.25, 0.75)
    assert again["question"] == asked["question"]


def test_bad_lines_are_told_and_cost_nothing(terminal: Terminal) -> None:
    terminal.begin()
    found = lines(terminal, "nonsense", [1], {"say": 3}, {"say": " "}, {"say": RIGHT}, {"claim": "all"}, {"claim": [7]})
    assert [line.get("error", {}).get("message") for line in found[1:]] == [
        "That line is not JSON.",
        "Each line is a JSON object.",
        "`say` is a text.",
        "Nothing was said.",
        None,
        "`claim` is a list of points, counted from 0.",
        "There is no point 8.",
    ]
    assert terminal.events().count("interview-answered") == 1


def test_the_result_names_weak_topics(terminal: Terminal) -> None:
    terminal.begin()
    assert "No interview question was answered yet." in terminal.run("interview", "--result").out
    lines(terminal, {"say": "Twice."})
    assert "25% of the points" in terminal.run("interview", "--result").out


def test_without_a_terminal_it_says_what_to_do(terminal: Terminal) -> None:
    terminal.begin()
    done = terminal.run("interview")
    assert done.status == 2
    assert "--json" in done.err
