"""Mutants are the slips that a person makes: only what runs is changed, and nothing that would change nothing."""

import ast
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb import actions
from hillclimb.grading.mutating import Mutant, mutants_of
from hillclimb.ground import NotFound

TINY = Path(__file__).parents[1] / "packs" / "tiny"
REAL = Path(__file__).parents[2] / "packs" / "ml-engineering"


def changes(source: str) -> dict[str, str]:
    """Return change -> slip of every mutant of a source."""
    return {mutant.change: mutant.slip for mutant in mutants_of({"a.py": source.encode()})}


@pytest.mark.parametrize(
    ("line", "changed", "slip"),
    [
        ("x = a + b", "x = a - b", "arithmetic"),
        ("x = a // b", "x = a / b", "arithmetic"),
        ("x = a / b", "x = a", "removed normalisation"),
        ("x = np.exp(z - z.max())", "x = np.exp(z)", "removed term"),
        ("x = a < b", "x = a <= b", "comparison"),
        ("x = a == b", "x = a != b", "comparison"),
        ("x = a and b", "x = a or b", "boolean"),
        ("x = not a", "x = a", "dropped sign"),
        ("x = -a", "x = a", "dropped sign"),
        ("x = True", "x = False", "constant"),
        ("x = a ** 3", "x = a ** 2", "constant"),
        ("x = a ** 3", "x = a ** 4", "constant"),
        ("x = f(0)", "x = f(1)", "constant"),
        ("x = f(1)", "x = f(0)", "constant"),
        ("x = f(0.3)", "x = f(0.15)", "constant"),
        ("x = f(1e-12)", "x = f(0.0)", "constant"),
        ("x = f(1e-12)", "x = f(1e-06)", "constant"),
        ("x = f(1000)", "x = f(500)", "constant"),
        ("x = a[:n]", "x = a[:n - 1]", "off by one"),
        ("x = a[n:]", "x = a[n + 1:]", "off by one"),
        ("x = list(range(n))", "x = list(range(n - 1))", "off by one"),
        ("x = list(range(1, n))", "x = list(range(0, n))", "constant"),
        ("x = a.mean(axis=0)", "x = a.mean(axis=1)", "swapped axes"),
        ("x = a.sum(axis=1)", "x = a.sum(axis=0)", "swapped axes"),
        ("x = a.T @ b", "x = a @ b", "swapped axes"),
        ("x = f(a, b)", "x = f(b, a)", "swapped arguments"),
        ("x = np.where(c, a, b)", "x = np.where(c, b, a)", "swapped arguments"),
        ("x = a @ b", "x = b @ a", "swapped arguments"),
        ("x += 1", "x -= 1", "arithmetic"),
        ("x += a", "x = a", "lost accumulation"),
        ("x[0] = 1", "pass", "dropped statement"),
        ("x.sort()", "pass", "dropped statement"),
        ("x = a if b else c", "x = a if not b else c", "negated condition"),
        ("x = [i for i in a if i]", "x = [i for i in a if not i]", "negated condition"),
        ("x = np.log1p(a)", "x = np.log(1 + a)", "unstable form"),
        ("x = np.expm1(a)", "x = np.exp(a) - 1", "unstable form"),
        ("x = np.logaddexp(a, b)", "x = np.log(np.exp(a) + np.exp(b))", "unstable form"),
        ("x = np.linalg.solve(a, b)", "x = np.linalg.inv(a) @ b", "unstable form"),
        ("x = np.linalg.lstsq(a, b)[0]", "x = (np.linalg.inv(a.T @ a) @ a.T @ b,)[0]", "unstable form"),
        ("x = a.copy()", "x = a", "dropped call"),
    ],
)
def test_each_slip_is_made(line: str, changed: str, slip: str):
    assert changes(line)[f"{line} → {changed}"] == slip


@pytest.mark.parametrize(
    "source",
    [
        '"""A text of 3 lines."""',
        "def f(a: Callable[[int], 3]) -> Literal[4]:\n    return a",
        "import numpy as np",
        "raise_ = None\nif __name__ == '__main__':\n    run(3)",
        "x = f'{a + 1}'",
        "x = max(a, b)",  # the same either way round
        "x = a",  # without it there is no x: nobody overlooks that
    ],
)
def test_what_does_not_run_or_does_not_matter_is_left_alone(source: str):
    assert changes(source) == {}


def test_what_is_raised_can_be_forgotten_but_its_words_stay():
    found = changes("def f(a):\n    if a < 3:\n        raise ValueError(f'{a} is below {3}', 4)\n    return a")
    assert not any("ValueError" in change.split(" → ")[1] for change in found)
    assert found["raise ValueError(f'{a} is below {3}', 4) → pass"] == "dropped statement"


def test_a_mutant_with_the_bytecode_of_another_is_made_once():
    found = mutants_of({"a.py": b"x = f(-0.5, 1)\ny = 2 * 3"})
    assert len({mutant.source for mutant in found}) == len(found)
    assert not any(mutant.change == "y = 2 * 3 → y = 3 * 2" for mutant in found)


def test_a_mutant_knows_its_line_and_leaves_the_rest():
    source = b"a = 1\n\n# why\nb = f(a +\n      7)\n"
    found = [mutant for mutant in mutants_of({"a.py": source}) if "8" in mutant.change]
    assert found == [
        Mutant(
            file="a.py", line=5, slip="constant", change="b = f(a + 7) → b = f(a + 8)", source=b"a = 1\nb = f(a + 8)"
        )
    ]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(REAL.glob("labs/*/solution/*.py"))))
def test_every_mutant_of_a_real_reference_is_python_and_differs(path: Path):
    files = {path.name: path.read_bytes()}
    original = ast.unparse(ast.parse(files[path.name]))
    found = mutants_of(files)
    assert found == mutants_of(files)
    assert all(mutant.source.decode() != original for mutant in found)
    for mutant in found:
        ast.parse(mutant.source)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__")))


def test_a_lab_that_rejects_its_mutants_holds(pack: Path):
    (found,) = actions.prove_mutants(pack, ["double"], workers=1)
    assert (found.lab, found.mutants, found.rejected, found.surviving, found.fault) == ("double", 2, 2, (), "")
    assert found.holds


def test_a_mutant_that_passes_is_named_until_it_is_listed_as_equivalent(pack: Path):
    lab = pack / "labs" / "double"
    source = "def double(x: float) -> float:\n    scale = 3\n    return x * 2 + 0 * scale\n"
    (lab / "solution" / "doubling.py").write_text(source)
    (found,) = actions.prove_mutants(pack, ["double"], workers=1)
    change = "scale = 3 → scale = 2"
    assert change in {survivor.change for survivor in found.surviving}
    assert not found.holds
    (lab / "mutants.toml").write_text(f'[[equivalent]]\nchange = "{change}"\nreason = "It is multiplied by 0."\n')
    (again,) = actions.prove_mutants(pack, ["double"], workers=1)
    assert (again.equivalent, again.mutants) == (1, found.mutants - 1)
    assert change not in {survivor.change for survivor in again.surviving}


def test_a_listed_change_that_nobody_makes_is_a_fault(pack: Path):
    text = '[[equivalent]]\nchange = "a → b"\nreason = "None."\n'
    (pack / "labs" / "double" / "mutants.toml").write_text(text)
    (found,) = actions.prove_mutants(pack, ["double"], workers=1)
    assert (found.stale, found.holds) == (("a → b",), False)


def test_a_lab_whose_reference_fails_is_not_measured(pack: Path):
    (pack / "labs" / "double" / "solution" / "doubling.py").write_text("def double(x):\n    return 3 * x\n")
    (found,) = actions.prove_mutants(pack, ["double"], workers=1)
    assert "does not pass" in found.fault
    assert not found.holds


def test_an_unknown_lab_is_refused(pack: Path):
    with pytest.raises(NotFound, match="tripel"):
        actions.prove_mutants(pack, ["tripel"])


def test_repeats_find_a_solution_that_passes_only_at_times(pack: Path):
    lab = pack / "labs" / "double"
    shutil.rmtree(lab / "wrong" / "never-ends")  # takes its five seconds each time
    proofs = {proof.name: proof.fault for proof in actions.prove_repeats(pack, ["double"], times=3)}
    assert proofs["double: solution × 3"] == ""
    assert len(proofs) == 1 + len(list((lab / "wrong").iterdir()))
    assert not any(proofs.values())
    (lab / "solution" / "doubling.py").write_text(
        "def double(x):\n    return 2 * x if x % 2 == 0 or x < 1 or x > 800 else 0\n"
    )
    proofs = {proof.name: proof.fault for proof in actions.prove_repeats(pack, ["double"], times=8)}
    assert " of 8 runs; run " in proofs["double: solution × 8"]
