import json
import re
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.content import shapes
from hillclimb.content.reference import FILES, fill_in, schema_of, schemas, write
from hillclimb.content.rules import AT_THE_DOOR, RULES
from hillclimb.content.shapes import Kind, Shape
from hillclimb.content.tables import Marks, fit, mark

from .conftest import REAL, TINY, Copy

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "pack-format.md").read_text(encoding="utf-8")
NOWHERE = Marks(file="x.toml", tables={}, keys={})
ITEMS = [shapes.PACK, shapes.SKILL, shapes.ROLE, shapes.LEVEL, shapes.CARD, shapes.QUESTION, shapes.LAB, shapes.FAILS]

odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.sampled_from([10**15, 10**15 + 1, -(10**16), 10**400]),
    st.floats(0.1, 0.9),
    st.sampled_from(["", " ", "a", "a-b", "A b", "-a", "recall", "code", "number", "module", "broken"]),
    st.uuids().map(str),
)
nested = st.one_of(
    odd,
    st.lists(odd, max_size=2),
    st.dictionaries(
        st.sampled_from(["text", "why", "value", "right", "low", "pick", "seconds", "odd"]), odd, max_size=3
    ),
    st.lists(st.fixed_dictionaries({"text": odd, "why": odd}), max_size=2),
    st.lists(st.fixed_dictionaries({"value": st.just("x"), "why": st.just("y")}), max_size=2),
    st.dictionaries(st.just("n"), st.fixed_dictionaries({"low": odd, "high": st.just(3)}), max_size=1),
)


def good(kind: Kind) -> object:
    return {
        Kind.TEXT: "a",
        Kind.SLUG: "a-b",
        Kind.UUID: "00000000-0000-4000-8000-000000000001",
        Kind.WHOLE: 1,
        Kind.NUMBER: 0.5,
        Kind.FLAG: True,
        Kind.TEXTS: ["a"],
        Kind.SLUGS: ["a"],
        Kind.NUMBERS: [1, 0.5],
        Kind.LEVELS: {"a": 1},
        Kind.SHARES: {"a": 0.5},
    }.get(kind, [] if kind in (Kind.TABLES, Kind.ITEMS) else {})


@pytest.mark.parametrize("shape", ITEMS, ids=lambda shape: shape.name)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_the_reader_and_the_schema_agree(shape: Shape, data: st.DataObject):
    row = {key.name: (key.among or (good(key.kind),))[0] for key in shape.keys}
    for name in data.draw(st.lists(st.sampled_from([*row, "odd"]), max_size=2)):
        if data.draw(st.booleans()):
            row.pop(name, None)
        else:
            row[name] = data.draw(nested)
    _, problems = fit(shape, row, NOWHERE)
    valid = jsonschema.Draft202012Validator(schema_of(shape)).is_valid(row)
    assert valid == (not problems), (row, [str(problem) for problem in problems])


def test_the_schemas_are_sound_and_up_to_date():
    for name, text in schemas().items():
        jsonschema.Draft202012Validator.check_schema(json.loads(text))
        written = (DOCS / "reference" / "schemas" / name).read_text(encoding="utf-8")
        assert written == text, "run: python -m hillclimb.content.reference docs"
    assert {path.name for path in (DOCS / "reference" / "schemas").iterdir()} == set(schemas())


@pytest.mark.parametrize("root", [TINY, REAL], ids=["tiny", "real"])
def test_the_files_of_a_pack_fit_their_schemas(root: Path):
    for pattern, shape in FILES:
        paths = sorted(root.glob(re.sub(r"<\w+>", "*", pattern)))
        assert paths or (root == REAL and pattern.startswith(("labs/", "moved")))
        validator = jsonschema.Draft202012Validator(json.loads(schemas()[f"{shape.name}.json"]))
        for path in paths:
            faults = [fault.message for fault in validator.iter_errors(tomllib.loads(path.read_text(encoding="utf-8")))]
            assert not faults, path


def test_the_tables_of_the_page_are_up_to_date():
    assert fill_in(PAGE) == PAGE, "run: python -m hillclimb.content.reference docs"


def test_writing_the_reference_again_changes_nothing(tmp_path: Path):
    (tmp_path / "reference").mkdir()
    page = tmp_path / "reference" / "pack-format.md"
    page.write_text(re.sub(r"(<!-- [\w:]+ -->\n)(?:\|.*\n)+", r"\1", PAGE), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != PAGE
    write(tmp_path)
    assert page.read_text(encoding="utf-8") == PAGE


def test_the_page_names_every_rule_file_and_key():
    for rule in (*AT_THE_DOOR, *RULES):
        assert f"| {rule} |" in PAGE
    for path, shape in FILES:
        assert path in PAGE or path.split("/")[-1] in PAGE
        assert f"<!-- keys:{shape.name} -->" in PAGE
        for key in shape.keys:
            assert f"| `{key.name}` |" in PAGE


def test_the_links_of_the_page_lead_somewhere():
    prose = re.sub(r"^(`{3,}).*?^\1$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#]+)\)", prose):
        assert target.startswith("https://") or (DOCS / "reference" / target).exists(), target
    headings = re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", re.sub("&[lg]t;", "", title.lower())).replace(" ", "-") for title in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors


def test_the_examples_of_the_page_break_no_rule(copy: Copy):
    for number, text in enumerate(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)):
        part = re.match(r"\[\[(\w+)\]\]", text).group(1)
        text = text.replace('"…"', f'"00000000-0000-4000-8000-{900 + number:012d}"')
        files = {"skill": "skills/basics.toml", "moved": "moved.toml", "alias": "postings/aliases.toml"}
        file = files.get(part, f"{part}s/scaling.toml")
        if part in ("skill", "moved"):
            text = text.replace("data-splitting", "counting")
        if part == "alias":
            text = text.replace('skill = "transformer"', 'skill = "scaling"')
        if part == "moved":
            text = text.replace("cross-validation", "doubling")
        path = copy.folder / file
        copy.write(file, (path.read_text(encoding="utf-8") + "\n" if path.exists() else "") + text)
    assert copy.problems() == ()
    assert {"numpy-broadcast-shape", "linreg-slope-from-cov"} <= {
        *copy.read().pack.cards,
        *copy.read().pack.questions,
    }


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["", "# [[card]]", "x = '''\n[[card]]\n'''"])), max_size=6)
)
def test_the_lines_of_tables_are_found_whatever_stands_between(parts):
    lines: list[str] = []
    wanted = []
    for gap, filling in parts:
        lines += [""] * gap
        wanted.append(len(lines) + 1)
        lines += ["[[card]]", 'slug = "a"', *filling.split("\n")]
    marks = mark("\n".join(lines), "x.toml")
    assert [marks.place("card", index).line for index in range(len(wanted))] == wanted
    assert [marks.place("card", index, key="slug").line for index in range(len(wanted))] == [at + 1 for at in wanted]
