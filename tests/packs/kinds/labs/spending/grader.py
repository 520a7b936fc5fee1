"""Judges `spending`: sums and order, customers without orders, customers who share a name."""

from collections.abc import Sequence

from hillclimb.company import Draw
from hillclimb.grading.labkit import Queries, ask, check, database, given

REFERENCE = """
SELECT name, (SELECT COALESCE(SUM(pence), 0) FROM orders WHERE customer = customers.id) AS pence
FROM customers ORDER BY 2 DESC, 1
"""


def judged(submission: Queries, draw: Draw, names: Sequence[str], *, buyers: int) -> None:
    """Run the query where the first `buyers` customers have two orders each, and compare."""
    tables = {
        "customers": {"id": list(range(1, len(names) + 1)), "name": list(names)},
        "orders": {
            "id": list(range(1, 2 * buyers + 1)),
            "customer": [1 + i % buyers for i in range(2 * buyers)],
            "pence": draw.integers(1, 5_000, 2 * buyers),
        },
    }
    given(customers=tables["customers"], orders=tables["orders"])
    made = database(tables)
    submission.query("spending.sql", made).matches(("name", "pence"), ask(made, REFERENCE), ordered=True)


@check("adds up in the order asked for", teaches="doubling")
def sums(submission: Queries, draw: Draw) -> None:
    judged(submission, draw, ("Ada", "Bo", "Cy"), buyers=3)


@check("keeps customers without orders", teaches="doubling")
def without(submission: Queries, draw: Draw) -> None:
    judged(submission, draw, ("Ada", "Bo", "Cy", "Di"), buyers=2)


@check("tells customers of one name apart", teaches="doubling")
def same_name(submission: Queries, draw: Draw) -> None:
    judged(submission, draw, ("Ada", "Bo", "Bo"), buyers=3)
