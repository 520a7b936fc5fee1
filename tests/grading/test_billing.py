"""Money on a verdict: every number has a label, a count and a price, and a check that is tried again bills once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hillclimb.grading import Bill, Ending, Judge, Verdict
from hillclimb.grading.billing import MOST_ENTRIES, Ledger, earned, euros, lost, spent

from .kinds import graded, lab_of, why

lines = some.lists(
    some.tuples(
        some.sampled_from([earned, lost, spent]), some.sampled_from("abc"), some.integers(0, 9), some.floats(0, 9)
    ),
    max_size=12,
)


@given(written=lines)
def test_a_bill_adds_up_and_survives_json(written):
    ledger = Ledger()
    ledger.turn_to("page")
    for write, label, count, price in written:
        write(label, count, price)
    bill = ledger.bill
    assert (bill is None) == (not written)
    if bill is not None:
        right = sum(count * price * (1 if write is earned else -1) for write, _, count, price in written)
        assert bill.total == pytest.approx(right, abs=1e-6)
        assert Bill.from_json(json.loads(json.dumps(bill.to_json()))) == bill


def test_a_page_that_is_begun_again_counts_once():
    ledger = Ledger()
    for _ in range(3):
        ledger.turn_to("page")
        earned("answers", 2, 1.5)
    ledger.turn_to("other")
    earned("answers", 1, 1.5)
    assert ledger.bill is not None
    assert [(entry.count, entry.amount) for entry in ledger.bill.entries] == [(3, 4.5)]


@pytest.mark.parametrize(("count", "price"), [(float("nan"), 1), (1, float("inf")), (-1, 1), (1, -1)])
def test_what_is_no_amount_is_refused(count: float, price: float):
    with pytest.raises(ValueError, match="cannot be put onto a bill"):
        spent("cores", count, price)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0, "+0.00"),
        (1234567.891, "+1,234,567.89"),
        (-204, "-204.00"),
        (0.0021, "+0.0021"),
        (0.00002, "+0.00002"),
        (-1.637e-6, "-0.0000016"),
        (0.05, "+0.05"),
        (1e-30, "+0.00"),
    ],
)
def test_money_is_never_an_exponent(amount: float, shown: str):
    assert euros(amount, sign=True) == shown


def test_a_bill_is_bounded():
    ledger = Ledger()
    ledger.turn_to("page")
    for turn in range(200):
        earned(f"{turn} " + "x" * 500, 1, 1)
    assert ledger.bill is not None
    assert len(ledger.bill.entries) == MOST_ENTRIES
    assert all(len(entry.label) <= 80 for entry in ledger.bill.entries)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge() as made:
        yield made


def judged(judge: Judge, tmp_path: Path, body: str) -> Verdict:
    return graded(judge, lab_of(tmp_path / "lab", "module", body, entry="mine"), {"mine.py": "def f(x): return x"})


def test_it_stands_on_the_verdict_of_a_pass_and_of_a_failure(judge: Judge, tmp_path: Path):
    body = """
earned("answers", submission.f(3), 0.5)
lost("refusals", 2, 2.0)
same(submission.f(1), 1, "it")
"""
    verdict = judged(judge, tmp_path, body)
    assert verdict.ending is Ending.PASSED, why(verdict)
    assert verdict.bill is not None
    assert verdict.bill.total == -2.5
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))).bill == verdict.bill
    failed = judged(judge, tmp_path, body.replace("f(1), 1", "f(1), 2"))
    assert failed.ending is Ending.FAILED
    assert failed.bill == verdict.bill


def test_without_money_there_is_no_bill(judge: Judge, tmp_path: Path):
    verdict = judged(judge, tmp_path, "submission.f(1)")
    assert verdict.bill is None
    assert "bill" not in verdict.to_json()
