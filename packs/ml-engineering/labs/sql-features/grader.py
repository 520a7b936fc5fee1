"""Judges `sql-features`: a row for every ask, what was on file by then and no more, and the same again in serving."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, asks, insurer, premium_history
from hillclimb.grading.labkit import Answer, Queries, check, database, expect, given, sample

SCRIPT = "features.sql"
FEATURES = ("contacts_30", "days_since_contact", "claims_365", "paid_cents", "premium_cents")
COLUMNS = {
    "asks": ("ask_id", "policyholder_id", "day"),
    "contacts": ("contact_id", "policyholder_id", "day", "topic"),
    "policies": ("policy_id", "policyholder_id", "line", "start_day", "days_covered"),
    "claims": ("claim_id", "policy_id", "occurred_day", "reported_day", "workshop", "amount_cents"),
    "payments": ("payment_id", "claim_id", "paid_day", "amount_cents"),
    "premiums": ("policyholder_id", "valid_from_day", "recorded_day", "premium_cents"),
}
ON_FILE = {"contacts": "day", "claims": "reported_day", "payments": "paid_day", "premiums": "recorded_day"}
Columns = Mapping[str, Sequence[Any]]
WORK = 8


def tables(**rows: Sequence[Sequence[Any]]) -> dict[str, Columns]:
    """Return the company's tables with these rows; the others are empty."""
    return {
        name: {column: [row[place] for row in rows.get(name, ())] for place, column in enumerate(columns)}
        for name, columns in COLUMNS.items()
    }


def year(draw: Draw, policyholders: int, count: int) -> dict[str, Columns]:
    """Return a year of the insurer, as many asks, and every premium that was on file."""
    book = insurer(draw.child("book"), policyholders)
    made = {
        "asks": asks(draw.child("asks"), book.policyholders, count),
        "premiums": premium_history(draw.child("premiums"), book.policyholders),
        **{name: getattr(book, name) for name in ("contacts", "policies", "claims", "payments")},
    }
    return {name: {column: made[name][column].tolist() for column in columns} for name, columns in COLUMNS.items()}


def on_file(world: Mapping[str, Columns], day: int) -> dict[str, Columns]:
    """Return the database as it stood on the evening before a day."""
    cut = {}
    for name, table in world.items():
        kept = [day > known for known in table[ON_FILE[name]]] if name in ON_FILE else [True] * len(first(table))
        cut[name] = {column: [v for v, keep in zip(table[column], kept, strict=True) if keep] for column in table}
    return cut


def first(table: Columns) -> Sequence[Any]:
    """Return the first column of a table."""
    return next(iter(table.values()))


def answered(submission: Queries, world: Mapping[str, Columns], columns: Sequence[str]) -> Answer:
    """Run the submission's script on a database of these tables and read columns of its view."""
    given(**{name: table for name, table in world.items() if len(first(table))})
    return submission.after(SCRIPT, database(world), f"SELECT {', '.join(('ask_id', *columns))} FROM features")


def right(world: Mapping[str, Columns], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the ask and these features for every ask, counted the slow way."""
    rows = {name: [dict(zip(table, row, strict=True)) for row in zip(*table.values(), strict=True)]
            for name, table in world.items()}  # fmt: skip
    found = []
    for item in rows["asks"]:
        who, day = item["policyholder_id"], item["day"]
        calls = [row["day"] for row in rows["contacts"] if row["policyholder_id"] == who and row["day"] < day]
        owned = {row["policy_id"] for row in rows["policies"] if row["policyholder_id"] == who}
        claims = [row for row in rows["claims"] if row["policy_id"] in owned]
        numbers = {row["claim_id"] for row in claims}
        paid = [r["amount_cents"] for r in rows["payments"] if r["claim_id"] in numbers and r["paid_day"] < day]
        versions = [
            (row["valid_from_day"], row["recorded_day"], row["premium_cents"])
            for row in rows["premiums"]
            if row["policyholder_id"] == who and row["valid_from_day"] <= day and row["recorded_day"] < day
        ]
        features = {
            "contacts_30": sum(called >= day - 30 for called in calls),
            "days_since_contact": day - max(calls) if calls else None,
            "claims_365": sum(r["reported_day"] < day and r["occurred_day"] >= day - 365 for r in claims),
            "paid_cents": sum(paid),
            "premium_cents": max(versions)[2] if versions else None,
        }
        found.append((item["ask_id"], *(features[name] for name in columns)))
    return found


def compare(submission: Queries, world: Mapping[str, Columns], columns: Sequence[str], why: str) -> None:
    """Fail unless these features of every ask are right."""
    answered(submission, world, columns).matches(("ask_id", *columns), right(world, columns), why=why)


@sample
def last_year(draw: Draw) -> dict[str, Table]:
    return {name: Table({c: np.array(v) for c, v in table.items()}) for name, table in year(draw, 400, 600).items()}


@check("is a view with one row for every ask", teaches="sql-analytics")
def every_ask(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(60, 90, 1)[0])
    world = tables(
        asks=[(1, 70, day), (2, 71, day), (3, 70, day), (4, 70, day + 9)],
        contacts=[(5, 70, day - 3, "claim"), (6, 70, day - 4, "invoice")],
        premiums=[(70, 0, 0, 4000)],
    )
    answer = answered(submission, world, ())
    why = "Of policyholder 71 nothing is on file; 70 is asked about three times, twice on one day."
    answer.matches(("ask_id",), [(1,), (2,), (3,), (4,)], why=why)
    made = submission.after(SCRIPT, database(world), "SELECT * FROM features LIMIT 1").columns
    wanted = ("ask_id", *FEATURES)
    message = "The view has other columns."
    expect(sorted(made) == sorted(wanted), message, expected=", ".join(wanted), got=", ".join(made))
    listed = "SELECT type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND type <> 'index' ORDER BY 1"
    found = [str(row[0]) for row in submission.after(SCRIPT, database(world), listed).rows]
    expect(
        found.count("table") == len(COLUMNS) and "trigger" not in found,
        "The script adds tables to the database. A copy is as old as the run that made it: the asks of tomorrow are "
        "not in it.",
        expected="a view and indexes",
        got=", ".join(found),
    )


@check("says 0 where nothing happened and NULL where nothing is known", teaches="sql-analytics")
def nothing(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(60, 90, 1)[0])
    world = tables(
        asks=[(1, 70, day), (2, 71, day)],
        contacts=[(5, 70, day - 45, "claim"), (6, 71, day + 2, "claim")],
        policies=[(700, 70, "motor", 0, 365), (701, 71, "motor", 0, 365)],
        claims=[(40, 700, day - 9, day - 7, 3, 90_000)],
    )
    why = "Nothing counted is 0, nothing paid is 0 cents; a last contact or a premium that is not there is NULL."
    compare(submission, world, FEATURES, why)


@check("counts the contacts of the thirty days before", teaches="point-in-time")
def contacts(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(60, 90, 1)[0])
    days = [day - 31, day - 30, day - 30, day - 12, day - 1, day, day + 1]
    for upto in (4, 5, 7):
        world = tables(
            asks=[(1, 70, day), (2, 70, day - 12), (3, 71, day)],
            contacts=[(50 + i, 70, at, "question") for i, at in enumerate(days[:upto])] + [(90, 71, day - 2, "claim")],
        )
        why = (
            "From day - 30 to day - 1 of each ask, both included; an ask in the morning knows nothing of its own day. "
            "Two contacts on one day are two."
        )
        compare(submission, world, ("contacts_30", "days_since_contact"), why)


@check("counts a claim once it is reported", teaches="point-in-time")
def claims(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(380, 400, 1)[0])
    cases = {
        "A claim that was reported on the day of the ask or later was not on file that morning.": [
            (day - 9, day - 1), (day - 9, day), (day - 2, day + 20)
        ],
        "A claim counts from the day that it occurred, over the 365 days before the ask.": [
            (day - 366, day - 300), (day - 365, day - 364), (day - 400, day - 30), (day - 1, day - 1)
        ],
    }  # fmt: skip
    for why, spans in cases.items():
        rows = [(40 + i, 700 + i % 2, happened, known, 3, 90_000) for i, (happened, known) in enumerate(spans)]
        world = tables(
            asks=[(1, 70, day), (2, 70, day + 7), (3, 71, day)],
            policies=[(700, 70, "motor", 0, 365), (701, 70, "home", 0, 365), (702, 71, "motor", 0, 365)],
            claims=[*rows, (60, 702, day - 8, day - 4, 3, 90_000)],
        )
        compare(submission, world, ("claims_365",), why)


@check("adds up each payment once", teaches="sql-analytics")
def paid(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(380, 400, 1)[0])
    cents = [int(value) for value in draw.integers(10_000, 90_000, 6)]
    parts = [(40, day - 60), (40, day - 50), (40, day - 1), (41, day - 8), (41, day), (42, day - 2)]
    world = tables(
        asks=[(1, 70, day), (2, 70, day + 1), (3, 71, day)],
        contacts=[(50 + i, 70, day - 3 - i, "question") for i in range(3)],
        policies=[(700, 70, "motor", 0, 365), (701, 70, "home", 0, 365), (702, 71, "motor", 0, 365)],
        claims=[(40, 700, day - 420, day - 400, 3, 9), (41, 701, day - 40, day - 30, 3, 9), (42, 702, 300, 301, 3, 9)],
        payments=[(60 + i, claim, at, cents[i]) for i, (claim, at) in enumerate(parts)],
        premiums=[(70, 0, 0, 4000), (70, 30, 20, 4100)],
    )
    why = (
        "Policyholder 70 has three contacts, two claims and five payments: joined side by side that is up to thirty "
        "rows. Payments count by the day they were paid, for claims of any age."
    )
    compare(submission, world, ("contacts_30", "claims_365", "paid_cents"), why)


@check("takes the premium that was in force and on file", teaches="point-in-time")
def premium(submission: Queries, draw: Draw) -> None:
    day = int(draw.integers(200, 240, 1)[0])
    cases = {
        "A premium that is valid from a later day is not in force yet, even if it is on file.": [
            (day - 100, day - 120, 4000), (day - 10, day - 40, 4200), (day + 5, day - 30, 4500)
        ],
        "A premium that is valid from the day of the ask is in force.": [
            (day - 100, day - 120, 4000), (day, day - 30, 4500)
        ],
        "A change that was recorded on the day of the ask or later was not on file that morning.": [
            (day - 100, day - 120, 4000), (day - 20, day - 1, 4200), (day - 10, day, 4400), (day - 5, day + 9, 4600)
        ],
        "What was recorded last need not be in force: it may correct an older premium.": [
            (day - 100, day - 120, 4000), (day - 20, day - 25, 4200), (day - 100, day - 15, 3900)
        ],
        "Of two premiums valid from the same day, the one recorded later counts.": [
            (day - 20, day - 22, 4200), (day - 20, day - 5, 4300), (day - 20, day + 5, 4900), (day - 20, day - 9, 4400)
        ],
    }  # fmt: skip
    for why, versions in cases.items():
        rows = [(70, *version) for version in versions]
        world = tables(asks=[(1, 70, day), (2, 71, day)], premiums=[*rows, (71, day - 1, day - 2, 5000)])
        compare(submission, world, ("premium_cents",), why)


@check("agrees with a slow count over a year", teaches="sql-analytics")
def whole_year(submission: Queries, draw: Draw) -> None:
    compare(submission, year(draw, 40, 80), FEATURES, "Counted one ask at a time, with loops.")


@check("serves the values that it was trained on", teaches="point-in-time")
def serving(submission: Queries, draw: Draw) -> None:
    world = year(draw, 40, 80)
    trained = {row[0]: row for row in answered(submission, world, FEATURES).rows}
    for i in range(3):
        one = {column: [values[i]] for column, values in world["asks"].items()}
        then = on_file(world, one["day"][0]) | {"asks": one}
        why = "The same ask in training, from the database of today, and in serving, from that of the evening before."
        answered(submission, then, FEATURES).matches(("ask_id", *FEATURES), [trained[one["ask_id"][0]]], why=why)


@check("grows with the rows and not with their square", teaches="sql-analytics")
def work(submission: Queries, draw: Draw) -> None:
    small, large = (
        submission.after(SCRIPT, database(year(draw, n, n)), f"SELECT {', '.join(FEATURES)} FROM features")
        for n in (150, 600)
    )
    given(asks="150, then 600", policyholders="150, then 600")
    times = large.steps / max(small.steps, 1)
    scans = [line for line in large.plan if line.startswith("SCAN")]
    expect(
        times <= WORK,
        f"With four times the asks and four times the rows the database takes {times:.1f} times as many steps. Where "
        "it says SCAN inside a subquery, it reads a whole table for each ask.",
        expected=f"up to {WORK} times",
        got="\n".join(scans),
    )
