"""Copies of the record: made on request, kept, and put back without losing what they replace."""

from __future__ import annotations

import shutil

import pytest

from hillclimb.actions import Desk, back_up, backups, backups_json, holdings, read_lesson, restore_backup
from hillclimb.ground import Damaged, NotFound


def lesson(desk: Desk) -> str:
    return next(iter(desk.pack.labs["double"].teaches))


def test_a_copy_that_was_asked_for_stays_when_daily_ones_go(begun: Desk, clock) -> None:
    made = back_up(begun)
    for day in range(1, 12):
        (begun.home.backups / f"record-2026-04-{day:02}.db").write_bytes(b"")
    read_lesson(begun, lesson(begun))
    clock.at = clock.at.replace(month=5)
    read_lesson(begun, lesson(begun))
    names = [one.name for one in backups(begun.home)]
    assert made.name in names
    assert not made.daily


def test_going_back_restores_the_events_and_keeps_what_was_replaced(begun: Desk) -> None:
    then = begun.record.events()
    made = back_up(begun)
    read_lesson(begun, lesson(begun))
    now = begun.record.events()
    done = restore_backup(begun, made.name)
    assert begun.record.events() == then
    assert (done.events, done.before) == (len(then), len(now))
    again = restore_backup(begun, done.kept.name)
    assert begun.record.events() == now
    assert again.before == len(then)


def test_a_copy_can_be_put_back_twice_and_leaves_nothing_beside_it(begun: Desk) -> None:
    made = back_up(begun)
    for _ in range(2):
        restore_backup(begun, made.name)
    assert {path.suffix for path in begun.home.backups.iterdir()} == {".db"}
    read_lesson(begun, lesson(begun))
    assert len(begun.record.events()) > 0


def test_a_broken_copy_is_refused_and_nothing_is_changed(begun: Desk) -> None:
    made = back_up(begun)
    path = begun.home.backups / made.name
    before = begun.record.events()
    path.write_bytes(path.read_bytes()[:4096])
    with pytest.raises(Damaged):
        restore_backup(begun, made.name)
    path.write_bytes(b"not a database at all" * 200)
    with pytest.raises(Damaged):
        restore_backup(begun, made.name)
    assert begun.record.events() == before
    assert len(backups(begun.home)) == len(list(begun.home.backups.glob("*.db")))


@pytest.mark.parametrize("name", ["nothing.db", "../record.db", "", "."])
def test_a_copy_that_is_not_there_is_refused(begun: Desk, name: str) -> None:
    with pytest.raises(NotFound, match="no backup"):
        restore_backup(begun, name)


def test_what_the_folder_holds_is_told_with_its_size(begun: Desk) -> None:
    (begun.home.work / "double").mkdir(parents=True)
    (begun.home.work / "double" / "doubling.py").write_bytes(b"x" * 1000)
    sizes = {one.name: one.bytes for one in holdings(begun.home)}
    assert sizes["work"] == 1000
    assert sizes["record.db"] > 0
    assert sizes["keys"] == 0
    body = backups_json(begun.home)
    assert body["folder"] == str(begun.home.folder)
    shutil.rmtree(begun.home.backups, ignore_errors=True)
    assert backups(begun.home) == ()
