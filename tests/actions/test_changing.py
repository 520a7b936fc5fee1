"""Changing where one is, on a real record: nothing is typed twice, versions are kept, what was agreed comes back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from hillclimb.actions import (
    Talk,
    agenda_of,
    answer_why,
    check_team,
    compared,
    crossover,
    crossover_json,
    describe_job,
    hold,
    keep_plan,
    log,
    meetings_json,
    numbers_of,
    options_json,
    paper_of,
    proposal_of,
    put_numbers,
    roles_json,
    rubrics,
    settle,
    take_note,
    team_json,
    template_text,
    transition_json,
    unsaid,
    versions,
    whys,
    write_paper,
)
from hillclimb.actions.changing import note_template
from hillclimb.career import all_text
from hillclimb.ground import Conflict, Misuse, NotFound
from hillclimb.record import LabGraded

if TYPE_CHECKING:
    from pathlib import Path

    from hillclimb.actions import Desk
    from tests.actions.conftest import Clock


def passed(desk: Desk) -> None:
    lab = desk.pack.labs["double"]
    desk.note(
        LabGraded(
            lab=lab.uuid,
            lab_version=1,
            ending="passed",
            difficulty=0.0,
            teaches={desk.pack.graph["doubling"].uuid: 1.0},
            digest="12" * 32,
            commitment="34" * 16,
            score=0.87,
            verdict={"ending": "passed", "headline": "Passed.", "checks": [], "score": None},
        )
    )


def sections(desk: Desk) -> dict[str, str]:
    from hillclimb.career.paper import texts

    paper = paper_of(desk.state())
    return {one.title: "\n".join(line for block in one.blocks for line in texts(block)) for one in paper.sections}


def test_a_plan_needs_a_goal(desk: Desk) -> None:
    with pytest.raises(Conflict, match="not begun"):
        paper_of(desk.state())


def test_the_plan_is_made_from_the_record(begun: Desk) -> None:
    before = sections(begun)
    assert "Nothing is passed yet" in before["Evidence so far"]
    assert "Why" not in before, "what was not said is left out"
    assert "four times in five" in before["The plan"]
    passed(begun)
    after = sections(begun)
    assert "87%" in after["Evidence so far"]
    assert begun.pack.labs["double"].title in after["Evidence so far"]


def test_answers_are_asked_once_and_used_everywhere(begun: Desk) -> None:
    assert [why.slug for why in unsaid(begun.state())] == ["pull", "work", "name"]
    answer_why(
        begun, {"pull": " The first double. ", "name": "Łukasz\x07", "work": "We count sheep; how many is a guess."}
    )
    count = len(begun.record.events())
    answer_why(begun, {"pull": "The first double."})
    assert len(begun.record.events()) == count, "the same answer is not recorded twice"
    assert unsaid(begun.state()) == ()
    assert sections(begun)["Why"] == "The first double."
    assert paper_of(begun.state()).lines[0] == "Łukasz"
    assert [match.pattern.slug for match in crossover(begun.state())] == ["herd", "wool"]
    answer_why(begun, {"pull": ""})
    assert whys(begun.state())[0].answer == ""


def test_strange_and_endless_answers_are_refused_and_cost_nothing(begun: Desk) -> None:
    with pytest.raises(NotFound, match="no question"):
        answer_why(begun, {"pull": "x", "nix": "y"})
    with pytest.raises(Misuse, match="characters"):
        answer_why(begun, {"pull": "x" * 5000})
    assert all(not one.answer for one in whys(begun.state()))


def test_versions_are_kept_and_compared_in_words(begun: Desk, clock: Clock) -> None:
    answer_why(begun, {"pull": "Two hours on Fridays"})
    first = keep_plan(begun, "draft")
    assert keep_plan(begun, "draft").number == first.number, "the same plan is not kept twice"
    clock.at += timedelta(days=3)
    answer_why(begun, {"pull": "Four hours on Fridays"})
    second = keep_plan(begun)
    assert (second.number, versions(begun.state())[0].note) == (2, "draft")
    changes = dict(compared(begun.state(), 1, 2))
    assert [(run.kind, run.text) for run in changes["Why"]][:2] == [("gone", "Two"), ("new", "Four")]
    assert "Two hours" in all_text(versions(begun.state())[0].paper), "an old version stays as it was"
    with pytest.raises(NotFound, match="no version 3"):
        compared(begun.state(), 3)


@pytest.mark.parametrize("kind", ["md", "html", "pdf", "docx"])
def test_a_plan_is_written_in_every_form(begun: Desk, tmp_path: Path, kind: str) -> None:
    target = write_paper(paper_of(begun.state()), tmp_path / "new" / f"plan.{kind}", at=begun.clock())
    assert target.stat().st_size > 500
    assert [path.name for path in target.parent.iterdir()] == [f"plan.{kind}"]


def test_other_endings_are_refused(begun: Desk, tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="no kind of document"):
        write_paper(paper_of(begun.state()), tmp_path / "plan.exe", at=begun.clock())
    assert list(tmp_path.glob("plan*")) == []


def test_what_was_agreed_comes_back_until_it_is_settled(begun: Desk, clock: Clock) -> None:
    hold(begun, Talk(agreed=("Two hours on Fridays", "Read access"), person="Kim", mood="listened"))
    clock.at += timedelta(days=14)
    assert "Two hours on Fridays" in all_text(agenda_of(begun.state()))
    settle(begun, 1, done=True)
    settle(begun, 1, done=True)
    body = meetings_json(begun.state())
    assert [one["text"] for one in body["open"]] == ["Read access"]
    assert [one["outcome"] for one in body["meetings"][0]["agreed"]] == ["done", "open"]
    hold(begun, Talk(notes="Short."))
    body = meetings_json(begun.state())
    assert body["meetings"][1]["person"] == "Kim", "the name is not typed twice"
    assert [one["text"] for one in body["open"]] == ["Read access"]
    settle(begun, 2, done=False)
    assert meetings_json(begun.state())["open"] == []
    with pytest.raises(NotFound):
        settle(begun, 3, done=True)


def test_being_put_off_twice_is_a_signal_for_the_learner_alone(begun: Desk) -> None:
    hold(begun, Talk(notes="Later.", mood="put-off"))
    assert meetings_json(begun.state())["signal"] is None
    hold(begun, Talk(notes="Later.", mood="put-off"))
    told = meetings_json(begun.state())["signal"]
    assert "2 times in a row" in told
    assert "in a row" not in all_text(agenda_of(begun.state())), "an agenda is shared"
    hold(begun, Talk(notes="Yes!", mood="helped"))
    assert meetings_json(begun.state())["signal"] is None


def test_the_agenda_says_what_happened_since(begun: Desk, clock: Clock) -> None:
    hold(begun, Talk(notes="Began."))
    clock.at += timedelta(days=20)
    passed(begun)
    text = all_text(agenda_of(begun.state()))
    assert f"passed: {begun.pack.labs['double'].title}" in text
    assert "than last time" in text


@pytest.mark.parametrize(
    "talk", [Talk(), Talk(notes="x", mood="bad"), Talk(notes="x", day="2027-01-01"), Talk(agreed=("x",) * 30)]
)
def test_odd_meetings_are_refused(begun: Desk, talk: Talk) -> None:
    with pytest.raises(Misuse):
        hold(begun, talk)


def test_numbers_are_kept_changed_and_taken_back(begun: Desk) -> None:
    own = {"chance": 0.5, "ml": 0.5, "liking": 5.0}
    put_numbers(begun, {"pay": 60_000.0, **{f"stay.{name}": value for name, value in own.items()}}, {"ml": 2.0})
    state = put_numbers(begun, {"pay": 50_000.0}, {})
    body = options_json(state)
    assert body["options"][0]["values"]["money"] == 150_000.0
    assert body["weights"]["ml"] == 2.0
    assert body["options"][0]["numbers"]["hours"] == 9.0, "hours of study come from the plan"
    assert "months" in body["options"][0]["numbers"], "so does when the role may be reached"
    put_numbers(begun, {"pay": None}, {})
    assert "pay" not in numbers_of(begun.state())[0]
    assert options_json(begun.state())["missing"]["stay"] == ["pay", "pay-until"]


@pytest.mark.parametrize(
    ("numbers", "weights"),
    [
        ({"job.chance": 7.0}, {}),
        ({"job.nix": 1.0}, {}),
        ({"nix.pay": 1.0}, {}),
        ({"pay": float("nan")}, {}),
        ({"pay": -1.0}, {}),
        ({}, {"nix": 1.0}),
        ({}, {"ml": -1.0}),
        ({}, {"ml": float("inf")}),
        ({}, dict.fromkeys(("money", "ml", "safety", "time", "liking"), 0.0)),
    ],
)
def test_numbers_that_cannot_be_are_refused(begun: Desk, numbers: dict, weights: dict) -> None:
    count = len(begun.record.events())
    with pytest.raises(Misuse):
        put_numbers(begun, numbers, weights)
    assert len(begun.record.events()) == count


def test_a_job_is_matched_by_its_words_and_every_word_is_shown(begun: Desk) -> None:
    with pytest.raises(NotFound, match="Nothing is known of your job"):
        crossover(begun.state())
    describe_job(begun, "Five hundred sheep, and nobody knows HOW MANY tomorrow.")
    sure, guess = crossover_json(begun.state())["tasks"]
    assert (sure["slug"], sure["sure"], sure["data_words"], sure["pain_words"]) == (
        "herd",
        True,
        ["sheep"],
        ["how many"],
    )
    assert (guess["slug"], guess["sure"], guess["pain_words"]) == ("wool", False, [])
    page = all_text(proposal_of(begun.state(), "herd"))
    assert "nobody knows HOW MANY" in page
    assert begun.pack.labs["double"].title in page
    with pytest.raises(NotFound):
        proposal_of(begun.state(), "goats")


def test_a_job_without_known_words_finds_nothing(begun: Desk) -> None:
    describe_job(begun, "مرحبا " * 100)
    assert crossover(begun.state()) == ()


def test_a_team_scores_between_what_is_known_and_what_may_be(begun: Desk) -> None:
    team = check_team(begun, " Fold ", {"shepherd": "yes"})
    assert (team.name, team.low, team.high) == ("Fold", 0.75, 1.0)
    check_team(begun, "Fold", {"grass": "partly"})
    check_team(begun, "Moor", {"shepherd": "no", "grass": "no"})
    body = team_json(begun.state())["teams"]
    assert [(one["team"], one["low"], one["high"]) for one in body] == [("Fold", 0.875, 0.875), ("Moor", 0.0, 0.0)]
    assert body[0]["answers"] == {"shepherd": "yes", "grass": "partly"}
    with pytest.raises(NotFound):
        check_team(begun, "Fold", {"nix": "yes"})
    with pytest.raises(Misuse):
        check_team(begun, "Fold", {"grass": "green"})
    with pytest.raises(Misuse):
        check_team(begun, " ", {"grass": "yes"})


def test_the_rubric_is_filled_with_own_evidence(begun: Desk) -> None:
    assert [one.labs for one in rubrics(begun.state())] == [(), ()]
    passed(begun)
    assert [one.labs for one in rubrics(begun.state())] == [(begun.pack.labs["double"].title,), ()]


def test_notes_follow_templates_into_the_log(begun: Desk) -> None:
    text = template_text(note_template(begun.state(), "obstacle"))
    assert "## What I saw" in text
    with pytest.raises(Misuse, match="Nothing is written"):
        take_note(begun, text, template="obstacle")
    state = take_note(
        begun, text.replace("…", "A goat").replace("## What it was\n", "## What it was\n\nA goat."), template="obstacle"
    )
    assert log(state)[0].text == "Noted: An obstacle: A goat"
    with pytest.raises(NotFound):
        take_note(begun, "x", template="nix")


def test_a_role_tells_its_day_and_the_way(begun: Desk) -> None:
    (role,) = roles_json(begun.state(), "doubler")["roles"]
    assert role["day"] == [{"at": "09:00", "what": "Double."}]
    assert [one["lab"] or one["skill"] for one in role["tries"]] == ["double", "counting"]
    assert role["hours_left"] > 0
    assert role["forecast"]["p50"]
    with pytest.raises(NotFound):
        roles_json(begun.state(), "nix")


def test_every_change_is_told_in_the_log(begun: Desk) -> None:
    answer_why(begun, {"pull": "x"})
    keep_plan(begun, "first")
    put_numbers(begun, {"pay": 1.0}, {})
    check_team(begun, "Fold", {"grass": "yes"})
    hold(begun, Talk(agreed=("a",), person="Kim"))
    settle(begun, 1, done=True)
    told = [entry.text for entry in log(begun.state())]
    assert not [text for text in told if text == "Something happened"]
    assert told[0] == "Settled what was agreed in a one-on-one: done"
    assert transition_json(begun.state(), paper_of(begun.state()))["versions"][0]["note"] == "first"
