"""Judges `data-contract`: clean batches pass, each fault is named with column and rows, and all of them at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hillclimb.company import FAULTS, Delivery, Draw, Fault, Table, deliveries, edited, plant
from hillclimb.grading.labkit import (
    Failed,
    Module,
    Placed,
    check,
    expect,
    given,
    sample,
    score,
    show,
    unchanged,
)

KINDS = ("schema", "range", "duplicate", "unit", "encoding", "stale", "truncated")
FALSE_ALARMS = 0.03
CLEAN, PAST, SOME, FEW, NIGHTS = 60, 40, 20, 10, 10
SIZES, LINEAR, TRIES = (1000, 8000), 2, 3
OUTSIDE = {
    "driver_age": ("17", "100", "-3"),
    "yearly_km": ("99", "200001"),
    "car_value": ("0.99", "500000.01", "-8000.00"),
    "monthly_premium": ("0.99", "5000.01", "-48.20"),
    "cover": ("gold", "Plus"),
}
INSIDE = {
    "yearly_km": ("100", "200000"),
    "car_value": ("1.00", "500000.00"),
    "monthly_premium": ("1.00", "5000.00"),
}
Rows = dict[tuple[str, str], set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a contract said of one batch: the rows by (kind, column), the same with its messages, and it all as text."""

    rows: Rows
    messages: dict[tuple[str, str], str]
    text: str


def said(contract: Any, delivery: Delivery) -> Said:
    """Return what a contract says of a batch, or fail saying what is wrong with the form of it."""
    answer = contract.check(delivery.batch, delivery.received)
    if not isinstance(answer, list | tuple) or not all(isinstance(item, dict) for item in answer):
        raise Failed("check returns a list of problems, a dict each.", expected="a list of dicts", got=show(answer))
    rows_of, messages, lines = {}, {}, []
    for item in answer:
        key, rows = read_problem(item, delivery.batch.rows)
        rows_of.setdefault(key, set()).update(rows)
        messages[key] = f"{messages.get(key, '')} {item['message']}"
        lines.append(f"{key[0]}, {key[1] or 'None'}, rows {show(rows)}")
    return Said(rows=rows_of, messages=messages, text="; ".join(lines[:8]) or "no problem")


def read_problem(item: dict[str, Any], rows: int) -> tuple[tuple[str, str], list[int]]:
    """Return (kind, column) and the rows of one problem, or fail saying what is wrong with it."""
    if missing := [name for name in ("kind", "column", "rows", "message") if name not in item]:
        raise Failed(f"A problem has no {missing[0]!r}.", expected="kind, column, rows, message", got=show(item))
    if item["kind"] not in KINDS:
        raise Failed("A problem is of a kind that the ticket does not know.", expected=", ".join(KINDS), got=show(item))
    if not isinstance(item["column"], str | None) or not isinstance(item["message"], str):
        raise Failed("The column of a problem is a name or None, its message is text.", got=show(item))
    listed = item["rows"].tolist() if isinstance(item["rows"], np.ndarray) else item["rows"]
    whole = isinstance(listed, list | tuple) and all(type(row) is int and 0 <= row < rows for row in listed)
    if not whole:
        raise Failed(f"The rows of a problem are positions from 0 to {rows - 1} in a list.", got=show(item))
    return (item["kind"], item["column"] or ""), list(listed)


def names(fault: Fault, answer: Said) -> bool:
    """Return whether a fault is among what was said, with its rows."""
    rows = answer.rows.get((fault.kind, fault.column))
    return rows is not None and (fault.everywhere or rows == set(fault.rows))


def learnt(submission: Module, draw: Draw, *, past: int = FEW, new: int = 1) -> tuple[Any, tuple[Delivery, ...]]:
    """Return a contract from past batches of a broker and the batches that came after them."""
    sent = deliveries(draw.child("sent"), past + new)
    batches = [item.batch for item in sent[:past]]
    given(past=f"a list of {past} clean batches, the first of {batches[0].rows} rows")
    return submission.declare(batches), sent[past:]


def named(contract: Any, delivery: Delivery, *faults: Fault, why: str, never: Sequence[str] = ()) -> None:
    """Fail unless each fault is named, with its rows and in words; no problem of kinds in `never` may be made of it."""
    answer = said(contract, delivery)
    for fault in faults:
        found(answer, delivery, fault, why=why, never=never)


def found(answer: Said, delivery: Delivery, fault: Fault, *, why: str, never: Sequence[str]) -> None:
    """Fail unless one fault is among what was said."""
    rows = list(fault.rows[:3]) if fault.rows else [0, 1, 2][: delivery.batch.rows]
    given(batch=delivery.batch.take(rows), these_are_rows=rows, of=delivery.batch.rows, received=delivery.received)
    wanted = f"{fault.kind}, {fault.column or None}, rows {show([] if fault.everywhere else list(fault.rows))}"
    expect(names(fault, answer), why, expected=wanted, got=answer.text)
    for kind, column in answer.rows:
        message = f"{why} It is no problem of kind {kind}."
        expect(kind not in never or column != fault.column, message, expected=wanted, got=answer.text)
    words = answer.messages[fault.kind, fault.column]
    shown = fault.everywhere or any(str(row) in words for row in fault.rows)
    message = "The message names the column and a row of it: whoever is called at night reads that line only."
    text = f"{fault.column} and a row, {fault.rows[0]} say" if fault.rows else fault.column
    expect(shown and fault.column in words, message, expected=text, got=words.strip())


def planted(draw: Draw, delivery: Delivery, name: str) -> tuple[Delivery, Fault]:
    """Return the batch with one fault, and the fault."""
    changed, faults = plant(draw.child(name), delivery, [name])
    return changed, faults[0]


def dates(delivery: Delivery, *, newest: int, wait: int = 5) -> Delivery:
    """Return the batch with every policy bound so many days before it was received."""
    bound = np.datetime64(delivery.received, "D") - newest
    n = delivery.batch.rows
    columns = {"bound_on": np.full(n, str(bound)), "starts_on": np.full(n, str(bound + wait))}
    return Delivery(received=delivery.received, batch=delivery.batch.having(**columns))


@sample
def last_weeks(draw: Draw) -> dict[str, Table]:
    sent = deliveries(draw, PAST)
    days = np.repeat([item.received for item in sent], [item.batch.rows for item in sent])
    columns = {name: np.concatenate([item.batch[name] for item in sent]) for name in sent[0].batch}
    return {"past": Table({"received": days, **columns})}


@check("lets clean batches pass", teaches="data-contracts")
def clean(submission: Module, draw: Draw) -> None:
    contract, sent = learnt(submission, draw, past=PAST, new=CLEAN)
    alarms = []
    for item in sent:
        given(batch=item.batch, received=item.received)
        answer = said(contract, item)
        if answer.rows:
            alarms.append(answer.text)
    message = (
        f"Of {CLEAN} new batches that were as clean as the past ones, {len(alarms)} were reported. What came in forty "
        "nights is not all that may come."
    )
    expect(len(alarms) <= FALSE_ALARMS * CLEAN, message, expected="one at most", got=" | ".join(alarms[:3]))


@check("lets through what harms nobody", teaches="data-contracts")
def harmless(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    batch, rows = item.batch, item.batch.rows
    order = draw.child("order").permutation(rows)
    towns = edited(batch, "town", {3: "Győr", 8: "Tromsø", 9: "Århus", 10: "São Bento"})
    ages = edited(batch, "driver_age", {2: "18", 7: "99"})
    reverse = Table({name: batch[name] for name in reversed(batch.columns)})
    cases = {
        "A new column does no harm to those who read the old ones.": batch.having(
            campaign=draw.child("campaign").choice(("", "spring", "friends"), rows), score=np.full(rows, "nan")
        ),
        "The order of columns and rows is no promise.": reverse.take(order),
        "A town that was not seen before is a new customer's.": towns,
        "18 and 99 years are within what was promised.": ages,
        "yearly_km may be empty.": batch.having(yearly_km=np.where(order % 3 == 0, "", batch["yearly_km"])),
    }
    tried = [(why, Delivery(received=item.received, batch=table)) for why, table in cases.items()]
    old, today = dates(item, newest=5, wait=9).batch, {4: item.received}
    old = edited(edited(old, "bound_on", today), "starts_on", today)
    tried += [
        ("A batch is as fresh as its newest row.", Delivery(received=item.received, batch=old)),
        ("More rows than usual are welcome.", deliveries(draw.child("sent"), 1, rows=400)[0]),
        ("A newest day three days back is within what was promised.", dates(item, newest=3)),
        ("A policy may be bound on the day of the batch and start on that day.", dates(item, newest=0, wait=0)),
    ]
    for why, delivery in tried:
        given(batch=delivery.batch, received=delivery.received)
        answer = said(contract, delivery)
        expect(not answer.rows, why, expected="no problem", got=answer.text)


@check("names columns that are missing and cells that cannot be read", teaches="data-contracts")
def schema(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    why = {
        "missing": "A column that was promised is not there.",
        "renamed": "A column under another name is missing for whoever asks for it.",
        "unreadable": "These cells are not what the column was promised to hold.",
        "empty": "These cells are empty, in a column where none may be.",
        "decimal comma": "Every cell has a comma where a point was promised.",
    }
    for name, words in why.items():
        for turn in range(2):
            named(contract, *planted(draw.child("turn", turn), item, name), why=words)
    for column in ("bound_on", "yearly_km", "monthly_premium"):
        cells = {5: "NaN", 11: "n/a"}
        changed = Delivery(received=item.received, batch=edited(item.batch, column, cells))
        named(contract, changed, Fault(kind="schema", column=column, rows=(5, 11)), why=why["unreadable"])


@check("names values that cannot be", teaches="data-contracts")
def impossible(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    for column, texts in OUTSIDE.items():
        for text in texts:
            row = int(draw.child(column, text).integers(0, item.batch.rows, 1)[0])
            changed = Delivery(received=item.received, batch=edited(item.batch, column, {row: text}))
            fault = Fault(kind="range", column=column, rows=(row,))
            named(contract, changed, fault, why=f"{text} lies outside of what was promised.", never=("unit", "schema"))
    for column, texts in INSIDE.items():
        for text in texts:
            changed = Delivery(received=item.received, batch=edited(item.batch, column, {6: text}))
            given(batch=changed.batch.take([6]), received=item.received)
            answer = said(contract, changed)
            why = f"{text} is just within what was promised: unusual perhaps, but not impossible."
            expect(("range", column) not in answer.rows, why, expected="no problem of kind range", got=answer.text)
    why = {
        "starts early": "Cover cannot start before the policy is bound.",
        "bound ahead": "A policy cannot be bound after the batch was received.",
    }
    for name, words in why.items():
        named(contract, *planted(draw, item, name), why=words)
    received = np.datetime64(item.received, "D")
    ahead = edited(item.batch, "bound_on", {4: str(received + 1)})
    ahead = edited(ahead, "starts_on", {4: str(received + 1)})
    fault = Fault(kind="range", column="bound_on", rows=(4,))
    named(contract, Delivery(received=item.received, batch=ahead), fault, why=why["bound ahead"])
    bound = np.datetime64(str(item.batch["bound_on"][6]), "D")
    early = edited(item.batch, "starts_on", {6: str(bound - 1)})
    fault = Fault(kind="range", column="starts_on", rows=(6,))
    named(contract, Delivery(received=item.received, batch=early), fault, why=why["starts early"])


@check("names rows that repeat a policy", teaches="missing-dirty-data")
def duplicate(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    why = "The policy of these rows stands in an earlier row; what else they say does not matter."
    for name in ("repeated rows", "repeated keys"):
        named(contract, *planted(draw, item, name), why=why)
    thrice = edited(item.batch, "policy_id", dict.fromkeys((40, 41, 60), str(item.batch["policy_id"][7])))
    changed = Delivery(received=item.received, batch=thrice)
    named(contract, changed, Fault(kind="duplicate", column="policy_id", rows=(40, 41, 60)), why=why)
    changed = Delivery(received=item.received, batch=edited(item.batch, "policy_id", {12: "", 20: "", 33: ""}))
    fault = Fault(kind="schema", column="policy_id", rows=(12, 20, 33))
    named(contract, changed, fault, why="An empty number is no number, so it repeats none.", never=("duplicate",))


@check("names text in a wrong encoding", teaches="missing-dirty-data")
def encoding(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    why = {
        "mojibake": "UTF-8 was read as Latin-1: each letter beyond ASCII has become two.",
        "lost letters": "Each letter beyond ASCII was replaced by the sign for one that cannot be read.",
    }
    for name, words in why.items():
        named(contract, *planted(draw, item, name), why=words)


@check("names rows in another unit", teaches="data-contracts")
def some_rows(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    why = "One of the broker's offices sends car values in thousands of euros."
    for turn in range(3):
        changed, fault = planted(draw.child("turn", turn), item, "thousands here and there")
        named(contract, changed, fault, why=why, never=("range", "schema"))
    for row in (0, item.batch.rows - 1):
        small = f"{float(item.batch['car_value'][row]) / 1000:.2f}"
        changed = Delivery(received=item.received, batch=edited(item.batch, "car_value", {row: small}))
        named(contract, changed, Fault(kind="unit", column="car_value", rows=(row,)), why=why)


@check("names a column that is in another unit as a whole", teaches="data-contracts")
def whole_column(submission: Module, draw: Draw) -> None:
    contract, sent = learnt(submission, draw, past=SOME, new=3)
    why = {
        "thousands": "All car values are in thousands of euros.",
        "miles": "All of yearly_km is in miles. Each value could be right; together they cannot.",
        "per year": "The premiums are those of a year. Each could be right; together they cannot.",
    }
    for item, (name, words) in zip(sent, why.items(), strict=True):
        named(contract, *planted(draw, item, name), why=words)


@check("names a batch that is stale", teaches="data-contracts")
def stale(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    fault = Fault(kind="stale", column="bound_on", everywhere=True)
    changed, _ = planted(draw, item, "stale")
    named(contract, changed, fault, why="The newest policy is too old: a file that was sent before?")
    old = dates(item, newest=4)
    named(contract, old, fault, why="The newest policy was bound four days before the batch was received.")


@check("names a batch that was cut off", teaches="data-contracts")
def truncated(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw, past=SOME)
    rows = item.batch.rows
    fault = Fault(kind="truncated", column="", everywhere=True)
    cut = Delivery(received=item.received, batch=item.batch.head(round(0.58 * rows)))
    why = f"{cut.batch.rows} rows came of {rows}. Past batches had never less than nine tenths of their mean."
    named(contract, cut, fault, why=why)
    nothing = Delivery(received=item.received, batch=item.batch.head(0))
    named(contract, nothing, fault, why="A batch came without a single row.")


@check("names every problem of a batch", teaches="data-contracts")
def every_problem(submission: Module, draw: Draw) -> None:
    contract, sent = learnt(submission, draw, past=SOME, new=2)
    mixed = (
        ("truncated", "repeated rows", "miles", "mojibake", "decimal comma", "starts early"),
        ("stale", "thousands here and there", "per year", "lost letters", "impossible", "unreadable"),
    )
    for item, several in zip(sent, mixed, strict=True):
        changed, faults = plant(draw.child("all"), item, several)
        why = f"{len(faults)} things are wrong with this batch, and this is one of them. Whoever mends it mends all."
        named(contract, changed, *faults, why=why)


@check("is not fooled by a day that is yet to come", teaches="data-contracts")
def fooled(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    ahead = {9: str(np.datetime64(item.received, "D") + 20)}
    batch = edited(edited(dates(item, newest=4).batch, "bound_on", ahead), "starts_on", ahead)
    fault = Fault(kind="stale", column="bound_on", everywhere=True)
    why = "One policy with a day that is yet to come does not make the others fresh."
    named(contract, Delivery(received=item.received, batch=batch), fault, why=why)


@check("goes on where a column is gone or unreadable", teaches="data-contracts")
def goes_on(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    why = "Whatever is wrong with one column, the others are looked at and nothing is raised."
    for column in item.batch.columns:
        other = "starts_on" if column != "starts_on" else "cover"
        broken = edited(item.batch, other, {2: ""})
        gone = Delivery(received=item.received, batch=broken.drop([column]))
        still = Fault(kind="schema", column=other, rows=(2,))
        named(contract, gone, Fault(kind="schema", column=column, everywhere=True), still, why=why)
        if column not in ("policy_id", "town", "cover"):
            noise = broken.having(**{column: np.full(broken.rows, "?")})
            everywhere = Fault(kind="schema", column=column, rows=tuple(range(broken.rows)))
            named(contract, Delivery(received=item.received, batch=noise), everywhere, still, why=why)


@check("says the same whatever it saw before", teaches="data-contracts")
def steady(submission: Module, draw: Draw) -> None:
    contract, (item,) = learnt(submission, draw)
    bad, faults = plant(draw, item, ["truncated", "miles", "thousands"])
    before = said(contract, item)
    for night in range(NIGHTS):
        answer = said(contract, bad)
        why = f"This batch has come {night + 1} nights in a row. It does not become right by that."
        for fault in faults:
            expect(names(fault, answer), why, expected=f"{fault.kind}, {fault.column or None}", got=answer.text)
    given(batch=item.batch, received=item.received)
    after = said(contract, item)
    why = "After ten bad batches a good one is judged otherwise than before them."
    expect(after.rows == before.rows, why, expected=before.text, got=after.text)


@check("leaves the caller's tables alone", teaches="data-contracts")
def no_mutation(submission: Module, draw: Draw) -> None:
    sent = deliveries(draw.child("sent"), FEW + 1)
    bad, _ = plant(draw, sent[-1], ["impossible", "thousands here and there", "empty"])
    past = submission.keep([item.batch for item in sent[:-1]])
    batch = submission.keep(bad.batch)
    submission.declare(past).check(batch, bad.received)
    unchanged(batch, bad.batch, "the batch")
    for kept, item in zip(past.fetch(), sent, strict=False):
        for name, column in item.batch.items():
            there = kept.get(name) if isinstance(kept, dict) or hasattr(kept, "get") else None
            expect(there is not None and list(there) == column.tolist(), f"A past batch was changed in {name}.")


@check("takes time in proportion to the rows", teaches="data-contracts")
def linear(submission: Module, draw: Draw) -> None:
    contract, _ = learnt(submission, draw)
    batches = [deliveries(draw.child("sent"), 1, rows=rows)[0] for rows in SIZES]
    kept = [submission.keep(item.batch) for item in batches]
    given(rows=SIZES)
    times, ratios = SIZES[1] // SIZES[0], []
    # The small batch as often as the large one holds it: as much work, so a busy machine delays both alike.
    for _ in range(TRIES):
        spent = []
        for batch, item, calls in zip(kept, batches, (times, 1), strict=True):
            began = time.monotonic()
            for _ in range(calls):
                contract.check(batch, item.received)
            spent.append(time.monotonic() - began)
        ratios.append(spent[1] / spent[0])
        if ratios[-1] <= LINEAR:
            return
    message = (
        f"{times} times the rows took {times * min(ratios):.0f} times the time. Somewhere every row looks at every "
        "other, and big brokers send a million rows."
    )
    text = f"about {times} times, {times * LINEAR} at most"
    raise Failed(message, expected=text, got=f"{times * min(ratios):.0f} times")


@score(
    "share of planted faults that are named, of all that were planted or made up",
    bar=0.95,
    floor=0.9,
    draws=2,
    teaches="data-contracts",
)
def recall(submission: Module, draw: Draw) -> Placed:
    contract, sent = learnt(submission, draw, past=PAST, new=CLEAN // 2)
    listed, right, total = list(FAULTS), 0, 0
    for night, item in enumerate(sent):
        luck = draw.child("faults", night)
        several = 1 + int(luck.child("several").integers(0, 3, 1)[0])
        picked = [listed[(night + place) % len(listed)] for place in luck.permutation(len(listed))[:several]]
        bad, faults = plant(luck, item, picked)
        given(batch=bad.batch, received=bad.received)
        answer = said(contract, bad)
        made_up = set(answer.rows) - {(fault.kind, fault.column) for fault in faults}
        right += sum(names(fault, answer) for fault in faults)
        total += len(faults) + len(made_up)
    return Placed(value=right / total, baseline=0.0, best=1.0)
