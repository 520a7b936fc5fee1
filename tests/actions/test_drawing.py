"""Figures are drawn by the code of their lesson, and a drawing that is not what the code draws is told."""

import re
import shutil
from pathlib import Path

import pytest

from hillclimb.actions import draw_figures
from hillclimb.actions.drawing import prove_examples, same_drawing
from hillclimb.ground import NotFound, Refusal

TINY = Path(__file__).parents[1] / "packs" / "tiny"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "tiny", ignore=shutil.ignore_patterns("__pycache__")))


def faults(pack: Path) -> dict[str, str]:
    return {proof.name: proof.fault for proof in prove_examples(str(pack), 0, 1)}


def test_a_figure_that_is_there_stays_untouched(pack: Path):
    assert draw_figures(pack) == ()
    assert not any(faults(pack).values())


def test_a_changed_lesson_is_found_and_drawn_anew(pack: Path):
    lesson, figure = pack / "lessons/doubling.md", pack / "lessons/figures/doubling.svg"
    lesson.write_text(lesson.read_text().replace("2 * herd]", "3 * herd]"))
    assert "does not draw doubling.svg" in faults(pack)["lesson doubling"]
    assert draw_figures(pack, ["doubling"]) == (figure,)
    assert not faults(pack)["lesson doubling"]


def test_a_missing_figure_is_told(pack: Path):
    (pack / "lessons/figures/doubling.svg").unlink()
    assert "hillclimb pack draw doubling" in faults(pack)["lesson doubling"]


def test_drawing_an_unknown_or_broken_lesson_says_so(pack: Path):
    with pytest.raises(NotFound, match="halving"):
        draw_figures(pack, ["halving"])
    lesson = pack / "lessons/doubling.md"
    lesson.write_text(lesson.read_text().replace("ax.bar", "ax.barr"))
    with pytest.raises(Refusal, match="barr"):
        draw_figures(pack)


def test_drawings_are_the_same_up_to_rounding_and_names():
    svg = (TINY / "lessons/figures/doubling.svg").read_text()
    named = re.findall(r'id="(m[0-9a-f]{10})"', svg)
    assert named
    assert same_drawing(svg, svg.replace(named[0], "m" + "0" * 10))
    coordinate = re.search(r"L (\d+\.\d+) ", svg)[1]
    assert same_drawing(svg, svg.replace(coordinate, str(float(coordinate) + 0.2)))
    assert not same_drawing(svg, svg.replace(coordinate, str(float(coordinate) + 2)))
    assert not same_drawing(svg, svg.replace("sheep", "goats"))
