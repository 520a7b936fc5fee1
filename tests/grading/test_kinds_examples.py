"""Each kind has an example lab, proven like those of the real pack; every kind of the format is there."""

import shutil
from pathlib import Path

import pytest

from hillclimb import actions
from hillclimb.actions.packing import prove_lab
from hillclimb.content import read_pack
from hillclimb.content.shapes import SUBMISSIONS
from hillclimb.grading.kinds import kind_of

PACKS = Path(__file__).parents[1] / "packs"
LABS = sorted(path.name for path in (PACKS / "kinds" / "labs").iterdir())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny pack with an example lab of each kind beside its own."""
    folder = tmp_path_factory.mktemp("kinds") / "pack"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKS / "tiny", folder, ignore=ignore)
    shutil.copytree(PACKS / "kinds" / "labs", folder / "labs", ignore=ignore, dirs_exist_ok=True)
    return folder


def test_there_is_an_example_of_every_kind(pack: Path):
    found = read_pack(pack).pack
    assert found is not None
    assert {lab.kind for lab in found.labs.values()} == set(SUBMISSIONS)
    for kind in SUBMISSIONS:
        kind_of(kind)


def test_the_examples_break_no_rule(pack: Path):
    assert [str(problem) for problem in actions.check_pack_folder(pack)] == []


@pytest.mark.parametrize("slug", LABS)
def test_the_example_is_proven(pack: Path, slug: str):
    proofs = prove_lab(str(pack / "labs" / slug), str(pack))
    assert len(proofs) >= 5
    assert {proof.name: proof.fault for proof in proofs if proof.fault} == {}
