"""A learner's hour in the terminal: placed, planned, a lab failed and passed, and all of it believed and remembered."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hillclimb.actions import standing
from hillclimb.content import SkillGraph, ask
from tests.cli.terminal import REAL, TRACES, Terminal

BROUGHT = ("python-bridge", "numpy-arrays", "unit-testing", "command-line")  # and all that these need


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Terminal]:
    """Somebody with an empty folder, the shipped pack, and a keeper as anybody has it."""
    home = tmp_path / "home"
    yield Terminal(home=home, pack=REAL).with_(HILLCLIMB_KEEPER="on")
    shutil.rmtree(home, ignore_errors=True)  # the keeper goes with it


def first_lab() -> str:
    return "first-model" if (REAL / "labs" / "first-model" / "lab.toml").is_file() else "linear"


def known(graph: SkillGraph) -> set[str]:
    """Return what this learner knows: what they bring, and whatever that builds on."""
    found: set[str] = set()
    ahead = [slug for slug in BROUGHT if slug in graph]
    while ahead:
        slug = ahead.pop()
        found.add(slug)
        ahead += [need for need in graph[slug].needs if need not in found]
    return found


def placed(learner: Terminal) -> tuple[dict[str, bool], dict[str, object]]:
    """Answer the placement as somebody who knows Python well and has never trained a model; return what was right."""
    process = learner.start("place", "--batch")
    assert process.stdin is not None
    assert process.stdout is not None
    desk = learner.desk()
    answers: dict[str, bool] = {}
    seen: set[str] = set()
    for line in process.stdout:
        body = json.loads(line)
        if "result" in body:
            process.stdin.close()
            assert process.wait(30) == 0
            return answers, body["result"]
        assert body["question"] not in seen, "no question comes twice"
        seen.add(body["question"])
        question = desk.pack.question_by_uuid[body["question"]]
        asked = ask(question, standing(desk.state()).seed.child(question.uuid))
        assert (asked.text, list(asked.options)) == (body["text"], body["choices"])
        knows = question.skill in known(desk.pack.graph)
        answers[question.skill] = answers.get(question.skill, True) and knows
        truth = {"value": asked.value} if asked.right is None else {"choice": asked.right}
        process.stdin.write(json.dumps(truth if knows else {"dont_know": True}) + "\n")
        process.stdin.flush()
    pytest.fail("the placement ended without a result")


def test_a_learners_hour(learner: Terminal) -> None:
    # Somebody who types a command too early is told how to begin.
    assert learner.run("next").lines[-1].startswith("Start with: hillclimb begin")

    begun = learner.said("begin", "--role", "practitioner-mle", "--hours", "9", "--background", "python", "--yes")
    assert (begun["role"], begun["hours_a_week"]) == ("practitioner-mle", 9.0)
    before = learner.said("status")

    answers, result = placed(learner)
    assert 5 <= len(answers) <= 30
    assert result["ended"] in ("known", "length")
    after = learner.said("status")
    moved = {skill: after["skills"][skill]["belief"] - before["skills"][skill]["belief"] for skill in answers}
    right = [change for skill, change in moved.items() if answers[skill]]
    unknown = [change for skill, change in moved.items() if not answers[skill]]
    assert sum(right) / len(right) > max(0.0, sum(unknown) / len(unknown)), moved
    for skill, knows in answers.items():
        belief = after["skills"][skill]["belief"]
        assert belief > 0.5 if knows else belief < 0.5, f"{skill}: {belief}"
    assert all(after["skills"][skill]["proven"] for skill in answers)

    step = learner.said("next")
    assert step["command"].startswith("hillclimb ")
    assert step["why"]
    plan = learner.said("plan")
    assert plan["weeks"][0]["items"]
    assert after["forecast"]["p50"] <= after["forecast"]["p80"]
    three = learner.did("next").out.splitlines()
    assert [line.split(":")[0] for line in three] == ["Next", "Why", "Type"]

    lab = first_lab()
    opened = learner.said("open", lab)
    files = [Path(name) for name in opened["files"]]
    assert all(path.is_file() for path in files)
    failed = learner.run("check", lab)
    assert failed.status == 1
    assert "✗" in failed.out
    assert "hillclimb lesson" in failed.out
    assert not any(trace in failed.out + failed.err for trace in TRACES)

    for path in (REAL / "labs" / lab / "solution").glob("*.py"):
        shutil.copy(path, Path(opened["folder"]) / path.name)
    assert learner.said("open", lab)["kept"]
    passed = learner.run("check", lab, "--json")
    assert (passed.status, passed.err) == (0, "")
    verdict = passed.json
    assert (verdict["verdict"], verdict["recorded"], verdict["attempt"]) == ("passed", True, 2)
    score = verdict["score"]
    assert score["share"] >= score["bar"]
    assert verdict["protections"]["on"]
    assert all(moved["after"] > moved["before"] for moved in verdict["beliefs"])
    assert verdict["plan"], "what changed in the plan is told"

    now = learner.said("status")
    assert now["labs_passed"] == [lab]
    taught = verdict["beliefs"][0]["skill"]
    assert now["skills"][taught]["belief"] == pytest.approx(verdict["beliefs"][0]["after"], abs=0.005)
    assert learner.said("plan")["weeks"] != plan["weeks"], "the plan moved"

    why = learner.said("why", taught)
    assert [item["kind"] for item in why["evidence"]].count("lab") == 2
    assert any(item["weight"] > 0 and "passed" in item["note"] for item in why["evidence"])
    assert learner.did("lesson", taught).out.startswith("# ")

    due = learner.said("review")["due"]
    assert due
    learner.did("review", "--card", due[0]["card"], "--rating", "3")
    assert due[0]["card"] not in [card["card"] for card in learner.said("review")["due"]]

    told = [event["kind"] for event in reversed(learner.said("log")["events"])]
    assert told[:2] == ["profile-declared", "placement-began"]
    assert told.count("question-answered") == result["asked"]
    assert told[-6:] == ["placement-ended", "lab-opened", "lab-graded", "lab-graded", "lesson-read", "card-reviewed"]
    assert len(learner.did("log").out.splitlines()) == len(told)

    aside = learner.said("reset", lab)["set_aside"]
    reference = (REAL / "labs" / lab / "solution" / files[0].name).read_text()
    assert (Path(aside) / files[0].name).read_text() == reference, "nothing of the learner's is lost"
    assert learner.run("check", lab).status == 1


def test_the_hour_goes_on_in_another_folder_after_a_copy(learner: Terminal, tmp_path: Path) -> None:
    """Copying the learner's folder is the backup: everything is said the same there."""
    learner.did("begin", "--yes")
    learner.did("lesson", "why-ml")
    learner.said("open", first_lab())
    shutil.copytree(learner.home, tmp_path / "copy")
    there = Terminal(home=tmp_path / "copy", pack=REAL)
    assert there.said("log") == learner.said("log")
    assert there.said("status")["skills"] == learner.said("status")["skills"]
    assert there.said("open", first_lab())["kept"]


@pytest.mark.skipif(not Path(sys.executable).with_name("hillclimb").exists(), reason="not installed as a command")
def test_the_installed_command_is_the_same(learner: Terminal) -> None:
    import subprocess

    command = Path(sys.executable).with_name("hillclimb")
    done = subprocess.run([command, "--version"], env=learner.variables(), capture_output=True, text=True)
    assert done.stdout == learner.did("--version").out
