"""Writes the reference of labkit from its docstrings: `python -m hillclimb.grading.labkit.reference docs`."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hillclimb.grading import labkit

# Under which heading a name stands; a name that stands nowhere fails the test of the page.
GROUPS: dict[str, tuple[str, ...]] = {
    "plans": ("check", "score", "Placed", "given", "sample", "Failed"),
    "bill": ("earned", "lost", "spent"),
    "comparisons": ("near", "numbers", "same", "expect", "refuses", "unchanged", "show"),
    "module": ("Module", "Remote", "Raised"),
    "predictions": ("Predictions", "Trained"),
    "command": ("Command", "Ran"),
    "tests": ("Suite", "TestRun", "Bug", "disguised"),
    "sql": ("Queries", "Answer", "database", "ask"),
    "git": ("Repository", "Commit"),
    "answers": ("Answers",),
    "service": ("Service", "Running", "Reply", "Request", "json_request", "Traffic", "Load", "Burst"),
    "hardships": ("Database", "Stored", "Disk", "Clients", "conceals"),
}


def tables() -> dict[str, str]:
    """Return group -> Markdown of the names in it."""
    return {group: "\n".join(line for name in names for line in _entry(name)) for group, names in GROUPS.items()}


def fill_in(page: str) -> str:
    """Return the page with what stands between each `<!-- labkit:group -->` and `<!-- end -->` brought up to date."""
    for group, text in tables().items():
        mark = f"<!-- labkit:{group} -->"
        whole = f"{mark}\n{text}\n<!-- end -->".replace("\\", r"\\")
        page = re.sub(rf"{re.escape(mark)}\n.*?<!-- end -->", whole, page, flags=re.DOTALL)
    return page


def _entry(name: str) -> Iterator[str]:
    value = getattr(labkit, name)
    if not inspect.isclass(value):
        yield f"- `{name}{_signature(value)}`: {_told(value)}"
        return
    yield f"- `{name}`: {_told(value)}"
    for member, thing in vars(value).items():
        if member.startswith("_"):
            continue
        if isinstance(thing, property):
            yield f"    - `.{member}`: {_told(thing.fget)}"
        elif inspect.isfunction(thing):
            yield f"    - `.{member}{_signature(thing)}`: {_told(thing)}"
    fields = getattr(value, "__dataclass_fields__", {})
    if fields:
        yield f"    - fields: {', '.join(f'`{field}`' for field in fields)}"


def _signature(function: Any) -> str:
    """Return the parameters of a function without types: their names say what they hold."""
    found = inspect.signature(function)
    plain = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in found.parameters.values()
        if parameter.name != "self"
    ]
    return str(found.replace(parameters=plain, return_annotation=inspect.Signature.empty))


def _told(value: Any) -> str:
    """Return the first paragraph of a docstring."""
    return " ".join((inspect.getdoc(value) or "").split("\n\n")[0].split())


def write(docs: Path) -> None:
    """Bring the page below a docs folder up to date."""
    page = docs / "reference" / "labkit.md"
    page.write_text(fill_in(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
