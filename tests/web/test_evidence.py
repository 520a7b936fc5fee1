"""The page of evidence: sign, download, and see what it proves; badges; a key that is lost or locked."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hillclimb.actions import key_name, open_key, relock_key
from hillclimb.career import examine, look_at
from hillclimb.record import LabGraded, VerdictSigned

if TYPE_CHECKING:
    from tests.web.conftest import Site

RIGHT = "# canary\n\n\ndef double(x):\n    return x + x\n"


@pytest.fixture
def passed(begun: Site) -> Site:
    begun.send("/open/double")
    begun.write(RIGHT)
    begun.send("/check/double")
    return begun


@pytest.fixture
def laddered(passed: Site) -> Site:
    """The same learner with three labs of one area, all passed."""
    room = passed.client.app.state.room  # type: ignore[attr-defined]
    lab = room.desk.pack.labs["double"]
    labs = {f"double-{n}": replace(lab, slug=f"double-{n}", uuid=f"lab-{n}") for n in range(3)}
    room.desk = replace(room.desk, pack=replace(room.desk.pack, labs=labs))
    fact = [event.fact for event in passed.desk.record.events() if isinstance(event.fact, LabGraded)][-1]
    room.desk.note(*(replace(fact, lab=f"lab-{n}") for n in range(3)))
    return passed


def test_before_a_pass_the_page_says_where_to_begin(site: Site) -> None:
    page = site.get("/evidence")
    assert page.status_code == 200
    assert "Nothing yet" in page.text
    assert "made when you sign for the first time" in page.text


def test_evidence_is_signed_by_a_form_and_downloaded(passed: Site, tmp_path: Path) -> None:
    assert "Sign it" in passed.get("/evidence").text
    assert passed.get("/evidence/double.evidence.json").status_code == 404
    page = passed.send("/evidence/double/sign")
    assert (page.status_code, page.url.path) == (200, "/evidence")
    assert "Not proven" in page.text
    assert key_name(passed.home).replace("+", "&#43;") in page.text.replace("+", "&#43;")
    answer = passed.get("/evidence/double.evidence.json")
    assert 'filename="double.evidence.json"' in answer.headers["content-disposition"]
    assert examine(answer.text).holds
    script = passed.get("/evidence/verify_evidence.py")
    (tmp_path / "verify_evidence.py").write_text(script.text)
    (tmp_path / "e.json").write_text(answer.text)
    words = [sys.executable, "-I", tmp_path / "verify_evidence.py", tmp_path / "e.json"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 0
    passed.send("/evidence/double/sign")
    assert sum(isinstance(event.fact, VerdictSigned) for event in passed.desk.record.events()) == 1


def test_looking_records_nothing_and_makes_no_key(passed: Site) -> None:
    before = passed.desk.record.last()
    for path in (
        "/evidence",
        "/evidence/double.evidence.json",
        "/evidence/verify_evidence.py",
        "/evidence/badges/x.svg",
    ):
        passed.get(path)
    assert passed.desk.record.last() == before
    assert not passed.home.key.exists()


def test_a_form_without_the_token_signs_nothing(passed: Site) -> None:
    for path in ("/evidence/double/sign", "/evidence/badges/ladder-basics"):
        assert passed.client.post(path).status_code == 403
    assert not passed.home.key.exists()


def test_what_is_not_there_is_not_found(passed: Site) -> None:
    for path in ("/evidence/nothing.evidence.json", "/evidence/badges/nothing.svg"):
        assert passed.get(path).status_code == 404
    assert passed.send("/evidence/nothing/sign").status_code == 404
    assert passed.send("/evidence/badges/nothing").status_code == 404


def test_a_lost_and_a_locked_key_are_told(passed: Site) -> None:
    passed.send("/evidence/double/sign")
    relock_key(passed.home, new="Wiese")
    assert "locked with a passphrase" in passed.get("/evidence").text
    assert passed.send("/evidence/double/sign").status_code == 409
    passed.home.key.unlink()
    page = passed.get("/evidence").text
    assert "is gone" in page
    assert "Download the evidence" in page
    assert passed.send("/evidence/double/sign").status_code == 409
    assert examine(passed.get("/evidence/double.evidence.json").text).holds


def test_an_earned_badge_is_shown_and_downloaded(laddered: Site) -> None:
    page = laddered.get("/evidence").text
    assert 'src="/evidence/badges/ladder-basics.svg"' in page
    picture = laddered.get("/evidence/badges/ladder-basics.svg")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "openbadges:credential" not in picture.text
    answer = laddered.send("/evidence/badges/ladder-basics")
    assert 'filename="ladder-basics.badge.svg"' in answer.headers["content-disposition"]
    found = look_at(answer.text)
    assert (found.holds, found.key) == (True, open_key(laddered.desk).fingerprint)


def test_a_badge_that_is_not_earned_says_what_is_missing(laddered: Site) -> None:
    room = laddered.client.app.state.room  # type: ignore[attr-defined]
    labs = dict(room.desk.pack.labs)
    labs["double-3"] = replace(labs["double-0"], slug="double-3", uuid="lab-3", title="Double once more")
    room.desk = replace(room.desk, pack=replace(room.desk.pack, labs=labs))
    room._state = None
    page = laddered.get("/evidence").text
    assert "3 of 4" in page
    answer = laddered.send("/evidence/badges/ladder-basics")
    assert answer.status_code == 409
    assert "Double once more" in answer.text


def test_nothing_private_is_in_a_download(passed: Site) -> None:
    passed.send("/evidence/double/sign")
    text = passed.get("/evidence/double.evidence.json").text
    import base64

    inside = base64.b64decode(json.loads(text)["payload"]).decode()
    for private in (str(passed.home.folder), "canary", passed.token):
        assert private not in text + inside
