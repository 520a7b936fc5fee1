import shutil
from dataclasses import replace
from pathlib import Path

from hillclimb.actions import graded_digest, lab_table, labs_of

ROOT = Path(__file__).parents[2]
PACK = ROOT / "packs" / "ml-engineering"


def test_the_page_about_the_labs_is_the_one_that_is_generated():
    page = (ROOT / "docs" / "reference" / "labs.md").read_text(encoding="utf-8")
    assert page == lab_table(PACK), "run: hillclimb pack table > docs/reference/labs.md"


def test_a_change_of_the_grader_is_seen_and_a_change_of_the_prose_is_not(tmp_path):
    lab = replace(
        labs_of(PACK, ["linear"])[0], folder=Path(shutil.copytree(PACK / "labs" / "linear", tmp_path / "lab"))
    )
    before = graded_digest(lab)
    (lab.folder / "task.md").write_text("Another ticket.")
    assert graded_digest(lab) == before
    grader = lab.folder / "grader.py"
    grader.write_bytes(grader.read_bytes() + b"\n")
    assert graded_digest(lab) != before
