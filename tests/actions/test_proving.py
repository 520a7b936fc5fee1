"""Evidence is signed once, handed out with what checks it, and judged again by others; a lost key loses nothing."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hillclimb.actions import (
    Desk,
    Home,
    badges,
    badges_json,
    check,
    evidence,
    evidence_json,
    export_badges,
    export_evidence,
    export_key,
    import_key,
    key_name,
    log,
    make_key,
    open_key,
    open_lab,
    rejudge,
    relock_key,
    told,
    verify,
)
from hillclimb.career import Key, countersign
from hillclimb.grading import Judge
from hillclimb.ground import Conflict, Misuse, NotFound, Refusal, Unavailable
from hillclimb.record import LabGraded, VerdictSigned

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def passed(begun: Desk, judge: Judge) -> Desk:
    """A learner who passed the one lab there is, at the second try."""
    folder = open_lab(begun, "double").folder
    (folder / "doubling.py").write_text("def double(x):\n    return x + 2\n")
    check(begun, "double", judge=judge)
    (folder / "doubling.py").write_text(RIGHT)
    check(begun, "double", judge=judge)
    return begun


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "proof"


def code(refused: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as found:
        refused()
    assert found.value.hint
    return found.value.code


def test_before_a_pass_there_is_no_evidence_and_no_key(begun: Desk, out: Path) -> None:
    assert evidence(begun.state(), begun.home) == ()
    assert evidence_json((), begun.home) == {"version": 1, "key": "", "evidence": []}
    assert code(lambda: export_evidence(begun, out)) == "not-found"
    assert not begun.home.key.exists()
    assert not out.exists()


def test_what_is_handed_out_holds_with_and_without_hillclimb(passed: Desk, out: Path) -> None:
    written = export_evidence(passed, out, code=True)
    assert [path.relative_to(out).as_posix() for path in written] == [
        "double.evidence.json",
        "double/doubling.py",
        "verify_evidence.py",
    ]
    found = verify(out / "double.evidence.json")
    assert found.holds
    assert found.key == key_name(passed.home)
    words = [sys.executable, "-I", out / "verify_evidence.py", out / "double.evidence.json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert found.key in done.stdout
    assert (out / "double/doubling.py").read_text() == RIGHT


def test_nothing_of_the_home_is_in_what_is_handed_out(passed: Desk, out: Path) -> None:
    for path in export_evidence(passed, out, code=True):
        text = path.read_text()
        assert str(passed.home.folder) not in text
        assert passed.seed.hex not in text
    assert "private" not in json.dumps(json.loads((out / "double.evidence.json").read_text()))


def test_a_verdict_is_signed_once_and_told_in_the_log(passed: Desk, out: Path) -> None:
    export_evidence(passed, out)
    first = (out / "double.evidence.json").read_text()
    export_evidence(passed, out)
    assert (out / "double.evidence.json").read_text() == first
    signed = [event.fact for event in passed.record.events() if isinstance(event.fact, VerdictSigned)]
    assert [fact.key for fact in signed] == [key_name(passed.home)]
    assert "Signed what a verdict showed" in log(passed.state())[0].text
    (row,) = evidence_json(evidence(passed.state(), passed.home), passed.home)["evidence"]
    assert (row["lab"], row["attempt"], row["kept"], row["signed_by"]) == ("double", 2, True, [signed[0].key])


def test_the_key_is_made_for_its_owner_alone(passed: Desk) -> None:
    open_key(passed)
    assert stat.S_IMODE(passed.home.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(passed.home.key.parent.stat().st_mode) == 0o700
    assert open_key(passed) == open_key(passed)


def test_a_lost_key_is_told_and_what_it_signed_stays(passed: Desk, out: Path, judge: Judge) -> None:
    export_evidence(passed, out)
    old = key_name(passed.home)
    for path in (passed.home.key, passed.home.key.with_suffix(".pub")):
        path.unlink()
    assert code(lambda: open_key(passed)) == "key-lost"
    again = out.with_name("again")
    export_evidence(passed, again)
    assert verify(again / "double.evidence.json").key == old
    assert not passed.home.key.exists()
    make_key(passed.home)
    assert key_name(passed.home) not in ("", old)
    export_evidence(passed, again)
    assert verify(again / "double.evidence.json").key == key_name(passed.home)
    assert verify(out / "double.evidence.json").holds


def test_a_key_is_moved_locked_and_unlocked_and_never_overwritten(passed: Desk, tmp_path: Path) -> None:
    key = open_key(passed)
    export_key(passed.home, tmp_path / "copy.pem")
    assert code(lambda: export_key(passed.home, tmp_path / "copy.pem")) == "conflict"
    elsewhere = Home(folder=tmp_path / "elsewhere")
    assert import_key(elsewhere, tmp_path / "copy.pem") == key
    assert import_key(elsewhere, tmp_path / "copy.pem") == key
    relock_key(elsewhere, new="grüne Wiese")
    assert key_name(elsewhere) == key.fingerprint
    assert code(lambda: open_key(replace(passed, home=elsewhere))) == "passphrase"
    assert code(lambda: open_key(replace(passed, home=elsewhere), passphrase="wrong")) == "passphrase"
    assert open_key(replace(passed, home=elsewhere), passphrase="grüne Wiese") == key
    relock_key(elsewhere, passphrase="grüne Wiese")
    assert open_key(replace(passed, home=elsewhere)) == key
    assert code(lambda: make_key(elsewhere)) == "key-there"
    other = tmp_path / "other.pem"
    other.write_bytes(Key.fresh().pem())
    assert code(lambda: import_key(elsewhere, other)) == "key-there"
    assert code(lambda: import_key(Home(folder=tmp_path / "x"), tmp_path / "missing")) == "not-found"
    assert code(lambda: export_key(Home(folder=tmp_path / "x"), tmp_path / "y")) == "not-found"
    assert open_key(replace(passed, home=elsewhere)) == key


def test_a_damaged_key_is_told_and_left_alone(passed: Desk, out: Path) -> None:
    open_key(passed)
    passed.home.key.write_text("no key any more")
    assert code(lambda: export_evidence(passed, out)) == "misuse"
    assert passed.home.key.read_text() == "no key any more"


def test_others_judge_it_again(passed: Desk, out: Path, tmp_path: Path, judge: Judge) -> None:
    export_evidence(passed, out, code=True)
    found = verify(out / "double.evidence.json")
    stranger = Home(folder=tmp_path / "stranger")
    before = len(passed.record.events())
    done = rejudge(passed.pack, stranger, found, places=[out / "double"], judge=judge)
    assert done.verdict.passed
    assert done.same_lab
    assert "passed" in told(done, found)[0]
    assert rejudge(passed.pack, passed.home, found, places=[], judge=judge).verdict.passed
    assert len(passed.record.events()) == before
    (out / "double/doubling.py").write_text(RIGHT + "\n")
    with pytest.raises(NotFound, match="are not here"):
        rejudge(passed.pack, stranger, found, places=[out / "double"], judge=judge)


def test_a_lab_that_changed_since_is_told(passed: Desk, out: Path, tmp_path: Path, judge: Judge) -> None:
    import shutil

    export_evidence(passed, out, code=True)
    found = verify(out / "double.evidence.json")
    lab = passed.pack.labs["double"]
    moved = replace(lab, folder=Path(shutil.copytree(lab.folder, tmp_path / "double")))
    (moved.folder / "task.md").write_text("Something else.\n")
    pack = replace(passed.pack, labs={"double": moved})
    done = rejudge(pack, passed.home, found, places=[], judge=judge)
    assert not done.same_lab
    assert "has changed since" in told(done, found)[-1]
    with pytest.raises(NotFound, match="not in this pack"):
        rejudge(replace(passed.pack, labs={}), passed.home, found, places=[], judge=judge)


def test_a_servers_key_makes_its_signature_count(passed: Desk, out: Path, tmp_path: Path) -> None:
    import base64

    export_evidence(passed, out)
    path, server = out / "double.evidence.json", Key.fresh()
    body = json.loads(path.read_text())
    path.write_text(json.dumps(countersign(body, server, payload=base64.b64decode(body["payload"]))))
    public = tmp_path / "server.pub"
    public.write_text(server.openssh)
    assert any("which you trust" in line for line in verify(path, trust=[public]).proven)
    assert not any("which you trust" in line for line in verify(path).proven)


def test_odd_files_are_refused_in_words(tmp_path: Path) -> None:
    odd = tmp_path / "odd"
    for body in (b"", b"\xff\xfe", b"[" * 9999, b"hello", b"{}", b"x" * (5 << 20)):
        odd.write_bytes(body)
        with pytest.raises(Misuse):
            verify(odd)
    with pytest.raises(NotFound):
        verify(tmp_path / "missing")
    with pytest.raises(Unavailable):
        verify(tmp_path)


def test_a_target_that_cannot_be_written_is_told(passed: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert code(lambda: export_evidence(passed, tmp_path / "file" / "deeper")) == "unavailable"


def test_files_that_were_not_kept_cannot_be_handed_out(passed: Desk, out: Path) -> None:
    import shutil

    shutil.rmtree(passed.home.folder / "kept")
    assert code(lambda: export_evidence(passed, out, code=True)) == "not-found"
    export_evidence(passed, out)
    statement = verify(out / "double.evidence.json").content
    assert statement is not None
    assert len(statement["subject"]) == 1


# ---- badges


@pytest.fixture
def laddered(passed: Desk) -> Desk:
    """The same learner with a pack of three labs, all passed."""
    lab = passed.pack.labs["double"]
    labs = {f"double-{n}": replace(lab, slug=f"double-{n}", uuid=f"lab-{n}") for n in range(3)}
    desk = replace(passed, pack=replace(passed.pack, labs=labs))
    fact = [event.fact for event in passed.record.events() if isinstance(event.fact, LabGraded)][-1]
    desk.note(*(replace(fact, lab=f"lab-{n}") for n in range(3)))
    return desk


def test_an_earned_badge_is_written_three_ways_and_holds(laddered: Desk, out: Path) -> None:
    written = export_badges(laddered, out, ["ladder-basics"])
    assert [path.name for path in written] == [f"ladder-basics.badge.{kind}" for kind in ("svg", "json", "jwt")]
    for path in written:
        found = verify(path)
        assert (found.kind, found.holds, found.key) == ("badge", True, key_name(laddered.home)), path
    with pytest.raises(Misuse, match="evidence"):
        rejudge(laddered.pack, laddered.home, verify(written[0]), places=[], judge=None)  # type: ignore[arg-type]


def test_a_badge_names_its_holder_in_any_script_only_when_asked(laddered: Desk, out: Path) -> None:
    export_badges(laddered, out)
    assert "identityHash" not in (out / "ladder-basics.badge.json").read_text()
    export_badges(laddered, out, name="فاطمة الزهراء")
    assert "فاطمة الزهراء" in (out / "ladder-basics.badge.json").read_text()
    for name in ("a\nb", "x" * 201, "\x1b[2J"):
        assert code(lambda name=name: export_badges(laddered, out, name=name)) == "misuse"


def test_a_badge_that_is_not_earned_or_not_there_is_refused(laddered: Desk, passed: Desk, out: Path) -> None:
    assert code(lambda: export_badges(laddered, out, ["ladder-nothing"])) == "not-found"
    assert code(lambda: export_badges(passed, out)) == "not-found"
    fewer = replace(laddered, record=type(laddered.record)(out / "record.db"))
    assert [row["earned"] for row in badges_json(badges(fewer.state()))["badges"]] == [False]
    assert code(lambda: export_badges(fewer, out, ["ladder-basics"])) == "conflict"


def test_a_badge_needs_the_key_that_signed(laddered: Desk, out: Path) -> None:
    export_badges(laddered, out)
    laddered.home.key.unlink()
    with pytest.raises(Conflict, match="not in"):
        export_badges(laddered, out)
