"""What goes wrong with a broker's batch on its way: faults planted in a clean one, and where they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hillclimb.company.deliveries import Delivery, decimals
from hillclimb.company.draw import Draw
from hillclimb.company.exact import Column
from hillclimb.company.table import Table

NUMBERS = ("driver_age", "yearly_km", "car_value", "monthly_premium")
DATES = ("bound_on", "starts_on")
IMPOSSIBLE = {
    "driver_age": ("7", "0", "-3", "131"),
    "yearly_km": ("-12000", "0", "999999"),
    "car_value": ("-1.00", "0.00", "99999999.00"),
    "monthly_premium": ("-48.20", "0.00", "5600000.00"),
    "cover": ("gold", "Plus", "none"),
}
KM_PER_MILE = 1.609344


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong: its kind, the column ("" for the batch as a whole) and the rows.

    With `everywhere` it is the column or the batch as a whole: which rows are named does not matter.
    """

    kind: str
    column: str
    rows: tuple[int, ...] = ()
    everywhere: bool = False


Planted = tuple[Table, Fault]
Plant = Callable[[Draw, Table, str, str], Planted]


def plant(draw: Draw, delivery: Delivery, names: Sequence[str]) -> tuple[Delivery, tuple[Fault, ...]]:
    """Return the batch with these faults (names of `FAULTS`) in columns of their own, and what and where they are.

    A fault for which no column is left is not planted.
    """
    batch, found = delivery.batch, []
    free = set(batch.columns)
    for name in sorted(names, key=list(FAULTS).index):
        columns, together, function = FAULTS[name]
        left = [column for column in columns if column in free and set(together) <= free]
        if left:
            column = draw.child(name, "column").choice(left, 1)[0].item()
            batch, fault = function(draw.child(name), batch, column, delivery.received)
            free -= {column, *together}
            found.append(fault)
    return Delivery(received=delivery.received, batch=batch), tuple(found)


def edited(batch: Table, column: str, changed: Mapping[int, str]) -> Table:
    """Return a batch with other text in some cells of a column."""
    cells = batch[column].tolist()
    for row, text in changed.items():
        cells[row] = text
    return batch.having(**{column: np.array(cells)})


def _some(draw: Draw, rows: Sequence[int] | Column, most: int = 5) -> list[int]:
    """Return one to `most` of these rows, in order."""
    count = 1 + int(draw.child("count").integers(0, most, 1)[0])
    picked = draw.child("rows").permutation(len(rows))[:count]
    return sorted(int(rows[place]) for place in picked)


def _at(kind: str, column: str, batch: Table, texts: Mapping[int, str]) -> Planted:
    return edited(batch, column, texts), Fault(kind=kind, column=column, rows=tuple(texts))


def _filled(batch: Table, column: str) -> list[int]:
    return [row for row, text in enumerate(batch[column].tolist()) if text]


def _truncated(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    kept = int(batch.rows * draw.uniform(1, 0.35, 0.6)[0])
    return batch.head(kept), Fault(kind="truncated", column="", everywhere=True)


def _repeated_rows(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    first = batch.rows // 4
    of = np.arange(batch.rows)
    again = _some(draw, range(first, batch.rows), 8)
    of[again] = draw.child("of").integers(0, first, len(again))
    return batch.take(of), Fault(kind="duplicate", column=column, rows=tuple(again))


def _repeated_keys(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    repeated, fault = _repeated_rows(draw, batch, column, received)
    return batch.having(**{column: repeated[column]}), fault


def _stale(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    back = draw.integers(4, 30, 1).astype("timedelta64[D]")
    moved = {name: (batch[name].astype("datetime64[D]") - back).astype(str) for name in DATES}
    return batch.having(**moved), Fault(kind="stale", column="bound_on", everywhere=True)


def _in_thousands(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    rows = np.flatnonzero(draw.uniform(batch.rows) < 0.3)
    rows = rows if rows.size else np.array([0])
    small = decimals(batch[column][rows].astype(float) / 1000.0)
    return _at("unit", column, batch, dict(zip(rows.tolist(), small.tolist(), strict=True)))


def _rescaled(factor: float, places: int) -> Plant:
    """Return the fault of a column that is in another unit from the first row to the last."""

    def function(draw: Draw, batch: Table, column: str, received: str) -> Planted:
        rows = _filled(batch, column)
        cells = batch[column].tolist()
        texts = {row: f"{float(cells[row]) * factor:.{places}f}" for row in rows}
        return edited(batch, column, texts), Fault(kind="unit", column=column, rows=tuple(rows), everywhere=True)

    return function


def _impossible(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    rows = _some(draw, range(batch.rows))
    texts = draw.child("texts").choice(IMPOSSIBLE[column], len(rows)).tolist()
    return _at("range", column, batch, dict(zip(rows, texts, strict=True)))


def _starts_early(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    rows = _some(draw, range(batch.rows))
    before = draw.child("before").integers(1, 40, len(rows)).astype("timedelta64[D]")
    days = (batch["bound_on"][rows].astype("datetime64[D]") - before).astype(str).tolist()
    return _at("range", column, batch, dict(zip(rows, days, strict=True)))


def _bound_ahead(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    rows = _some(draw, range(1, batch.rows))
    ahead = draw.child("ahead").integers(1, 300, len(rows)).astype("timedelta64[D]")
    days = (np.datetime64(received, "D") + ahead).astype(str).tolist()
    texts = dict(zip(rows, days, strict=True))
    return _at("range", column, edited(batch, "starts_on", texts), texts)


def _broken_letters(how: Callable[[str], str]) -> Plant:
    """Return the fault of a text that was read in another encoding than it was written in."""

    def function(draw: Draw, batch: Table, column: str, received: str) -> Planted:
        texts = {row: how(text) for row, text in enumerate(batch[column].tolist()) if not text.isascii()}
        return _at("encoding", column, batch, texts)

    return function


def _without(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    return batch.drop([column]), Fault(kind="schema", column=column, everywhere=True)


def _renamed(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    named = {f"{column}_new" if name == column else name: batch[name] for name in batch}
    return Table(named), Fault(kind="schema", column=column, everywhere=True)


def _unreadable(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    rows = _some(draw, range(batch.rows))
    words = ("n/a", "unknown", "NaN", "#REF!") if column in NUMBERS else ("14.03.2026", "2026-02-30", "soon")
    return _at(
        "schema", column, batch, dict(zip(rows, draw.child("texts").choice(words, len(rows)).tolist(), strict=True))
    )


def _emptied(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    return _at("schema", column, batch, dict.fromkeys(_some(draw, range(batch.rows)), ""))


def _decimal_comma(draw: Draw, batch: Table, column: str, received: str) -> Planted:
    texts = {row: text.replace(".", ",") for row, text in enumerate(batch[column].tolist())}
    return _at("schema", column, batch, texts)


# Name -> the columns of which it takes one, those that it touches besides, and how it is planted; in this order.
FAULTS: Mapping[str, tuple[Sequence[str], Sequence[str], Plant]] = {
    "truncated": (("policy_id",), (), _truncated),
    "repeated rows": (("policy_id",), (), _repeated_rows),
    "repeated keys": (("policy_id",), (), _repeated_keys),
    "stale": (("bound_on",), ("starts_on",), _stale),
    "thousands here and there": (("car_value",), (), _in_thousands),
    "thousands": (("car_value",), (), _rescaled(1e-3, 2)),
    "miles": (("yearly_km",), (), _rescaled(1.0 / KM_PER_MILE, 0)),
    "per year": (("monthly_premium",), (), _rescaled(12.0, 2)),
    "impossible": (tuple(IMPOSSIBLE), (), _impossible),
    "starts early": (("starts_on",), ("bound_on",), _starts_early),
    "bound ahead": (("bound_on",), ("starts_on",), _bound_ahead),
    "mojibake": (("town",), (), _broken_letters(lambda text: text.encode().decode("latin-1"))),
    "lost letters": (
        ("town",),
        (),
        _broken_letters(lambda text: "".join(letter if letter.isascii() else "\ufffd" for letter in text)),
    ),
    "missing": (("policy_id", *DATES, "town", "cover", *NUMBERS), (), _without),
    "renamed": (("town", "cover", *NUMBERS), (), _renamed),
    "unreadable": ((*DATES, *NUMBERS), (), _unreadable),
    "empty": ((*DATES, "town", "cover", "driver_age", "car_value", "monthly_premium"), (), _emptied),
    "decimal comma": (("car_value", "monthly_premium"), (), _decimal_comma),
}
