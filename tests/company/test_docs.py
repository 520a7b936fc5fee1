"""The reference page names every door of the company, and its example runs."""

import contextlib
import io
import re
from pathlib import Path

import pytest

import hillclimb.company as company

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "company.md"


@pytest.mark.parametrize("name", company.__all__)
def test_the_reference_names(name):
    assert re.search(rf"\b{name}\b", PAGE.read_text(encoding="utf-8"))


def test_the_example_runs():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(example, "example", "exec"), {})
    assert printed.getvalue().splitlines()[-1] == "1.0"
