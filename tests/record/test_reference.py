"""The reference page tells every kind of event with its version, fields and types, and no other."""

from __future__ import annotations

import re
import sqlite3
import typing
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from hillclimb.record import SqliteRecord
from hillclimb.record.events import FACTS
from hillclimb.record.migrations import MIGRATIONS
from hillclimb.record.store import APPLICATION
from tests.record.facts import AT, read

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
SECTIONS = {part.split("\n")[0]: part for part in PAGE.split("\n## ")[1:]}
WORDS: Mapping[Any, str] = {
    str: "text",
    bool: "true or false",
    int: "whole number",
    float: "number",
    float | None: "number or null",
    tuple[float, ...]: "list of numbers",
    tuple[int, ...]: "list of whole numbers",
    tuple[str, ...]: "list of texts",
    Mapping[str, float]: "object",
    Mapping[str, Any]: "object",
}


def test_the_page_has_every_kind_and_no_other() -> None:
    assert set(SECTIONS) == set(FACTS)


@pytest.mark.parametrize("kind", FACTS)
def test_the_page_has_every_field_with_its_type_and_the_version(kind: str) -> None:
    shape = FACTS[kind]
    hints = typing.get_type_hints(shape)
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", SECTIONS[kind], re.MULTILINE))
    assert told == {item.name: WORDS[hints[item.name]] for item in fields(shape)}
    assert f"\nVersion {shape.version}. " in SECTIONS[kind]


def test_the_page_has_the_columns_and_the_marks_of_the_file(tmp_path: Path) -> None:
    SqliteRecord(tmp_path / "record.db").append([read(1)], at=AT)
    connection = sqlite3.connect(tmp_path / "record.db")
    columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(event)")]
    connection.close()
    common = PAGE.split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", common, re.MULTILINE) == columns
    assert f"0x{APPLICATION:X}" in common
    assert len(MIGRATIONS) == 1, "tell on the page what a new format brings"


def test_the_query_on_the_page_runs(tmp_path: Path) -> None:
    SqliteRecord(tmp_path / "record.db").append([read(1)], at=AT)
    (query,) = re.findall(r'record\.db "(SELECT .*?)"', PAGE)
    connection = sqlite3.connect(tmp_path / "record.db")
    assert [row[2] for row in connection.execute(query)] == ["lesson-read"]
    connection.close()
