"""The JSON API: what scripts rely on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hillclimb.record import CardReviewed, LabGraded, QuestionAnswered

if TYPE_CHECKING:
    from tests.web.conftest import Site

DOCS = Path(__file__).parents[2] / "docs" / "reference" / "http.md"
TINY = Path(__file__).parents[1] / "packs" / "tiny"


def begin(site: Site) -> None:
    body = {"background": "typed", "role": "scaler", "hours": [1, 1, 1, 1, 1, 1, 1]}
    assert site.client.post("/api/begin", json=body).json()["role"] == "scaler"


def test_a_script_goes_once_round_the_loop(site: Site) -> None:
    begin(site)
    assert site.get("/api/next").json()["command"].startswith("hillclimb ")
    opened = site.client.post("/api/open/double", json={}).json()
    assert Path(opened["files"][0]).is_file()
    failed = site.client.post("/api/check/double", json={}).json()
    assert failed["verdict"] == "failed"
    site.write((TINY / "labs/double/solution/doubling.py").read_text())
    passed = site.client.post("/api/check/double", json={}).json()
    assert (passed["verdict"], passed["attempt"]) == ("passed", 2)
    assert passed["beliefs"][0]["after"] > passed["beliefs"][0]["before"]
    lab = site.get("/api/labs/double").json()
    assert [verdict["verdict"] for verdict in lab["verdicts"]] == ["passed", "failed"]
    assert lab["passed"]
    assert site.get("/api/labs").json()["labs"][0]["attempts"] == 2
    status = site.get("/api/status").json()
    assert status["labs_passed"] == ["double"]
    assert 0 <= status["skills"]["doubling"]["low"] <= status["skills"]["doubling"]["belief"] <= 1
    due = site.get("/api/due").json()["due"]
    left = site.client.post("/api/review", json={"card": due[0]["slug"], "rating": 3, "seconds": 4}).json()["due"]
    assert len(left) == len(due) - 1
    assert [event["kind"] for event in site.get("/api/log?newest=2").json()["events"]] == [
        "card-reviewed",
        "lab-graded",
    ]


def test_why_adds_up(site: Site) -> None:
    begin(site)
    found = site.get("/api/why/doubling").json()
    assert found["prior"] + sum(item["weight"] for item in found["evidence"]) == pytest.approx(
        found["logit"], abs=0.001
    )


def test_placement_over_http_never_shows_the_answer_before_it_was_given(site: Site) -> None:
    begin(site)
    asked = site.client.post("/api/place", json={}).json()["asked"]
    assert set(asked) == {"version", "number", "question", "skill", "kind", "text", "code", "choices"}
    wrong = site.client.post("/api/place/answer", json={"question": "other", "dont_know": True})
    assert wrong.status_code == 409
    assert wrong.json()["error"]["code"] == "stale-question"
    answered = site.client.post("/api/place/answer", json={"question": asked["question"], "dont_know": True}).json()
    assert answered["outcome"] == "unknown"
    assert answered["why"]
    assert answered["asked"]["number"] == 2
    assert site.client.post("/api/place/skip", json={}).json()["result"]["ended"] == "skipped"
    assert sum(isinstance(event.fact, QuestionAnswered) for event in site.desk.record.events()) == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/begin", {"background": "typed", "role": "scaler"}, 422),
        ("/api/begin", {"background": "typed", "role": "scaler", "hours": [1] * 7, "more": 1}, 422),
        ("/api/begin", {"background": "no", "role": "scaler", "hours": [1] * 7}, 422),
        ("/api/begin", {"background": "typed", "role": "scaler", "hours": [1] * 6 + [-1]}, 422),
        ("/api/review", {"card": "doubling-is", "rating": 9}, 422),
        ("/api/review", {"card": "nope", "rating": 3}, 404),
        ("/api/check/nope", {}, 404),
        ("/api/check/double", {}, 404),
        ("/api/reset/double", {}, 409),
        ("/api/place/answer", {"question": "x"}, 409),
        ("/api/nope", {}, 404),
    ],
)
def test_every_refusal_has_the_one_shape(begun: Site, path: str, body: dict, status: int) -> None:
    answer = begun.client.post(path, json=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert set(error) == {"code", "message", "hint"}
    assert error["message"]


def test_numbers_that_are_none_are_refused(begun: Site) -> None:
    body = '{"background": "typed", "role": "scaler", "hours": [NaN, 1, 1, 1, 1, 1, 1]}'
    answer = begun.client.post("/api/begin", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_that_a_form_could_send_is_refused(begun: Site, kind: str) -> None:
    content = '{"card": "doubling-is", "rating": 3}'
    answer = begun.client.post("/api/review", content=content, headers={"content-type": kind})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "not-json"
    assert not any(isinstance(event.fact, CardReviewed) for event in begun.desk.record.events())


def test_a_get_never_writes(begun: Site) -> None:
    before = len(begun.desk.record.events())
    for path in begun.client.app.openapi()["paths"]:
        begun.get(path.replace("{lab}", "double").replace("{skill}", "doubling"))
    for path in ("/", "/place", "/labs/double", "/skills/doubling/lesson", "/review", "/hint/double", "/check/double"):
        begun.get(path)
    assert len(begun.desk.record.events()) == before
    assert not any(isinstance(event.fact, LabGraded) for event in begun.desk.record.events())


def test_the_page_and_the_reference_name_every_call(begun: Site) -> None:
    page, reference = begun.get("/api").text, DOCS.read_text(encoding="utf-8")
    for path, methods in begun.client.app.openapi()["paths"].items():
        assert path.startswith("/api/")
        assert f"<code>{path}</code>" in page
        for method, call in methods.items():
            assert f"`{method.upper()} {path}`" in reference
            assert call["description"]
