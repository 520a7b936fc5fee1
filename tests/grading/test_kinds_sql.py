"""SQL runs on a copy of the grader's database; its rows are compared as values."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hillclimb.company import Table
from hillclimb.grading import Ending, Judge, Verdict
from hillclimb.grading.kinds.sql import Answer
from hillclimb.grading.labkit import Failed, ask, database

from .kinds import graded, lab_of, why

TABLES = """
made = database({"t": {"id": [1, 2, 3], "name": ["a", None, "c'"], "x": [0.5, 1.5, 2.5]}})
"""


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


@pytest.fixture
def judged(judge: Judge, tmp_path: Path):
    def run(sql: str | bytes, body: str, **more: object) -> Verdict:
        lab = lab_of(tmp_path / "lab", "sql", TABLES + body, files=("q.sql",), **more)
        return graded(judge, lab, {"q.sql": sql})

    return run


def test_columns_rows_plan_and_work_come_back(judged):
    body = """
answer = submission.query("q.sql", made)
same(answer.columns, ("id", "name", "x"), "columns")
same(answer.rows, [(1, "a", 0.5), (2, None, 1.5), (3, "c'", 2.5)], "rows")
expect("SCAN t" in answer.plan[0], "plan", got=answer.plan)
answer.matches(("ID", "name", "x"), [(3, "c'", 2.5), (1, "a", 0.5), (2, None, 1.5)])
"""
    verdict = judged("-- all\nSELECT * FROM t;\n", body)
    assert verdict.ending is Ending.PASSED, why(verdict)


def test_parameters_are_bound(judged):
    body = 'same(submission.query("q.sql", made, [2]).rows, [(1.5,)], "rows")'
    assert judged("SELECT x FROM t WHERE id = ?", body).ending is Ending.PASSED


def test_a_migration_is_seen_by_the_question_after_it(judged):
    body = """
answer = submission.after("q.sql", made, "SELECT name, COUNT(*) FROM t GROUP BY name ORDER BY name")
answer.matches(("name", "COUNT(*)"), [("a", 1), ("c'", 1), ("none", 1)])
same(len(ask(made, "SELECT * FROM t WHERE name IS NULL")), 1, "the grader's own copy")
"""
    assert judged("UPDATE t SET name = 'none' WHERE name IS NULL; ALTER TABLE t ADD y;", body).ending is Ending.PASSED


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT nope FROM t", "no such column: nope"),
        ("SELEKT 1", "syntax error"),
        ("", "other columns"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT id FROM t", "other columns"),
        ("SELECT id, name FROM t WHERE id < 3", "2 rows come back where 3"),
        ("SELECT id, COALESCE(name, 'b') AS name FROM t", "A row differs"),
        ("SELECT name, id FROM t", "other columns"),
        ("SELECT load_extension('x')", "not authorized"),
        (
            "WITH RECURSIVE n(id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM n LIMIT 30000) SELECT id, id FROM n",
            "20000",
        ),
        (b"\xff", "not UTF-8"),
    ],
)
def test_what_is_wrong_with_a_query_is_said(judged, sql: str | bytes, said: str):
    body = 'submission.query("q.sql", made).matches(("id", "name"), ask(made, "SELECT id, name FROM t"))'
    verdict = judged(sql, body)
    assert verdict.ending in (Ending.FAILED, Ending.BROKEN)
    assert said in why(verdict)


def test_a_query_that_never_ends_is_stopped(judged):
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT MAX(x) FROM n"
    assert judged(endless, 'submission.query("q.sql", made)', seconds=1.0).ending is Ending.STOPPED


def test_a_query_reaches_no_file_outside(judged):
    body = 'submission.query("q.sql", made)'
    assert judged("ATTACH '/etc/passwd' AS p", body).ending is not Ending.UNJUDGED
    verdict = judged("VACUUM INTO '/tmp/hillclimb-stolen.db'", body)
    assert verdict.ending is not Ending.UNJUDGED
    assert not Path("/tmp/hillclimb-stolen.db").exists()


def test_a_table_of_the_company_becomes_one_of_the_database():
    table = Table({"n": np.array([1, 2]), "f": np.array([0.5, 1.0]), "s": np.array(["a", "b"])})
    made = database({"t": table}, "CREATE INDEX i ON t (n);")
    assert ask(made, "SELECT typeof(n), typeof(f), typeof(s) FROM t LIMIT 1") == [("integer", "real", "text")]
    assert ask(made, "SELECT * FROM t WHERE n = ?", [2]) == [(2, 1.0, "b")]
    assert ask(made, "SELECT name FROM sqlite_master WHERE type = 'index'") == [("i",)]


cells = st.one_of(
    st.none(), st.integers(-(2**40), 2**40), st.floats(-1e6, 1e6), st.text(max_size=4), st.binary(max_size=3)
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=6), st.randoms())
def test_rows_match_themselves_in_any_order_and_not_one_less(rows: list[tuple[object, ...]], luck):
    mixed = list(rows)
    luck.shuffle(mixed)
    answer = Answer(columns=("a", "b"), rows=tuple(mixed), plan=(), steps=0)
    answer.matches(("a", "b"), rows)
    with pytest.raises(Failed):
        answer.matches(("a", "b"), [*rows, (1, 2)])


def test_order_counts_when_it_is_asked_for():
    answer = Answer(columns=("a",), rows=((1,), (2,)), plan=(), steps=0)
    answer.matches(("a",), [(1 + 1e-12,), (2,)], ordered=True)
    with pytest.raises(Failed, match="Row 0 differs"):
        answer.matches(("a",), [(2,), (1,)], ordered=True)


def test_the_judge_never_opens_what_a_submission_made():
    with pytest.raises(sqlite3.Error):
        ask(b"not a database" * 100, "SELECT 1 FROM sqlite_master")
