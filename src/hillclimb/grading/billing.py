"""The bill of a judgement: what came in, what was lost and what was spent, each as a count times a price."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_ENTRIES = 40
_LONGEST = 80


class Way(StrEnum):
    """Which way money went."""

    EARNED = "earned"
    LOST = "lost"
    SPENT = "spent"


def euros(amount: float, *, sign: bool = False) -> str:
    """Return money as people read it: cents, and as many digits more as a small amount needs; never an exponent."""
    digits = 2 if abs(amount) >= 0.1 or amount == 0 else min(12, 1 - math.floor(math.log10(abs(amount))))
    shown = f"{amount:{'+' if sign else ''},.{digits}f}"
    whole, point, rest = shown.partition(".")
    return f"{whole}{point}{rest[:2]}{rest[2:].rstrip('0')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a bill: how many of something, and what one of it brings or costs in €."""

    way: Way
    label: str
    count: float
    price: float

    @property
    def amount(self) -> float:
        """The money in €, below 0 where it went away."""
        return self.count * self.price * (1.0 if self.way is Way.EARNED else -1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a submission earned and cost in a judgement, in €."""

    entries: tuple[Entry, ...]

    @property
    def total(self) -> float:
        """What is left."""
        return math.fsum(entry.amount for entry in self.entries)

    def to_json(self) -> dict[str, Any]:
        """Return the documented JSON shape."""
        return {
            "currency": "EUR",
            "entries": [
                {
                    "way": entry.way.value,
                    "label": entry.label,
                    "count": entry.count,
                    "price": entry.price,
                    "amount": round(entry.amount, 6),
                }
                for entry in self.entries
            ],
            "total": round(self.total, 6),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Bill:
        """Return the bill that `to_json` wrote."""
        return cls(
            entries=tuple(
                Entry(way=Way(item["way"]), label=item["label"], count=item["count"], price=item["price"])
                for item in body["entries"]
            )
        )


class Ledger:
    """The pages of a judgement, one for each check: what is tried again is written anew."""

    def __init__(self) -> None:
        self._pages: dict[Hashable, list[Entry]] = {}

    def turn_to(self, page: Hashable) -> None:
        """Begin a page; what stood on it is forgotten."""
        self._pages[page] = []
        _page.set(self._pages[page])

    @property
    def bill(self) -> Bill | None:
        """The bill so far; None where nothing was written."""
        summed: dict[tuple[Way, str, float], float] = {}
        for entry in (entry for page in self._pages.values() for entry in page):
            key = (entry.way, entry.label, entry.price)
            summed[key] = summed.get(key, 0.0) + entry.count
        entries = [
            Entry(way=way, label=label, count=_plain(count), price=price)
            for (way, label, price), count in summed.items()
        ]
        entries.sort(key=lambda entry: list(Way).index(entry.way))
        return Bill(entries=tuple(entries[:MOST_ENTRIES])) if entries else None


_page: ContextVar[list[Entry] | None] = ContextVar("page", default=None)


def earned(label: str, count: float, price: float) -> None:
    """Put onto the bill what came in: how many of what the label says, at so many € each."""
    _write(Way.EARNED, label, count, price)


def lost(label: str, count: float, price: float) -> None:
    """Put onto the bill what was lost: how many of what the label says, at so many € each."""
    _write(Way.LOST, label, count, price)


def spent(label: str, count: float, price: float) -> None:
    """Put onto the bill what was spent, on compute above all: how many of what the label says, at so many € each."""
    _write(Way.SPENT, label, count, price)


def _write(way: Way, label: str, count: float, price: float) -> None:
    if not (math.isfinite(count) and math.isfinite(price) and count >= 0 and price >= 0):
        raise ValueError(f"{label!r} cannot be put onto a bill: {count} at {price} € each")
    page = _page.get()
    if page is not None:
        page.append(Entry(way=way, label=label[:_LONGEST], count=_plain(count), price=float(price)))


def _plain(count: float) -> float:
    """Return a count without digits that nobody reads."""
    return int(count) if float(count).is_integer() else float(f"{count:.6g}")
