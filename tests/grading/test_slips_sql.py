"""Slips in SQL change what runs, one thing at a time, and nothing in comments, strings or names."""

import sqlite3

import pytest

from hillclimb.grading.mutating import mutants_of


def changes(source: str) -> set[str]:
    return {mutant.source.decode() for mutant in mutants_of({"a.sql": source.encode()})}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("SELECT a FROM t WHERE a < 3", {"a <= 3", "a > 3", "a < 4", "a < 2"}),
        ("SELECT a FROM t LEFT JOIN u ON t.i = u.i", {"t JOIN u ON t.i = u.i", "LEFT JOIN u ON t.i <> u.i"}),
        ("SELECT coalesce(sum(a), 0) FROM t", {"SELECT sum(a) FROM t", "coalesce(max(a), 0)", "coalesce(sum(a), 1)"}),
        ("SELECT a FROM t WHERE a IS NOT NULL AND b IS NULL", {"a IS NULL AND", "b IS NOT NULL", "a IS NOT NULL"}),
        ("SELECT DISTINCT a FROM t ORDER BY a DESC", {"SELECT  a FROM t", "ORDER BY a ASC"}),
        ("SELECT a FROM t UNION ALL SELECT a FROM u", {"t UNION SELECT"}),
        ("SELECT a - 1 FROM t", {"a + 1", "a - 2", "a - 0"}),
        ("CREATE INDEX i ON t (a); SELECT a FROM t", {" SELECT a FROM t"}),
    ],
)
def test_each_thing_has_its_slips(source: str, expected: set[str]):
    found = changes(source)
    for part in expected:
        assert any(part in text for text in found), (part, found)


def test_comments_strings_and_names_stay():
    source = "-- a < 3\n/* LIMIT 1 */ SELECT 'a < 3', \"max\", t1.x2 FROM t1"
    assert changes(source) == set()


def test_a_condition_that_is_dropped_leaves_the_rest_whole():
    source = "SELECT (SELECT count(*) FROM t WHERE a = 1 AND b >= 2) AS n, c FROM u"
    assert "SELECT (SELECT count(*) FROM t WHERE a = 1 ) AS n, c FROM u" in changes(source)


def test_every_mutant_of_a_query_that_runs_runs_and_differs():
    source = "SELECT a, sum(b) FROM t WHERE a > 1 AND b IS NOT NULL GROUP BY a ORDER BY a DESC LIMIT 5"
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a, b)")
    found = mutants_of({"a.sql": source.encode()})
    assert len({mutant.source for mutant in found}) == len(found) > 6
    for mutant in found:
        connection.execute(mutant.source.decode())
        before, after = mutant.change.split(" → ")
        assert before == source
        assert after == " ".join(mutant.source.decode().split())
    connection.close()
