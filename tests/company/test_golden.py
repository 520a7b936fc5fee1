"""The bytes of every generator for one seed: a change here is a change of every learner's data.

When a change is meant, print the new values with `python tests/company/test_golden.py`, and raise the version of the
labs that use the generator.
"""

import json
from dataclasses import fields
from pathlib import Path

import pytest

import hillclimb.company as company
from hillclimb.company import Draw, Table
from hillclimb.ground import Seed

GOLDEN = Path(__file__).with_name("golden.json")
ROWS = 257
TASKS = (
    "cancellations",
    "classification",
    "cost_book",
    "daily_payouts",
    "huge_logits",
    "ill_conditioned",
    "imbalanced",
    "inspections",
    "letters",
    "motor_book",
    "offers",
    "quotes",
    "rank_deficient",
    "rare_events",
    "reach",
    "regression",
    "renewals",
    "repair_estimates",
    "repair_hours",
    "ring_claims",
    "segments",
    "separable",
    "surveys",
    "trips",
    "visits",
)
BOOK = ("policyholders", "policies", "vehicles", "dwellings", "claims", "frauds", "payments", "contacts")


def digest_of_task(name: str) -> str:
    task = getattr(company, name)(Draw(Seed.of("golden")), ROWS)
    aside = {f"aside.{key}": values for key, values in task.truth.aside.items()}
    return task.inputs.having(outcome=task.outcome, expected=task.truth.expected, **aside).digest()


def digests_of_book() -> dict[str, str]:
    book = company.insurer(Draw(Seed.of("golden")), ROWS)
    found = {f"insurer.{name}": getattr(book, name).digest() for name in BOOK}
    truth = {item.name: Table({item.name: getattr(book.truth, item.name)}) for item in fields(book.truth)}
    return found | {f"insurer.truth.{name}": table.digest() for name, table in truth.items()}


def digests() -> dict[str, str]:
    return {name: digest_of_task(name) for name in TASKS} | digests_of_book()


@pytest.mark.parametrize("name", TASKS)
def test_the_bytes_of_a_task_are_those_on_file(name):
    assert digest_of_task(name) == json.loads(GOLDEN.read_text())[name]


def test_the_bytes_of_the_insurer_are_those_on_file():
    on_file = json.loads(GOLDEN.read_text())
    assert digests_of_book() == {name: value for name, value in on_file.items() if name.startswith("insurer.")}


def test_every_digest_on_file_is_one_of_ours():
    assert set(json.loads(GOLDEN.read_text())) == set(digests())


if __name__ == "__main__":
    GOLDEN.write_text(json.dumps(digests(), indent=1) + "\n")
