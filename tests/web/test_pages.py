"""The pages, asked without a browser: what a learner sees and does, with JavaScript off."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hillclimb.actions import Hours, standing
from hillclimb.grading import Judge
from hillclimb.ground import to_text
from hillclimb.record import (
    CardReviewed,
    LabGraded,
    LessonRead,
    PageRead,
    PlacementEnded,
    ProfileDeclared,
    QuestionAnswered,
    ReviewsSet,
)
from hillclimb.web.pages.placing import strip
from hillclimb.web.showing import percent

if TYPE_CHECKING:
    from tests.web.conftest import Clock, Site

TINY = Path(__file__).parents[1] / "packs" / "tiny"


def facts(site: Site, kind: type) -> list:
    return [event.fact for event in site.desk.record.events() if isinstance(event.fact, kind)]


def text_of(body: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


def question_of(body: str) -> str:
    found = re.search(r'name="question" value="([^"]+)"', body)
    assert found
    return found[1]


# ---- beginning


def test_a_first_visit_leads_to_the_three_questions(site: Site) -> None:
    answer = site.get("/")
    assert answer.url.path == "/begin"
    shown = text_of(answer.text)
    assert "Doubles whatever comes along." in shown
    assert answer.text.count('name="hours"') == 7


def test_beginning_is_recorded_and_offers_the_placement(site: Site) -> None:
    answer = site.begin()
    assert answer.url.path == "/place"
    assert [fact.hours for fact in facts(site, ProfileDeclared)] == [(1.5, 0, 1.5, 0, 1, 3, 2)]
    assert "Later" in answer.text


def test_beginning_again_shows_the_last_answers_and_returns_home(begun: Site) -> None:
    assert re.search(r'value="scaler" required checked', begun.get("/begin").text)
    answer = begun.send("/begin", background="python", role="doubler", hours=["1"] * 7)
    assert answer.url.path == "/"
    assert len(facts(begun, ProfileDeclared)) == 2


@pytest.mark.parametrize(
    "fields",
    [
        {"background": "typed", "hours": ["1"] * 7},
        {"background": "typed", "role": "nobody", "hours": ["1"] * 7},
        {"background": "typed", "role": "scaler", "hours": ["1"] * 6},
        {"background": "typed", "role": "scaler", "hours": ["99"] + ["1"] * 6},
        {"background": "typed", "role": "scaler", "hours": ["many"] + ["1"] * 6},
        {"background": "typed", "role": "scaler", "hours": ["nan"] + ["1"] * 6},
    ],
)
def test_half_an_answer_is_refused_with_a_way_out_and_not_recorded(site: Site, fields: dict) -> None:
    answer = site.send("/begin", **fields)
    assert answer.status_code in (404, 422)
    assert "<h1>" in answer.text
    assert not facts(site, ProfileDeclared)


@pytest.mark.parametrize("path", ["/plan", "/place", "/api/next", "/api/plan"])
def test_what_needs_a_role_says_so_before_the_beginning(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 409
    assert "not begun" in answer.text


# ---- placement


def test_placement_asks_explains_and_ends_with_what_it_found(begun: Site) -> None:
    page = begun.send("/place")
    for _ in range(40):
        if "Where you stand" in page.text:  # the title of the result
            break
        assert 'name="question"' in page.text
        answered = begun.send("/place/answer", question=question_of(page.text), dont_know="yes")
        assert answered.url.path == "/place/answered"
        assert "Now you know." in answered.text
        page = begun.get("/place")
    shown = text_of(page.text)
    assert "Surprises" in shown
    assert "0 right, 0 wrong" in shown
    assert begun.get("/place/result").text == page.text
    assert len(facts(begun, PlacementEnded)) == 1


def test_the_result_of_a_placement_that_has_none_leads_back_to_its_offer(begun: Site) -> None:
    assert begun.get("/place/result").url.path == "/place"
    assert begun.get("/api/place/result").status_code == 409


@pytest.mark.parametrize(
    ("hours", "widths"),
    [
        (Hours(total=100, declared=20, answers=30), [200, 300, 500]),
        (Hours(total=100, declared=20, answers=-15), [50, 0, 950]),
        (Hours(total=100, declared=20, answers=-40), [0, 0, 1000]),
        (Hours(total=0, declared=0, answers=0), []),
    ],
)
def test_the_strip_of_hours_is_always_whole(hours: Hours, widths: list[float]) -> None:
    assert [part.width for part in strip(hours)] == widths


def test_a_right_and_a_wrong_answer_are_told_apart_and_explained(begun: Site) -> None:
    from hillclimb.actions import placement_question

    page = begun.send("/place")
    outcomes = set()
    for turn in range(6):
        asked = placement_question(begun.desk.state())
        if asked is None:
            break
        right = turn % 2 == 0
        if asked.options:
            assert asked.right is not None
            given = {"choice": str(asked.right if right else (asked.right + 1) % len(asked.options))}
        else:
            assert asked.value is not None
            given = {"value": f"{asked.value if right else asked.value + 7:g}".replace(".", ",")}
        page = begun.send("/place/answer", question=asked.question.uuid, **given)
        assert ("Right." if right else "Not right.") in page.text
        assert len(text_of(page.text)) > 100
        outcomes.add(facts(begun, QuestionAnswered)[-1].outcome)
    assert outcomes == {"right", "wrong"}


def test_an_answer_to_a_question_that_is_no_longer_open_changes_nothing(begun: Site) -> None:
    question = question_of(begun.send("/place").text)
    begun.send("/place/answer", question=question, dont_know="yes")
    again = begun.send("/place/answer", question=question, dont_know="yes")
    assert again.status_code == 409
    assert len(facts(begun, QuestionAnswered)) == 1


def test_an_empty_answer_is_no_answer(begun: Site) -> None:
    question = question_of(begun.send("/place").text)
    assert begun.send("/place/answer", question=question, value="  ").status_code == 422
    assert begun.send("/place/answer", question=question, value="a lot").status_code == 422
    assert not facts(begun, QuestionAnswered)


def test_placement_can_be_left_for_later_and_taken_up_again(begun: Site) -> None:
    assert begun.send("/place/skip").url.path == "/"
    assert standing(begun.desk.state()).ended == "skipped"
    assert "Take it up again" in begun.get("/place").text
    assert 'name="question"' in begun.send("/place").text
    assert "Go on with the placement" in begun.get("/").text


# ---- home, map, plan, log


def test_home_says_what_is_next_why_and_when_the_top_is_reached(begun: Site) -> None:
    state = begun.desk.state()
    shown = text_of(begun.get("/").text)
    assert state.step.what in shown
    assert state.step.command in shown
    assert state.forecast is not None
    assert f"{state.forecast.p80.day} {state.forecast.p80:%B %Y}" in shown
    assert "This week" in shown


def test_home_without_study_hours_asks_for_them(site: Site) -> None:
    site.send("/begin", background="typed", role="scaler", hours=["0"] * 7)
    page = site.get("/")
    assert page.status_code == 200
    assert "Set your hours" in page.text


def test_the_map_holds_every_skill_as_a_picture_and_as_a_list(begun: Site) -> None:
    body = begun.get("/map").text
    beliefs = begun.desk.state().beliefs
    for slug in ("counting", "doubling", "scaling"):
        assert f'id="spot-{slug}" href="/skills/{slug}"' in body
        assert f'<a href="/skills/{slug}">' in body
        belief = beliefs[slug]
        assert f"({percent(belief.low)} to {percent(belief.high)})" in text_of(body)


def test_the_plan_lists_weeks_that_lead_to_their_pages(begun: Site) -> None:
    body = begun.get("/plan").text
    assert "Week 1" in text_of(body)
    assert 'href="/labs/double"' in body
    assert 'href="/skills/doubling/lesson"' in body


def test_the_log_tells_what_happened_and_escapes_what_others_wrote(begun: Site) -> None:
    desk = begun.desk
    from hillclimb.record import LabReset

    desk.note(LabReset(lab=desk.lab("double").uuid, kept_in='<img src=x onerror="alert(1)">'))
    body = begun.get("/log").text
    assert "Aimed at Scaler" in text_of(body)
    assert "<img src=x" not in body
    assert "&lt;img src=x" in body


# ---- labs


def test_a_lab_is_opened_checked_and_told_from_failure_to_pass(begun: Site) -> None:
    assert "No verdict yet" in begun.get("/labs/double").text
    opened = begun.send("/open/double")
    assert str(begun.home.lab("double") / "doubling.py") in opened.text
    assert "vscode://file" in opened.text

    begun.write("def double(x):\n    return x + 2\n")
    failed = begun.send("/check/double")
    assert failed.url.path == "/labs/double"
    shown = text_of(failed.text)
    assert "Not yet" in shown
    assert "expected" in shown
    assert "got" in shown
    assert 'href="/skills/doubling/lesson"' in failed.text

    begun.write((TINY / "labs/double/solution/doubling.py").read_text())
    passed = text_of(begun.send("/check/double").text)
    assert "Passed" in passed
    assert "best possible" in passed
    assert "What it changed" in passed
    assert [fact.ending for fact in facts(begun, LabGraded)] == ["failed", "passed"]
    assert "Passed" in text_of(begun.get("/labs").text)


def test_an_older_verdict_stays_readable(begun: Site) -> None:
    begun.send("/open/double")
    begun.send("/check/double")
    begun.write((TINY / "labs/double/solution/doubling.py").read_text())
    begun.send("/check/double")
    first = next(event.seq for event in begun.desk.record.events() if isinstance(event.fact, LabGraded))
    for path in (f"/labs/double/verdict?seq={first}", f"/labs/double?seq={first}"):
        assert "Not yet" in begun.get(path).text
    assert "Passed" in begun.get("/labs/double/verdict").text


def test_what_a_submission_prints_and_raises_is_shown_as_text(begun: Site) -> None:
    begun.send("/open/double")
    begun.write("print('<script>alert(1)</script>')\ndef double(x):\n    raise ValueError('<b onclick=x>')\n")
    body = begun.send("/check/double").text
    assert "<script>alert" not in body
    assert "<b onclick" not in body
    assert "ValueError" in body


def test_checking_before_opening_says_how_to_open(begun: Site) -> None:
    answer = begun.send("/check/double")
    assert answer.status_code == 404
    assert "hillclimb open double" in text_of(answer.text)


def test_an_unjudged_check_is_shown_as_ours_and_leaves_no_trace(begun: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the sandbox is gone")

    begun.send("/open/double")
    monkeypatch.setattr(Judge, "warm", broken)
    answer = begun.send("/check/double")
    assert answer.status_code == 200
    assert "Not judged" in answer.text
    assert "costs you nothing" in text_of(answer.text)
    assert not facts(begun, LabGraded)


def test_hints_come_one_at_a_time_and_stay(begun: Site) -> None:
    assert "Look at what you return" not in begun.get("/labs/double").text
    first = begun.send("/hint/double").text
    assert "Look at what you return" in first
    assert "Think of addition" not in first
    begun.send("/hint/double")
    third = begun.send("/hint/double").text
    assert "The line to write" in third
    assert "Show the next hint" not in third


def test_starting_over_keeps_the_work_and_asks_first(begun: Site) -> None:
    begun.send("/open/double")
    begun.write("mine = 1\n")
    begun.send("/reset/double")
    assert (begun.home.lab("double") / "doubling.py").read_text() == "mine = 1\n"
    begun.send("/reset/double", sure="yes")
    assert "NotImplementedError" in (begun.home.lab("double") / "doubling.py").read_text()
    kept = list((begun.home.work / ".set-aside").rglob("doubling.py"))
    assert [path.read_text() for path in kept] == ["mine = 1\n"]


@pytest.mark.parametrize("path", ["/labs/duoble", "/skills/dubling", "/skills/nope/lesson", "/labs/x/live", "/nowhere"])
def test_what_does_not_exist_is_a_page_with_a_way_on(begun: Site, path: str) -> None:
    answer = begun.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text
    assert "nearest" not in answer.text


# ---- skill and lesson


def test_a_skill_shows_what_interviewers_ask_and_what_a_good_answer_contains(begun: Site) -> None:
    body = begun.get("/skills/doubling").text
    assert "Asked in interviews" in body
    assert "What does doubling do to a herd?" in body
    assert "The size is twice the old one." in body
    assert "Asked in interviews" not in begun.get("/skills/counting").text


def test_a_lesson_shows_its_figure(begun: Site) -> None:
    assert 'src="figures/doubling.svg"' in begun.get("/skills/doubling/lesson").text
    figure = begun.get("/skills/doubling/figures/doubling.svg")
    assert figure.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in figure.text


@pytest.mark.parametrize("name", ["halving.svg", "..%2Fdoubling.md", "%2e%2e%2fdoubling.md", "doubling.md"])
def test_only_figures_are_served_as_figures(begun: Site, name: str) -> None:
    assert begun.get(f"/skills/doubling/figures/{name}").status_code == 404


def test_the_weights_of_the_evidence_add_up_to_the_belief(begun: Site) -> None:
    begun.send("/open/double")
    for _ in range(4):
        begun.send("/check/double")
    begun.send("/place")
    begun.send("/place/answer", question=question_of(begun.get("/place").text), dont_know="yes")
    body = begun.get("/skills/doubling").text
    figures = [float(found) for found in re.findall(r'to-right figures">([-+][\d.]+)<', body)]
    *weights, total = figures
    assert len(weights) >= 3
    assert sum(weights) == pytest.approx(total, abs=0.006 * len(weights))
    assert total == pytest.approx(begun.desk.state().beliefs["doubling"].mean, abs=0.02)


def test_reading_is_recorded_only_when_the_learner_says_so(begun: Site) -> None:
    page = begun.get("/skills/doubling/lesson")
    assert "Two sheep and two sheep" in page.text
    assert '<span class="nb">print</span>' in page.text
    assert not facts(begun, LessonRead)
    begun.send("/lesson/doubling")
    begun.send("/lesson/doubling")
    assert len(facts(begun, LessonRead)) == 1
    assert "You marked this as read" in begun.get("/skills/doubling/lesson").text


def test_mathematics_is_loaded_only_where_there_is_some(begun: Site) -> None:
    assert "katex" not in begun.get("/").text
    assert "katex" not in begun.get("/skills/doubling/lesson").text


# ---- review


def test_reviews_go_card_by_card_until_nothing_is_due(begun: Site) -> None:
    assert "Cards join your reviews" in text_of(begun.get("/review").text)
    begun.send("/lesson/doubling")
    for left in range(5, 0, -1):
        page = begun.get("/review")
        assert f"{left} card" in text_of(page.text)
        card = re.search(r'name="card" value="([^"]+)"', page.text)
        shown = re.search(r'name="shown_at" value="([^"]+)"', page.text)
        assert card
        assert shown
        begun.clock.at += timedelta(seconds=20)
        begun.send("/review", card=card[1], rating="3", shown_at=shown[1])
    assert "Nothing is due" in begun.get("/review").text
    reviews = facts(begun, CardReviewed)
    assert [fact.rating for fact in reviews] == [3] * 5
    assert all(20 <= fact.seconds < 60 for fact in reviews)


def _next_card(page: str) -> str:
    found = re.search(r'name="card" value="([^"]+)"', page)
    assert found
    return found[1]


def test_cards_that_can_be_judged_are_and_the_learner_has_the_last_word(begun: Site) -> None:
    begun.send("/lesson/scaling")
    page = begun.get("/review").text
    asked = [int(word) for word in re.sub(r"[^0-9 ]", "", text_of(page).split("What is")[1][:20]).split()]
    card = _next_card(page)
    wrong = begun.get(f"/review/answered?card={card}&given=1%2C5")
    assert "Not so." in text_of(wrong.text)
    assert 'value="1" class="rating r1 suggested"' in wrong.text
    right = begun.get(f"/review/answered?card={card}&given={asked[0] * asked[1]}")
    assert "Right." in text_of(right.text)
    assert 'value="3" class="rating r3 suggested"' in right.text
    assert not facts(begun, CardReviewed), "looking at the judgement records nothing"
    assert begun.get(f"/review/answered?card={card}&given=many").status_code == 422
    begun.send("/review", card=card, rating="2", given="1,5")
    (review,) = facts(begun, CardReviewed)
    assert (review.rating, review.outcome, review.answer) == (2, "wrong", "1.5")


def test_steps_are_given_their_places(begun: Site) -> None:
    begun.send("/lesson/scaling")
    begun.send("/review", card="scaling-by", rating="3")
    page = begun.get("/review").text
    shown = re.findall(r"</select> <span>([^<]+)</span>", page)
    places = [["Count the sheep.", "Multiply by the factor.", "Write the number down."].index(one) + 1 for one in shown]
    card = _next_card(page)
    query = "&".join(f"place={place}" for place in places)
    assert "Right." in text_of(begun.get(f"/review/answered?card={card}&{query}").text)
    query = "&".join(f"place={place}" for place in (1, 2, 3))
    assert "Not so." in text_of(begun.get(f"/review/answered?card={card}&{query}").text)
    assert begun.get(f"/review/answered?card={card}&place=1&place=1&place=2").status_code == 422
    assert begun.get("/review/answered?card=gone&given=1").status_code == 200
    assert begun.get(f"/review/answered?card={card}").status_code == 200


def test_the_last_rating_can_be_taken_back(begun: Site) -> None:
    begun.send("/lesson/doubling")
    assert "Take back" not in text_of(begun.get("/review").text)
    card = _next_card(begun.get("/review").text)
    begun.send("/review", card=card, rating="1")
    assert "Take back the last rating (again)" in text_of(begun.get("/review").text)
    begun.send("/review/undo")
    assert _next_card(begun.get("/review").text) == card
    assert begun.send("/review/undo").status_code == 409
    assert len(facts(begun, CardReviewed)) == 1, "nothing is removed from the record"


def test_reviews_keep_to_the_minutes_that_were_set_and_say_so(begun: Site) -> None:
    begun.send("/lesson/doubling")
    begun.send("/review/settings", retention="90", minutes="0", exam="")
    assert "Reviews are set to 0 minutes a day" in text_of(begun.get("/review").text)
    assert "cards left" in text_of(begun.get("/review?more=yes").text)
    said = facts(begun, ReviewsSet)[-1]
    assert (said.retention, said.minutes, said.exam) == (0.9, 0.0, "")
    for fields in ({"retention": "99", "minutes": "5"}, {"retention": "85", "minutes": "-1"}):
        assert begun.send("/review/settings", **fields).status_code == 422
    assert begun.send("/review/settings", retention="85", minutes="5", exam="1999-01-01").status_code == 422
    assert len(facts(begun, ReviewsSet)) == 1


def test_what_stays_after_the_minutes_is_told_with_the_days_that_it_takes(begun: Site) -> None:
    begun.send("/lesson/doubling")
    for _ in range(5):
        begun.send("/review", card=_next_card(begun.get("/review").text), rating="3")
    begun.send("/review/settings", retention="85", minutes="0.4", exam="")
    begun.clock.at += timedelta(days=40)
    assert "2 cards left" in text_of(begun.get("/review").text)
    for _ in range(2):
        page = begun.get("/review").text
        begun.clock.at += timedelta(seconds=15)
        begun.send(
            "/review", card=_next_card(page), rating="3", shown_at=to_text(begun.clock.at - timedelta(seconds=15))
        )
    shown = text_of(begun.get("/review").text)
    assert "Done for today" in shown
    assert "more are due" in shown
    assert "none is lost" in shown
    assert "days" in shown


@pytest.mark.parametrize("rating", ["0", "5", "good", ""])
def test_a_rating_that_is_none_is_refused(begun: Site, rating: str) -> None:
    begun.send("/lesson/doubling")
    assert begun.send("/review", card="doubling-is", rating=rating).status_code == 422
    assert not facts(begun, CardReviewed)


# ---- all of them


def test_what_another_program_records_shows_at_once(begun: Site) -> None:
    from hillclimb.actions import read_lesson

    assert "Opened the lesson Doubling" not in begun.get("/log").text
    read_lesson(begun.desk, "doubling")
    assert "Opened the lesson Doubling" in text_of(begun.get("/log").text)


def test_a_locked_record_is_a_page_not_a_traceback(begun: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from hillclimb.record import store

    monkeypatch.setattr(store, "_WAIT_MS", 50)
    begun.send("/lesson/doubling")
    holder = sqlite3.connect(begun.home.record, isolation_level=None)
    try:
        holder.execute("BEGIN EXCLUSIVE")
        answer = begun.send("/lesson/counting")
    finally:
        holder.close()
    assert answer.status_code == 503
    assert "locked by another program" in answer.text


# ---- study time


def test_a_page_that_says_it_was_read_is_counted_once_per_second_of_the_clock(begun: Site, clock: Clock) -> None:
    clock.at += timedelta(minutes=10)
    headers = {"x-hillclimb-token": begun.token}
    assert begun.client.post("/seen/lesson/doubling?seconds=240", headers=headers).status_code == 204
    assert begun.client.post("/seen/lesson/doubling?seconds=240", headers=headers).status_code == 204
    assert [fact.seconds for fact in facts(begun, PageRead)] == [240]


def test_a_page_without_our_token_cannot_say_that_it_was_read(begun: Site) -> None:
    assert begun.client.post("/seen/lesson/doubling?seconds=240").status_code == 403
    assert not facts(begun, PageRead)


def test_the_log_shows_where_time_went_and_takes_a_correction(begun: Site, clock: Clock) -> None:
    assert "Where your time went" not in begun.get("/log").text
    clock.at += timedelta(minutes=10)
    begun.client.post("/seen/lesson/doubling?seconds=240", headers={"x-hillclimb-token": begun.token})
    shown = text_of(begun.get("/log").text)
    assert "4 min of 9 h planned, so far" in shown
    answer = begun.send("/time", what="lesson:doubling", minutes="45")
    assert answer.url.path == "/log"
    assert "45 min as you said" in text_of(answer.text)
    assert begun.send("/time", what="lesson:doubling", minutes="many").status_code == 422


def test_lessons_and_labs_know_what_they_are_to_tell_of(begun: Site) -> None:
    assert 'data-seen="lesson/doubling"' in begun.get("/skills/doubling/lesson").text
    assert 'data-seen="lab/double"' in begun.get("/labs/double").text


# ---- settings


def test_settings_copy_the_record_and_put_a_copy_back(begun: Site) -> None:
    assert "There is none yet" in text_of(begun.get("/settings").text) or "of that day" in begun.get("/settings").text
    page = begun.send("/settings/backup")
    name = re.search(r'name="name" value="(saved-[^"]+)"', page.text)
    assert name is not None
    events = len(begun.desk.record.events())
    begun.send("/plan/deadline", day="2027-03-01")
    assert len(begun.desk.record.events()) == events + 1
    begun.send("/settings/restore", name=name[1])
    assert len(begun.desk.record.events()) == events + 1
    begun.send("/settings/restore", name=name[1], sure="yes")
    assert len(begun.desk.record.events()) == events


def test_everything_is_downloaded_as_one_file(begun: Site) -> None:
    found = begun.send("/settings/export")
    assert found.headers["content-disposition"].startswith("attachment")
    assert found.content.startswith(b"PK")
