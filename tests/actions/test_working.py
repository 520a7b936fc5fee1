"""Work on a lab: nothing of the learner's is ever overwritten, whoever else is at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hillclimb.actions import Desk, hint, lab_here, open_lab, opened_json, reset_lab
from hillclimb.ground import Conflict, Misuse, NotFound, Unavailable
from hillclimb.record import HintShown, LabOpened, LabReset, store
from tests.actions.conftest import TINY

START = (TINY / "labs" / "double" / "start" / "doubling.py").read_text()


def facts(desk: Desk) -> list[str]:
    return [event.fact.kind for event in desk.record.events()]


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_opening_lays_out_the_starter_the_ticket_and_a_readme(desk: Desk) -> None:
    opened = open_lab(desk, "double")
    assert opened.folder == desk.home.folder / "work" / "double"
    assert files_in(opened.folder) == {"README.md", "TASK.md", "doubling.py", "data/numbers.csv"}
    assert (opened.folder / "doubling.py").read_text() == START
    assert "doubling.py" in (opened.folder / "README.md").read_text()
    assert "5 s, 256 MB" in (opened.folder / "README.md").read_text()
    assert not opened.kept
    assert opened_json(opened)["files"] == [str(opened.folder / "doubling.py")]
    (event,) = desk.record.events()
    assert event.fact == LabOpened(lab=desk.pack.labs["double"].uuid)


def test_opening_again_keeps_the_work_and_records_nothing_new(desk: Desk) -> None:
    folder = open_lab(desk, "double").folder
    for name in (*files_in(folder), "notes.txt"):
        (folder / name).write_text(f"my {name}")
    before = files_in(folder)
    again = open_lab(desk, "double")
    assert again.kept
    assert files_in(folder) == before
    assert all((folder / name).read_text() == f"my {name}" for name in before)
    assert facts(desk) == ["lab-opened"]


def test_opening_again_puts_back_only_what_is_missing(desk: Desk) -> None:
    folder = open_lab(desk, "double").folder
    (folder / "doubling.py").unlink()
    (folder / "TASK.md").write_text("mine")
    open_lab(desk, "double")
    assert (folder / "doubling.py").read_text() == START
    assert (folder / "TASK.md").read_text() == "mine"


def test_a_link_of_the_learners_is_left_alone(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.py"
    elsewhere.write_text("mine")
    folder = desk.home.lab("double")
    folder.mkdir(parents=True)
    (folder / "doubling.py").symlink_to(elsewhere)
    (folder / "TASK.md").symlink_to(tmp_path / "nowhere")
    open_lab(desk, "double")
    assert elsewhere.read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()
    assert (folder / "TASK.md").is_symlink()


def test_two_opens_at_once_lay_out_whole_files_and_one_event(fresh: Callable[[], Desk]) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = list(pool.map(lambda _: open_lab(fresh(), "double"), range(6)))
    folder = opened[0].folder
    assert (folder / "doubling.py").read_text() == START
    assert files_in(folder) == {"README.md", "TASK.md", "doubling.py", "data/numbers.csv"}, "no drafts left"
    assert facts(fresh()) == ["lab-opened"]


def test_a_lab_that_is_not_there_is_refused_with_the_nearest(desk: Desk) -> None:
    with pytest.raises(NotFound) as refused:
        open_lab(desk, "doubel")
    assert refused.value.hint == "Did you mean double?"
    for slug in ("../double", "", "zzz"):
        with pytest.raises(NotFound) as refused:
            open_lab(desk, slug)
        assert "hillclimb labs" in refused.value.hint or "double" in refused.value.hint
    assert not desk.home.work.exists()


def test_a_work_folder_that_is_in_the_way_is_refused_and_left_alone(desk: Desk) -> None:
    desk.home.work.mkdir(parents=True)
    (desk.home.work / "double").write_text("a file of mine")
    with pytest.raises(Unavailable) as refused:
        open_lab(desk, "double")
    assert str(desk.home.work / "double") in refused.value.message
    assert (desk.home.work / "double").read_text() == "a file of mine"
    assert facts(desk) == []


# ---- reset


def test_a_reset_sets_everything_aside_with_the_date_and_starts_over(desk: Desk) -> None:
    folder = open_lab(desk, "double").folder
    (folder / "doubling.py").write_text("mine")
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "notes.txt").write_text("notes")
    opened, aside = reset_lab(desk, "double")
    local = desk.record.events()[-1].at.astimezone()
    assert aside.parent == desk.home.work / ".set-aside"
    assert aside.name.startswith(f"double-{local:%Y-%m-%d}-")
    assert (aside / "doubling.py").read_text() == "mine"
    assert (aside / "deep" / "er" / "notes.txt").read_text() == "notes"
    assert (opened.folder / "doubling.py").read_text() == START
    assert not (opened.folder / "deep").exists()
    fact = desk.record.events()[-1].fact
    assert isinstance(fact, LabReset)
    assert desk.home.work / fact.kept_in == aside
    assert facts(desk) == ["lab-opened", "lab-reset"]


def test_two_resets_in_the_same_second_keep_both(desk: Desk, fresh: Callable[[], Desk]) -> None:
    from dataclasses import replace

    from tests.actions.conftest import START as INSTANT

    still = replace(desk, clock=lambda: INSTANT)
    kept = []
    for text in ("one", "two", "three"):
        folder = open_lab(still, "double").folder
        (folder / "doubling.py").write_text(text)
        kept.append(reset_lab(still, "double")[1])
    assert len(set(kept)) == 3
    assert [(aside / "doubling.py").read_text() for aside in kept] == ["one", "two", "three"]


def test_a_reset_before_opening_is_refused(desk: Desk) -> None:
    with pytest.raises(Conflict, match="not opened yet") as refused:
        reset_lab(desk, "double")
    assert "hillclimb open double" in refused.value.hint


def test_a_reset_that_cannot_be_recorded_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = open_lab(desk, "double").folder
    (folder / "doubling.py").write_text("mine")
    monkeypatch.setattr(store, "_WAIT_MS", 50)
    holder = sqlite3.connect(desk.record.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        reset_lab(desk, "double")
    holder.close()
    assert (folder / "doubling.py").read_text() == "mine"
    assert list((desk.home.work / ".set-aside").iterdir()) == []
    assert facts(desk) == ["lab-opened"]


# ---- hints


def test_hints_come_one_after_another_and_the_last_one_stays(desk: Desk) -> None:
    told = [hint(desk, "double") for _ in range(5)]
    assert [step for step, _, _ in told] == [1, 2, 3, 3, 3]
    assert {steps for _, steps, _ in told} == {3}
    assert "return x + x" in told[2][2]
    assert facts(desk) == ["hint-shown"] * 3


def test_a_hint_seen_again_is_not_recorded_again(desk: Desk) -> None:
    hint(desk, "double")
    assert hint(desk, "double", step=1)[0] == 1
    assert facts(desk) == ["hint-shown"]


def test_a_hint_ahead_is_recorded_as_the_one_it_is(desk: Desk) -> None:
    assert hint(desk, "double", step=3)[0] == 3
    (event,) = desk.record.events()
    assert event.fact == HintShown(lab=desk.pack.labs["double"].uuid, step=3)


@pytest.mark.parametrize("step", [0, -1, 4, 10**9])
def test_a_hint_that_is_not_there_is_refused(desk: Desk, step: int) -> None:
    with pytest.raises(Misuse, match="There are 3 hints"):
        hint(desk, "double", step=step)
    assert facts(desk) == []


# ---- which lab a folder belongs to


def test_a_folder_inside_a_work_folder_belongs_to_its_lab(desk: Desk) -> None:
    folder = open_lab(desk, "double").folder
    (folder / "deep").mkdir()
    assert lab_here(desk.home, folder) == "double"
    assert lab_here(desk.home, folder / "deep") == "double"


def test_other_folders_belong_to_no_lab(desk: Desk, tmp_path: Path) -> None:
    open_lab(desk, "double")
    _, aside = reset_lab(desk, "double")
    for folder in (desk.home.work, desk.home.folder, tmp_path, aside, Path("/")):
        with pytest.raises(Misuse, match="not the work folder of a lab"):
            lab_here(desk.home, folder)
