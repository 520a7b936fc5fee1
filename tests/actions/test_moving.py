"""Everything goes into one file and comes back as it was; a hostile file brings nothing."""

from __future__ import annotations

import csv
import io
import json
import stat
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hillclimb.actions import (
    Desk,
    Home,
    check,
    evidence,
    export_all,
    import_all,
    log_json,
    make_key,
    open_key,
    open_lab,
    status_json,
    verify,
    write_draft,
)
from hillclimb.actions.proving import export_evidence
from hillclimb.grading import Judge
from hillclimb.ground import Conflict, Damaged, NotFound, Refusal, Unavailable
from hillclimb.record import PointsClaimed, SqliteRecord
from tests.record.facts import ANY_FACT, AT

RIGHT = "def double(x):\n    return x + x\n"


@pytest.fixture
def lived(begun: Desk, judge: Judge, tmp_path: Path) -> Desk:
    """A learner with a pass, evidence, a draft and a key."""
    folder = open_lab(begun, "double").folder
    (folder / "doubling.py").write_text(RIGHT)
    (folder / "Übung 模型.txt").write_text("ünïcode")
    check(begun, "double", judge=judge)
    export_evidence(begun, tmp_path / "proof")
    write_draft(begun, "double")
    return begun


def elsewhere(desk: Desk, folder: Path) -> Desk:
    home = Home(folder=folder)
    return replace(desk, home=home, record=SqliteRecord(home.record))


def contents(home: Home) -> dict[str, bytes]:
    folders = [home.folder / name for name in ("work", "kept", "writeups")]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(home.folder).as_posix(): path.read_bytes() for path in files}


def test_everything_comes_back_as_it_was(lived: Desk, tmp_path: Path) -> None:
    done = export_all(lived, tmp_path / "all.zip")
    other = elsewhere(lived, tmp_path / "other")
    back = import_all(other.home, tmp_path / "all.zip")
    assert (back.events, back.files, back.left) == (done.events, done.files, ())
    assert other.record.rows() == lived.record.rows()
    assert contents(other.home) == contents(lived.home)
    assert replace(other.state(), at=AT).events == replace(lived.state(), at=AT).events
    assert status_json(replace(other.state(), at=AT)) == status_json(replace(lived.state(), at=AT))
    assert log_json(other.state()) == log_json(lived.state())
    (piece,) = evidence(other.state(), other.home)
    assert piece.kept
    other.note(PointsClaimed(answer="x", points=()))
    assert len(other.record.events()) == done.events + 1


def test_the_key_goes_along_only_when_it_is_asked_for(lived: Desk, tmp_path: Path) -> None:
    export_all(lived, tmp_path / "without.zip")
    names = zipfile.ZipFile(tmp_path / "without.zip").namelist()
    assert not any("key" in name or "cache" in name or "backup" in name for name in names)
    without = elsewhere(lived, tmp_path / "without")
    import_all(without.home, tmp_path / "without.zip")
    with pytest.raises(Refusal, match="not in"):
        open_key(without)
    export_evidence(without, tmp_path / "again")
    assert verify(tmp_path / "again" / "double.evidence.json").holds
    export_all(lived, tmp_path / "with.zip", key=True)
    assert stat.S_IMODE((tmp_path / "with.zip").stat().st_mode) == 0o600
    moved = elsewhere(lived, tmp_path / "with")
    import_all(moved.home, tmp_path / "with.zip")
    assert open_key(moved) == open_key(lived)
    assert stat.S_IMODE(moved.home.key.stat().st_mode) == 0o600


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(facts=st.lists(ANY_FACT, max_size=6))
def test_any_record_comes_back_event_for_event(desk: Desk, tmp_path_factory: Any, facts: list[Any]) -> None:
    folder = tmp_path_factory.mktemp("any")
    one, two = elsewhere(desk, folder / "one"), elsewhere(desk, folder / "two")
    one.record.append(facts, at=AT)
    export_all(one, folder / "all.zip")
    import_all(two.home, folder / "all.zip")
    assert two.record.rows() == one.record.rows()
    assert two.record.events() == one.record.events()


def test_what_a_newer_release_recorded_comes_back_too(begun: Desk, tmp_path: Path) -> None:
    rows = [*begun.record.rows()]
    rows.append(
        (len(rows) + 1, "uuid-x", "2026-03-02T18:00:00.000000Z", "../../from-the-future", 7, '{"a":[1,{"b":"ü"}]}')
    )
    newer = elsewhere(begun, tmp_path / "newer")
    newer.record.restore(rows)
    export_all(newer, tmp_path / "all.zip")
    assert "csv/other.csv" in zipfile.ZipFile(tmp_path / "all.zip").namelist()
    back = elsewhere(begun, tmp_path / "back")
    import_all(back.home, tmp_path / "all.zip")
    assert back.record.rows() == tuple(rows)


def test_spreadsheets_get_every_field_and_run_nothing(begun: Desk, tmp_path: Path) -> None:
    begun.note(PointsClaimed(answer='=HYPERLINK("http://x")', points=(1, 2)), PointsClaimed(answer="-1\nä", points=()))
    export_all(begun, tmp_path / "all.zip")
    text = zipfile.ZipFile(tmp_path / "all.zip").read("csv/points-claimed.csv").decode()
    first, second = csv.DictReader(io.StringIO(text))
    assert first["body.answer"] == '\'=HYPERLINK("http://x")'
    assert first["body.points"] == "[1, 2]"
    assert second["body.answer"] == "'-1\nä"


def test_nothing_is_overwritten(lived: Desk, tmp_path: Path) -> None:
    export_all(lived, tmp_path / "all.zip")
    with pytest.raises(Conflict, match="there already"):
        export_all(lived, tmp_path / "all.zip")
    with pytest.raises(Conflict, match="holds a record already"):
        import_all(lived.home, tmp_path / "all.zip")
    other = elsewhere(lived, tmp_path / "other")
    mine = other.home.lab("double") / "doubling.py"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    assert import_all(other.home, tmp_path / "all.zip").left == ("work/double/doubling.py",)
    assert mine.read_text() == "mine"


def test_an_existing_key_stays(lived: Desk, tmp_path: Path) -> None:
    export_all(lived, tmp_path / "all.zip", key=True)
    other = elsewhere(lived, tmp_path / "other")
    key = make_key(other.home)
    import_all(other.home, tmp_path / "all.zip")
    assert open_key(other) == key


def event(**changes: Any) -> dict[str, Any]:
    whole = {"seq": 1, "uuid": "u", "at": "2026-03-02T18:00:00Z", "kind": "lesson-read", "version": 1, "body": {}}
    return whole | changes


def packed(path: Path, events: Any = None, *, version: int = 1, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        if events is not None:
            archive.writestr("export.json", json.dumps({"version": version, "events": events}))
        for name, body in files.items():
            archive.writestr(name, body)
    return path


ODD = [
    "../evil",
    "work/../../evil",
    "/etc/evil",
    "work//evil",
    "work/./evil",
    "work\\..\\evil",
    "keys/web",
    "keys/other.pem",
    "cache/pack.bin",
    "record.db",
    "backups/record-x.db",
    "evil",
    "work",
]


@pytest.mark.parametrize("name", ODD)
def test_a_name_that_leads_elsewhere_brings_nothing(desk: Desk, tmp_path: Path, name: str) -> None:
    source = packed(tmp_path / "evil.zip", [event()], **{"work/a.txt": b"1", name: b"evil"})
    with pytest.raises(Damaged, match="does not belong"):
        import_all(Home(folder=tmp_path / "home"), source)
    assert not (tmp_path / "home").exists()
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    "events",
    [
        None,
        {},
        [1],
        [event(seq=2)],
        [event(), event()],
        [event(), event(seq=2)],
        [event(uuid="")],
        [event(at="yesterday")],
        [event(at=7)],
        [event(version="1")],
        [event(version=True)],
        [event(body=[])],
        [event(body={"x": float("nan")})],
        [{"seq": 1}],
    ],
    ids=str,
)
def test_a_damaged_export_is_refused_and_records_nothing(tmp_path: Path, events: Any) -> None:
    home = Home(folder=tmp_path / "home")
    with pytest.raises(Damaged, match="no whole export"):
        import_all(home, packed(tmp_path / "odd.zip", events))
    assert SqliteRecord(home.record).last() == 0


def test_other_files_are_told(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    for name in ("text", "truncated"):
        if name == "truncated":
            whole = packed(tmp_path / "whole.zip", [event()], **{"work/a": b"x" * 9999}).read_bytes()
            (tmp_path / name).write_bytes(whole[: len(whole) // 2])
        with pytest.raises(Damaged):
            import_all(Home(folder=tmp_path / "home"), tmp_path / name)
    with pytest.raises(NotFound):
        import_all(Home(folder=tmp_path / "home"), tmp_path / "missing")
    with pytest.raises(Damaged, match="newer Hillclimb"):
        import_all(Home(folder=tmp_path / "home"), packed(tmp_path / "newer.zip", [], version=2))
    with pytest.raises(Unavailable):
        export_all(desk, tmp_path / "text" / "all.zip")


def test_links_and_caches_are_not_followed(lived: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    folder = lived.home.lab("double")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "__pycache__").mkdir(exist_ok=True)
    (folder / "__pycache__" / "x.pyc").write_bytes(b"x")
    export_all(lived, tmp_path / "all.zip")
    names = zipfile.ZipFile(tmp_path / "all.zip").namelist()
    assert not any("link" in name or "pycache" in name for name in names)


def test_a_target_that_is_a_link_is_not_written_through(lived: Desk, tmp_path: Path) -> None:
    export_all(lived, tmp_path / "all.zip")
    other = elsewhere(lived, tmp_path / "other")
    place = other.home.lab("double") / "doubling.py"
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "outside")
    import_all(other.home, tmp_path / "all.zip")
    assert not (tmp_path / "outside").exists()
