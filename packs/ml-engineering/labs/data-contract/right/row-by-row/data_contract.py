"""The contract as plain Python over rows: dictionaries of rules, no arrays."""

import math
from datetime import date
from statistics import mean, median, stdev

LIMITS = {"driver_age": (18, 99), "yearly_km": (100, 200_000), "car_value": (1, 500_000), "monthly_premium": (1, 5_000)}
COLUMNS = ["policy_id", "bound_on", "starts_on", "town", "cover", *LIMITS]
AMOUNTS = ["yearly_km", "car_value", "monthly_premium"]


def number(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def column(batch, name):
    return batch[name].tolist()


def parsed(name, text):
    """Return a value, or None where it cannot be read."""
    try:
        if name in LIMITS:
            return number(text)
        return date.fromisoformat(text) if name.endswith("_on") else text or None
    except ValueError:
        return None


def declare(past):
    sizes = [math.log(len(batch)) for batch in past]
    contract = Contract()
    contract.least_rows = math.exp(mean(sizes) - 4.5 * stdev(sizes))
    contract.medians = {}
    for name in AMOUNTS:
        found = []
        for batch in past:
            found.append(median(v for v in (parsed(name, t) for t in column(batch, name)) if v is not None))
        contract.medians[name] = (mean(found), 4.5 * stdev(found))
    return contract


class Contract:
    def check(self, batch, received):  # noqa: C901, PLR0915
        received = date.fromisoformat(received)
        found = {}

        def note(kind, name, row=None):
            found.setdefault((kind, name), [])
            if row is not None:
                found[kind, name].append(row)

        texts = {name: column(batch, name) for name in COLUMNS if name in batch}
        for name in COLUMNS:
            if name not in texts:
                note("schema", name)
        if len(batch) < self.least_rows:
            note("truncated", None)
        near, newest, seen = {name: [] for name in AMOUNTS}, None, set()
        for row in range(len(batch)):
            values = {name: parsed(name, cells[row]) for name, cells in texts.items()}
            for name, value in values.items():
                if value is None:
                    if name != "yearly_km" or texts[name][row] != "":
                        note("schema", name, row)
                elif name in LIMITS and not LIMITS[name][0] <= value <= LIMITS[name][1]:
                    note("range", name, row)
                elif name in AMOUNTS:
                    usual = self.medians[name][0]
                    if not usual / 20 <= value <= usual * 20:
                        note("unit", name, row)
                    else:
                        near[name].append(value)
            if values.get("cover") not in (None, "basic", "plus", "premium"):
                note("range", "cover", row)
            town = values.get("town") or ""
            try:
                twice = town.encode("latin-1").decode("utf-8") != town
            except UnicodeError:
                twice = False
            if twice or "\ufffd" in town:
                note("encoding", "town", row)
            key = values.get("policy_id")
            if key is not None:
                if key in seen:
                    note("duplicate", "policy_id", row)
                seen.add(key)
            bound, starts = values.get("bound_on"), values.get("starts_on")
            if bound is not None:
                if bound > received:
                    note("range", "bound_on", row)
                else:
                    newest = bound if newest is None else max(newest, bound)
                if starts is not None and starts < bound:
                    note("range", "starts_on", row)
        if newest is not None and (received - newest).days > 3:
            note("stale", "bound_on")
        for name in AMOUNTS:
            usual, reach = self.medians[name]
            if near[name] and abs(median(near[name]) - usual) > reach:
                note("unit", name)
        return [
            {"kind": kind, "column": name, "rows": rows, "message": f"{name}: {kind} in rows {rows[:5]}"}
            for (kind, name), rows in found.items()
        ]
