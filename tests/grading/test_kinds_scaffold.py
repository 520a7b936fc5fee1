"""A lab that `pack new-lab` begins proves at once, and breaks no rule but that its prose is missing."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from hillclimb import actions
from hillclimb.actions.packing import prove_lab
from hillclimb.cli import main
from hillclimb.content.shapes import SUBMISSIONS
from hillclimb.ground import Conflict, Misuse, NotFound

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "pack", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize("kind", SUBMISSIONS)
def test_a_new_lab_proves_and_lacks_only_its_prose(pack: Path, kind: str):
    made = actions.new_lab(pack, "new-thing", kind=kind, skill="doubling")
    assert {problem.rule for problem in actions.check_pack_folder(pack)} == {"L012"}
    for path in made:
        if path.suffix == ".md" or path.name == "explain.toml":
            path.write_text(path.read_text(encoding="utf-8").replace("FILL IN", "Written"), encoding="utf-8")
    assert actions.check_pack_folder(pack) == ()
    proofs = prove_lab(str(pack / "labs" / "new-thing"), str(pack))
    assert {proof.name: proof.fault for proof in proofs if proof.fault} == {}
    assert sum("wrong/" in proof.name for proof in proofs) >= 3


def test_two_labs_have_different_names_for_the_record(pack: Path):
    for slug in ("one", "two"):
        actions.new_lab(pack, slug, kind="answers", skill="doubling")
    ids = [tomllib.loads((pack / "labs" / slug / "lab.toml").read_text())["uuid"] for slug in ("one", "two")]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    ("slug", "kind", "skill", "refusal", "said"),
    [
        ("double", "module", "doubling", Conflict, "already"),
        ("Double it", "module", "doubling", Misuse, "no slug"),
        ("../out", "module", "doubling", Misuse, "no slug"),
        ("3d", "module", "doubling", Misuse, "cannot name"),
        ("import", "module", "doubling", Misuse, "cannot name"),
        ("new", "poem", "doubling", Misuse, "no kind"),
        ("new", "module", "dubling", NotFound, "no skill"),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(pack: Path, slug, kind, skill, refusal, said):
    before = sorted(pack.rglob("*"))
    with pytest.raises(refusal, match=said):
        actions.new_lab(pack, slug, kind=kind, skill=skill)
    assert sorted(pack.rglob("*")) == before


def test_the_command_says_what_it_wrote(pack: Path, capsys: pytest.CaptureFixture[str]):
    command = ["pack", "new-lab", "new-thing", "--kind", "sql", "--teaches", "doubling", "--pack", str(pack)]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["version"], told["lab"], told["kind"]) == (1, "new-thing", "sql")
    assert all((pack / name).is_file() for name in told["files"])
    assert main(command) == 2
    assert "already" in capsys.readouterr().err
