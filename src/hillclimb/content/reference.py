"""Writes what the reference says about packs: JSON Schemas and tables; `python -m hillclimb.content.reference docs`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from hillclimb.content import advice_shapes, shapes
from hillclimb.content.rules import AT_THE_DOOR, RULES
from hillclimb.content.shapes import HUGE, SLUG, UUID, Key, Kind, Shape

FILES = (*shapes.FILES, *advice_shapes.FILES)

_TEXT: Mapping[str, Any] = {"type": "string", "pattern": r"\S"}
_SLUG: Mapping[str, Any] = {"type": "string", "pattern": SLUG}
_WHOLE: Mapping[str, Any] = {"type": "integer", "minimum": -HUGE, "maximum": HUGE}
_NUMBER: Mapping[str, Any] = {"type": "number", "minimum": -HUGE, "maximum": HUGE}
_TYPES: Mapping[Kind, Mapping[str, Any]] = {
    Kind.TEXT: _TEXT,
    Kind.SLUG: _SLUG,
    Kind.UUID: {"type": "string", "pattern": UUID},
    Kind.WHOLE: _WHOLE,
    Kind.NUMBER: _NUMBER,
    Kind.FLAG: {"type": "boolean"},
    Kind.TEXTS: {"type": "array", "items": _TEXT},
    Kind.SLUGS: {"type": "array", "items": _SLUG},
    Kind.NUMBERS: {"type": "array", "items": _NUMBER},
    Kind.LEVELS: {"type": "object", "additionalProperties": _WHOLE},
    Kind.SHARES: {"type": "object", "additionalProperties": _NUMBER},
}


def schema_of(shape: Shape, *, title: str = "") -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a table; with a title, that of a whole file."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title} if title else {}
    return {
        **head,
        "type": "object",
        "properties": {key.name: _schema_of_key(key) for key in shape.keys},
        "required": [key.name for key in shape.keys if key.needed],
        "additionalProperties": False,
    }


def _schema_of_key(key: Key) -> dict[str, Any]:
    inner = schema_of(key.shape) if key.shape is not None else {}
    told = {"description": key.meaning}
    match key.kind:
        case Kind.ITEMS | Kind.TABLES:
            return {**told, "type": "array", "items": inner}
        case Kind.NAMED:
            return {**told, "type": "object", "additionalProperties": inner}
        case Kind.TABLE:
            return {**told, **inner}
    return {**told, **_TYPES[key.kind], **({"enum": list(key.among)} if key.among else {})}


def schemas() -> Mapping[str, str]:
    """Return file name -> text of every JSON Schema."""
    made: dict[str, str] = {}
    for path, shape in FILES:
        body = schema_of(shape, title=f"{path} of a Hillclimb pack")
        made[f"{shape.name}.json"] = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    return made


def tables() -> Mapping[str, str]:
    """Return name -> Markdown of every table of the reference page: `keys:<shape>` and `rules`."""
    made = {f"keys:{shape.name}": _key_table(shape) for shape in _shapes()}
    rows = [f"| {rule} | {text} |" for rule, text in _rules().items()]
    made["rules"] = "\n".join(["| rule | what holds in a sound pack |", "|---|---|", *rows])
    return made


def fill_in(page: str) -> str:
    """Return the page with every table between its `<!-- name -->` and `<!-- end -->` marks brought up to date."""
    for name, table in tables().items():
        mark = f"<!-- {name} -->"
        text = f"{mark}\n{table}\n<!-- end -->".replace("\\", r"\\")
        page = re.sub(rf"{re.escape(mark)}\n.*?<!-- end -->", text, page, flags=re.DOTALL)
    return page


def write(docs: Path) -> None:
    """Write the schemas and the tables of the page below a docs folder."""
    folder = docs / "reference" / "schemas"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    page = docs / "reference" / "pack-format.md"
    page.write_text(fill_in(page.read_text(encoding="utf-8")), encoding="utf-8")


def _rules() -> Mapping[str, str]:
    """Return every rule with what its function's docstring says after `Rule X000:`."""
    told = {rule: (function.__doc__ or "").partition(": ")[2].rstrip(".") for rule, function in RULES.items()}
    return {**AT_THE_DOOR, **told}


def _shapes() -> Iterator[Shape]:
    """Yield the shape of every file and of every table in it, once each."""
    seen: set[str] = set()
    waiting = [shape for _, shape in FILES]
    while waiting:
        shape = waiting.pop(0)
        if shape.name not in seen:
            seen.add(shape.name)
            yield shape
            waiting += [key.shape for key in shape.keys if key.shape is not None]


def _key_table(shape: Shape) -> str:
    rows = [
        f"| `{key.name}` | {key.kind.value} | {'yes' if key.needed else 'no'} | {key.meaning} |" for key in shape.keys
    ]
    return "\n".join(["| key | holds | needed | meaning |", "|---|---|---|---|", *rows])


if __name__ == "__main__":
    write(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
