"""The reference of labkit says what the docstrings say, about every name that a grader can import."""

import re
from pathlib import Path

from hillclimb.content.shapes import SUBMISSIONS
from hillclimb.grading import labkit
from hillclimb.grading.labkit.reference import GROUPS, fill_in, tables

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "labkit.md").read_text(encoding="utf-8")


def test_the_page_is_up_to_date():
    assert fill_in(PAGE) == PAGE, "run: python -m hillclimb.grading.labkit.reference docs"
    assert fill_in(re.sub(r"(<!-- labkit:\w+ -->\n)(?:[- ].*\n)+", r"\1", PAGE)) == PAGE


def test_every_name_and_every_kind_stands_on_it():
    named = [name for names in GROUPS.values() for name in names]
    assert sorted(named) == sorted(labkit.__all__)
    assert set(SUBMISSIONS) <= set(GROUPS)
    for group, text in tables().items():
        assert f"<!-- labkit:{group} -->" in PAGE
        assert not re.search(r": *$", text, re.MULTILINE), f"a docstring is missing in {group}"
