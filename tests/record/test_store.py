"""The record keeps what it is given, in order, and refuses with a way out what it cannot do."""

from __future__ import annotations

import json
import math
import shutil
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.ground import Conflict, Damaged, Unavailable
from hillclimb.record import Fact, LessonRead, ProfileDeclared, SqliteRecord, Unknown, store
from hillclimb.record.events import FACTS, from_body, to_body
from hillclimb.record.store import APPLICATION
from tests.record.facts import ANY_FACT, AT, read


@pytest.fixture
def record(tmp_path: Path) -> SqliteRecord:
    return SqliteRecord(tmp_path / "home" / "record.db")


def _write(path: Path, statement: str, *values: object) -> None:
    """Write into a record past its guard, as another release or a damaged disk might."""
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement, values)
    connection.close()


# ---- what goes in comes out


@given(fact=ANY_FACT)
@settings(max_examples=300, deadline=None)
def test_every_fact_comes_back_as_it_was_written(fact: Fact) -> None:
    body = json.loads(json.dumps(to_body(fact), ensure_ascii=False, allow_nan=False))
    assert from_body(fact.kind, fact.version, body) == fact


@given(facts=st.lists(ANY_FACT, max_size=12), cut=st.integers(0, 12))
@settings(max_examples=15, deadline=None)
def test_a_record_returns_its_facts_in_order_from_any_place(
    facts: list[Fact], cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    record = SqliteRecord(tmp_path_factory.mktemp("record") / "record.db")
    first = record.append(facts[:cut], at=AT)
    second = record.append(facts[cut:], at=AT)
    events = record.events()
    assert events == (*first, *second)
    assert [event.fact for event in events] == facts
    assert [event.seq for event in events] == list(range(1, len(facts) + 1))
    assert len({event.uuid for event in events}) == len(facts)
    assert record.events(after=cut) == events[cut:]
    assert record.last() == len(facts)


def test_every_kind_of_fact_has_a_name_of_its_own_and_a_version() -> None:
    assert all(kind == shape.kind and shape.version >= 1 for kind, shape in FACTS.items())
    written = {shape.__name__ for shape in Fact.__subclasses__()} - {"Unknown"}
    assert {shape.__name__ for shape in FACTS.values()} == written


def test_instants_come_back_in_utc_to_the_microsecond(record: SqliteRecord) -> None:
    local = datetime(2026, 3, 29, 2, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    record.append([read(1)], at=local)
    (event,) = record.events()
    assert event.at == local
    assert event.at.utcoffset() == timedelta(0)


def test_a_clock_that_goes_backwards_changes_no_order(record: SqliteRecord) -> None:
    for days in (0, -3, 2, -700):
        record.append([read(days)], at=AT + timedelta(days=days))
    events = record.events()
    assert [event.seq for event in events] == [1, 2, 3, 4]
    assert [event.at - AT for event in events] == [timedelta(days=days) for days in (0, -3, 2, -700)]


def test_an_instant_without_a_zone_is_a_bug_and_writes_nothing(record: SqliteRecord) -> None:
    with pytest.raises(ValueError, match="time zone"):
        record.append([read(1)], at=datetime(2026, 3, 2))  # noqa: DTZ001 - the bug in question
    assert record.events() == ()


def test_all_facts_of_an_append_are_written_or_none(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    with pytest.raises(ValueError, match="JSON"):
        record.append([read(2), LessonRead(skill="x", seconds=math.nan), read(3)], at=AT)
    assert [event.fact for event in record.events()] == [read(1)]
    assert record.append([read(4)], at=AT)[0].seq == 2


def test_an_append_that_expects_another_newest_event_is_refused(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT, after=0)
    with pytest.raises(Conflict) as refused:
        record.append([read(2)], at=AT, after=0)
    assert refused.value.code == "record-moved"
    record.append([read(3)], at=AT, after=1)
    assert [event.fact for event in record.events()] == [read(1), read(3)]


def test_appending_nothing_and_looking_make_no_file(record: SqliteRecord) -> None:
    assert record.append([], at=AT) == ()
    assert record.events() == ()
    assert record.last() == 0
    assert not record.path.parent.exists()


# ---- what other releases wrote


def test_a_kind_from_a_newer_release_is_kept_and_comes_back_unknown(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    body = {"mood": "high", "nested": {"x": [1, 2.5, None]}}
    _write(
        record.path,
        "INSERT INTO event VALUES (2, 'u-2', '2026-03-02T18:00:00.000000Z', 'mood-noted', 1, ?)",
        json.dumps(body),
    )
    record.append([read(3)], at=AT)
    first, second, third = record.events()
    assert second.fact == Unknown(name="mood-noted@1", body=body)
    assert (first.fact, third.fact) == (read(1), read(3))


@pytest.mark.parametrize("version", [0, 2, 99])
def test_another_version_of_a_known_kind_is_not_guessed_at(record: SqliteRecord, version: int) -> None:
    record.append([read(1)], at=AT)
    _write(
        record.path,
        "INSERT INTO event VALUES (2, 'u-2', '2026-03-02T18:00:00.000000Z', 'lesson-read', ?, ?)",
        version,
        json.dumps(to_body(read(2))),
    )
    assert record.events()[1].fact == Unknown(name=f"lesson-read@{version}", body=to_body(read(2)))


def test_a_known_kind_without_a_field_it_needs_comes_back_unknown() -> None:
    body = {"background": "typed", "role": "r"}
    assert from_body("profile-declared", 1, body) == Unknown(name="profile-declared@1", body=body)


def test_a_field_with_a_default_may_be_missing() -> None:
    assert from_body("lesson-read", 1, {"skill": "x"}) == LessonRead(skill="x")


def test_whole_numbers_come_back_as_the_floats_they_were() -> None:
    fact = from_body("profile-declared", 1, {"background": "typed", "role": "r", "hours": [1, 0, 2, 0, 0, 3, 0]})
    assert fact == ProfileDeclared(background="typed", role="r", hours=(1.0, 0.0, 2.0, 0.0, 0.0, 3.0, 0.0))
    assert isinstance(from_body("lesson-read", 1, {"skill": "x", "seconds": 3}), LessonRead)


# ---- the file itself


def test_events_can_be_neither_changed_nor_removed(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    for statement in ("UPDATE event SET body = '{}'", "DELETE FROM event"):
        with pytest.raises(sqlite3.IntegrityError, match="events are never"):
            _write(record.path, statement)
    assert [event.fact for event in record.events()] == [read(1)]


def test_the_file_says_what_it_is_and_is_durable(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    connection = sqlite3.connect(record.path)
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("SELECT strict FROM pragma_table_list WHERE name = 'event'").fetchone() == (1,)
    connection.close()
    with record._open() as ours:
        assert ours.execute("PRAGMA synchronous").fetchone() == (2,), "FULL"


def test_a_copy_is_a_record_that_can_take_the_place_of_the_first(record: SqliteRecord, tmp_path: Path) -> None:
    written = record.append([read(1), read(2)], at=AT)
    record.copy_to(tmp_path / "copy.db")
    record.append([read(3)], at=AT)
    shutil.copy(tmp_path / "copy.db", tmp_path / "second.db")
    second = SqliteRecord(tmp_path / "second.db")
    assert second.events() == written
    assert second.append([read(4)], at=AT)[0].seq == 3
    connection = sqlite3.connect(second.path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",), "two terminals and a browser at once"
    connection.close()


@pytest.mark.parametrize(
    "content", [b"hello", b"not a database, whatever its name says\n" * 300, b"SQLite format 3\0" + b"\xff" * 9000]
)
def test_garbage_is_refused_and_left_as_it_is(record: SqliteRecord, content: bytes) -> None:
    record.path.parent.mkdir()
    record.path.write_bytes(content)
    for use in (record.events, record.last, lambda: record.append([read(1)], at=AT)):
        with pytest.raises(Damaged) as refused:
            use()
        assert "record.db" in refused.value.message
        assert "backups" in refused.value.hint
    assert record.path.read_bytes() == content


def test_a_truncated_record_is_refused_or_whole_but_never_short(record: SqliteRecord, tmp_path: Path) -> None:
    record.append([LessonRead(skill=f"skill-{n}" * 40) for n in range(100)], at=AT)
    connection = sqlite3.connect(record.path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = record.path.read_bytes()
    expected = record.events()
    refused: list[str] = []
    for size in [*range(1, 200, 40), *range(512, len(whole), 4096), *range(4096, len(whole), 4096)]:
        cut = SqliteRecord(tmp_path / f"cut-{size}" / "record.db")
        cut.path.parent.mkdir()
        cut.path.write_bytes(whole[:size])
        try:
            found = cut.events()
        except Damaged as damaged:
            refused.append(damaged.code)
        else:
            assert found == expected, f"cut at {size}: events are missing and nobody was told"
    assert len(refused) > 5
    assert set(refused) == {"record-damaged"}


def test_an_emptied_record_with_copies_is_not_begun_anew(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    backups = record.path.parent / "backups"
    backups.mkdir()
    record.copy_to(backups / "record-2026-03-02.db")
    for lose in (lambda: record.path.write_bytes(b""), lambda: record.path.unlink()):
        for name in ("record.db-wal", "record.db-shm"):
            (record.path.parent / name).unlink(missing_ok=True)
        lose()
        for use in (record.events, lambda: record.append([read(2)], at=AT)):
            with pytest.raises(Damaged) as refused:
                use()
            assert refused.value.code == "record-lost"
            assert str(backups / "record-2026-03-02.db") in refused.value.hint
    shutil.copy(backups / "record-2026-03-02.db", record.path)
    assert [event.fact for event in record.events()] == [read(1)]


@pytest.mark.parametrize("version", [0, 1, 7])
def test_another_programs_database_is_refused_and_left_as_it_is(record: SqliteRecord, version: int) -> None:
    record.path.parent.mkdir()
    _write(record.path, "CREATE TABLE bookmark (url TEXT)")
    _write(record.path, f"PRAGMA user_version={version}")
    before = record.path.read_bytes()
    for use in (record.events, lambda: record.append([read(1)], at=AT)):
        with pytest.raises(Damaged) as refused:
            use()
        assert refused.value.code == "record-foreign"
    assert record.path.read_bytes() == before


def test_a_record_of_a_newer_release_is_refused_and_left_as_it_is(record: SqliteRecord) -> None:
    record.append([read(1)], at=AT)
    _write(record.path, "PRAGMA user_version=99")
    before = record.path.read_bytes()
    for use in (record.events, lambda: record.append([read(2)], at=AT)):
        with pytest.raises(Damaged) as refused:
            use()
        assert refused.value.code == "record-newer"
        assert "99" in refused.value.message
        assert "Update" in refused.value.hint
    assert record.path.read_bytes() == before


@pytest.mark.parametrize(("column", "value"), [("body", "{half"), ("body", "[1]"), ("at", "yesterday")])
def test_an_event_that_cannot_be_read_is_named(record: SqliteRecord, column: str, value: str) -> None:
    record.append([read(1), read(2)], at=AT)
    _write(record.path, "DROP TRIGGER event_is_never_changed")
    _write(record.path, f"UPDATE event SET {column} = ? WHERE seq = 2", value)
    with pytest.raises(Damaged, match="event 2") as refused:
        record.events()
    assert refused.value.code == "record-damaged"


def test_a_record_held_by_another_program_is_refused_and_loses_nothing(
    record: SqliteRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_WAIT_MS", 50)
    record.append([read(1)], at=AT)
    holder = sqlite3.connect(record.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert [event.fact for event in record.events()] == [read(1)], "reading goes on while another writes"
    with pytest.raises(Unavailable) as refused:
        record.append([read(2)], at=AT)
    assert refused.value.code == "record-locked"
    holder.execute("ROLLBACK")
    holder.close()
    assert record.append([read(2)], at=AT)[0].seq == 2


@pytest.mark.parametrize("obstacle", ["file-for-folder", "folder-for-file"])
def test_a_place_where_no_record_can_be_is_refused(tmp_path: Path, obstacle: str) -> None:
    if obstacle == "file-for-folder":
        (tmp_path / "home").write_text("here first")
    else:
        (tmp_path / "home" / "record.db").mkdir(parents=True)
    with pytest.raises(Unavailable) as refused:
        SqliteRecord(tmp_path / "home" / "record.db").append([read(1)], at=AT)
    assert "HILLCLIMB_HOME" in refused.value.hint
