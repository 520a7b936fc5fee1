"""Judges `first-forecast`: a plain pattern, then the mess, what was known when, the honest test, and the score."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, best_outlook, daily_payouts, last_week_error, least_error
from hillclimb.grading.labkit import (
    Module,
    Placed,
    Remote,
    check,
    expect,
    given,
    near,
    numbers,
    refuses,
    same,
    sample,
    score,
    show,
    unchanged,
)

Days = Sequence[str] | np.ndarray
WEEK = 7
TWO_YEARS = 730


def office(draw: Draw, days: int) -> Table:
    """Return a history without noise in whole numbers: a clear line and a week of seven different days."""
    level, first = (int(draw.child(name).integers(0, 60, 1)[0]) for name in ("level", "first"))
    step = (-1.0, 1.0)[int(draw.child("step").integers(0, 2, 1)[0])]
    t = np.arange(days)
    week = 3.0 * draw.child("week").permutation(WEEK)
    date = dates_from(np.datetime64("2024-01-01") + first, days)
    return Table({"date": date, "paid": 400 + level + step * t + week[t % WEEK]})


def noisy_office(draw: Draw, days: int, *, missing: float = 0.0) -> Table:
    """Return a history as offices send it: rows in any order, a share of the days never sent."""
    task = daily_payouts(draw, days)
    rows = draw.child("rows").permutation(days)
    rows = rows[int(days * missing) :]
    return task.inputs.having(paid=task.outcome).take(rows)


def dates_from(first: np.datetime64, days: int) -> np.ndarray:
    """Return the dates of consecutive days as text."""
    return np.datetime_as_string(first + np.arange(days), unit="D")


def later(date: str, days: int) -> str:
    """Return the date so many days after another (before it if negative)."""
    return str(np.datetime64(date) + days)


def said(submission: Module, history: Any, as_of: str, horizon: int = WEEK) -> np.ndarray:
    """Return a forecast, one finite number per day."""
    value = submission.forecast(history, as_of, horizon)
    return numbers(value, "forecast(history, as_of, horizon)", shape=(horizon,))


def table(value: Any, columns: tuple[str, ...], what: str) -> dict[str, list[Any]]:
    """Return the columns of a DataFrame that came back, or fail saying what came instead."""
    if isinstance(value, Remote) or not isinstance(value, dict):
        kind = value.type_name if isinstance(value, Remote) else type(value).__name__
        expect(False, f"{what} must be a DataFrame, not an object of type {kind}.", expected="a DataFrame", got=value)
    absent = [name for name in columns if name not in value]
    expect(
        not absent,
        f"{what} has no column {' and no column '.join(map(repr, absent))}.",
        expected=", ".join(columns),
        got=", ".join(map(str, value)),
    )
    found = {name: value[name] for name in columns}
    lengths = {len(column) if isinstance(column, list | tuple | np.ndarray) else -1 for column in found.values()}
    expect(
        len(lengths) == 1 and -1 not in lengths,
        f"The columns of {what} have different lengths.",
        got=str(list(lengths)),
    )
    return {name: list(column) for name, column in found.items()}


def days_of(column: list[Any]) -> list[str]:
    """Return dates as text, whatever time of day stands behind them."""
    return [str(value)[:10] for value in column]


def with_gaps(column: list[Any], what: str) -> np.ndarray:
    """Return numbers of which some may be missing."""
    try:
        return np.array([np.nan if value is None else float(value) for value in column], dtype=np.float64)
    except (TypeError, ValueError):
        expect(False, f"{what} must hold numbers, and NaN where there is none.", expected="numbers", got=column)
        raise


@sample
def one_office(draw: Draw) -> dict[str, Table]:
    history = noisy_office(draw, TWO_YEARS, missing=0.03)
    again = history.take(np.arange(5))
    again = again.having(paid=again["paid"] + 3)
    return {"office": Table({name: np.concatenate([again[name], history[name]]) for name in history})}


@check("continues a line with a week on it", teaches="ts-exploration", sizes=(28, 364))
def plain(submission: Module, draw: Draw, size: int) -> None:
    whole = office(draw, size + 9)
    history, as_of = whole.head(size), str(whole["date"][size - 1])
    given(history=history, as_of=as_of, horizon=9)
    why = (
        "There is no noise in this history: each day is worth one more, or one less, than the day before, and each "
        "weekday adds a number of its own."
    )
    near(said(submission, history, as_of, 9), whole["paid"][size:], "forecast(history, as_of, 9)", atol=0.05, why=why)


@check("reads rows in any order", teaches="ts-exploration", sizes=(28, 364))
def any_order(submission: Module, draw: Draw, size: int) -> None:
    whole = office(draw, size + WEEK)
    history, as_of = whole.take(draw.child("order").permutation(size)), str(whole["date"][size - 1])
    given(history=history, as_of=as_of, horizon=WEEK)
    why = "The rows stand in the order of sending, not of the days; in order of time it is a plain line and a week."
    near(said(submission, history, as_of), whole["paid"][size:], "forecast(history, as_of, 7)", atol=0.05, why=why)


@check("counts days where some were never sent", teaches="ts-exploration", sizes=(42, 364))
def holes(submission: Module, draw: Draw, size: int) -> None:
    whole = office(draw, size + WEEK)
    inside = 2 * WEEK + draw.child("holes").permutation(size - 3 * WEEK)[: size // 6]
    kept = np.setdiff1d(np.arange(size - 2), inside)  # the last two days up to as_of have not come either
    history, as_of = whole.take(kept), str(whole["date"][size - 1])
    given(history=history, as_of=as_of, horizon=WEEK)
    why = (
        f"{size - len(kept)} of the {size} days up to as_of are missing, the last two among them. A row further is not "
        "always a day later, seven rows back is not always last week, and the first day to forecast follows as_of."
    )
    near(said(submission, history, as_of), whole["paid"][size:], "forecast(history, as_of, 7)", atol=0.05, why=why)


@check("takes a day that was sent twice as it was sent last", teaches="ts-exploration")
def sent_twice(submission: Module, draw: Draw) -> None:
    whole = office(draw, 56 + WEEK)
    rows = draw.child("order").permutation(56)
    first = whole.take(rows[:8]).having(paid=np.full(8, 900.0))
    history = Table({name: np.concatenate([first[name], whole[name][rows][::-1]]) for name in whole})
    as_of = str(whole["date"][55])
    given(history=history, as_of=as_of, horizon=WEEK)
    why = "Eight days were first sent as 900 and corrected further down in the file: the last row of a day counts."
    near(said(submission, history, as_of), whole["paid"][56:], "forecast(history, as_of, 7)", atol=0.05, why=why)


@check("uses nothing that is dated after as_of", teaches="ts-backtesting")
def no_future(submission: Module, draw: Draw) -> None:
    history = noisy_office(draw, 200)
    as_of = str(np.sort(history["date"])[120])
    after = history["date"] > as_of
    now = said(submission, history.take(~after), as_of)
    changed = history.having(paid=np.where(after, history["paid"] + 20, history["paid"]))
    given(history=changed, as_of=as_of, horizon=WEEK)
    why = "The history goes on for 79 days after as_of. On the morning of as_of nobody had those rows."
    near(said(submission, changed, as_of), now, "the forecast with later rows in the history", rtol=1e-9, why=why)


@check("forecasts an even payout, in any unit", teaches="ts-exploration")
def even(submission: Module, draw: Draw) -> None:
    dates = dates_from(np.datetime64("2025-02-03") + int(draw.integers(0, 300, 1)[0]), 60)
    for value in (42.5, 0.0):
        history = Table({"date": dates, "paid": np.full(60, value)})
        given(history=history, as_of=str(dates[-1]), horizon=WEEK)
        why = "Nothing ever changed in this office; a spread of 0 is no divisor."
        near(said(submission, history, str(dates[-1])), np.full(WEEK, value), "the forecast", atol=1e-6, why=why)
    history = noisy_office(draw, 200)
    as_of = str(np.sort(history["date"])[-1])
    cents = history.having(paid=history["paid"] * 1e5)
    right = said(submission, history, as_of) * 1e5
    given(history=cents, as_of=as_of, horizon=WEEK)
    why = "It is the same history in cents instead of thousand euros: nothing but the unit of the forecast may change."
    near(said(submission, cents, as_of), right, "the forecast in cents", rtol=1e-3, why=why)


@check("refuses where a weekday is not known twice", teaches="ts-backtesting")
def too_short(submission: Module, draw: Draw) -> None:
    history = office(draw, 21)
    date = [str(day) for day in history["date"]]
    short, one_gone = history.head(13), history.take([day for day in range(20) if day not in (3, 10)])
    again = Table({name: np.concatenate([short[name], short[name][:3]]) for name in short})
    cases = (
        (short, date[12], "of 13 days"),
        (again, date[12], "of 13 days, three of them sent twice,"),
        (history, date[12], "of which 13 days lie up to as_of"),
        (one_gone, date[19], "of 18 days that know one weekday only once"),
        (history, later(date[0], -1), "that begins after as_of"),
    )
    for rows, as_of, words in cases:
        given(history=rows, as_of=as_of, horizon=WEEK)
        refuses(
            lambda rows=rows, as_of=as_of: submission.forecast(rows, as_of, WEEK),
            f"`forecast` from a history {words}",
        )
    given(history=history.head(14), as_of=date[13], horizon=WEEK)
    said(submission, history.head(14), date[13])


@check("leaves the caller's table alone", teaches="ts-backtesting")
def untouched(submission: Module, draw: Draw) -> None:
    history = noisy_office(draw, 100, missing=0.1)
    as_of = str(np.sort(history["date"])[-20])
    given(history=history, as_of=as_of)
    kept = submission.keep(history)
    submission.forecast(kept, as_of, WEEK)
    submission.backtest.kept(kept, [as_of], WEEK)
    submission.dashboard.kept(kept, as_of, WEEK, 14)
    unchanged(kept, history, "the history")


TESTED = ("origin", "date", "day_ahead", "forecast", "last_week", "actual")


def tests_of(submission: Module, history: Table, origins: list[str], horizon: int) -> dict[tuple[str, int], Any]:
    """Return forecast, last week's number and actual by (origin, day ahead)."""
    given(history=history, origins=origins, horizon=horizon)
    rows = table(submission.backtest(history, origins, horizon), TESTED, "backtest(history, origins, horizon)")
    ahead = numbers(rows["day_ahead"], "day_ahead", shape=(len(rows["date"]),)).astype(int).tolist()
    filled = {name: numbers(rows[name], f"the column {name!r}", shape=(len(ahead),)) for name in ("forecast", "actual")}
    values = (filled["forecast"], with_gaps(rows["last_week"], "the column 'last_week'"), filled["actual"])
    keys = list(zip(days_of(rows["origin"]), ahead, strict=True))
    for (origin, day), date in zip(keys, days_of(rows["date"]), strict=True):
        expect(
            origin in origins and 1 <= day <= horizon,
            f"There is a row for origin {origin}, day_ahead {day}, which nobody asked for.",
            expected=f"origins {', '.join(origins)}; day_ahead 1 to {horizon}",
            got=f"{origin}, {day}",
        )
        expect(
            date == later_or_none(origin, day),
            f"A row has origin {origin} and day_ahead {day}, but its date is {date}.",
            expected="date = origin + day_ahead, day 1 being the day after the origin",
            got=f"{origin} + {day} = {date}",
        )
    expect(len(set(keys)) == len(keys), "A day of an origin is there twice.", expected="each once", got=keys)
    return dict(zip(keys, zip(*(column.tolist() for column in values), strict=True), strict=True))


def later_or_none(date: str, days: int) -> str | None:
    """Return the date so many days later; None where the text is no date."""
    try:
        return later(date, days)
    except (ValueError, OverflowError):
        return None


@check("backtest: has a row for each day that came, and no other", teaches="ts-backtesting", sizes=(100, 300))
def rows_tested(submission: Module, draw: Draw, size: int) -> None:
    history = noisy_office(draw, size, missing=0.12)
    paid = dict(zip(history["date"].tolist(), history["paid"].tolist(), strict=True))
    last = max(paid)
    origins = [later(last, -30), later(last, -20), later(last, -3)]
    got = tests_of(submission, history, origins, WEEK)
    wanted = {(o, d): paid[later(o, d)] for o in origins for d in range(1, WEEK + 1) if later(o, d) in paid}
    extra, gone = sorted(set(got) - set(wanted)), sorted(set(wanted) - set(got))
    if extra:
        origin, day = extra[0]
        expect(
            False,
            f"There is a row for origin {origin}, day_ahead {day}, but the payout of {later(origin, day)} was never "
            "sent. Nobody can be wrong about it, and a stand-in makes the error of an office with holes look small.",
            expected=f"{len(wanted)} rows",
            got=f"{len(got)} rows",
        )
    if gone:
        origin, day = gone[0]
        expect(
            False,
            f"The row for origin {origin}, day_ahead {day} is missing, though {later(origin, day)} is in the history.",
            expected=f"{len(wanted)} rows",
            got=f"{len(got)} rows",
        )
    keys = sorted(wanted)
    near([got[key][2] for key in keys], [wanted[key] for key in keys], "actual (by origin and day)", rtol=1e-9)


@check("backtest: each forecast is the one that would have been issued", teaches="ts-backtesting")
def as_issued(submission: Module, draw: Draw) -> None:
    history = noisy_office(draw, 420, missing=0.03)
    first = str(np.sort(history["date"])[180])
    origins = [later(first, 10 * n) for n in range(20)]
    got = tests_of(submission, history, origins, WEEK)
    origin = origins[0]
    after = history["date"] > origin
    changed = history.having(paid=np.where(after, history["paid"] + 20, history["paid"]))
    again = tests_of(submission, changed, [origin], WEEK)
    issued = {origin: said(submission, history.take(history["date"] <= origin), origin) for origin in origins}
    given(history=changed, origins=[origin], horizon=WEEK)
    claimed = [row[0] - row[2] for (_, day), row in got.items() if day == WEEK]
    honest = [issued[start][WEEK - 1] - row[2] for (start, day), row in got.items() if day == WEEK]
    for key in sorted(again):
        expect(key in got, "The rows differ when there is one origin instead of twenty.", got=f"{key[0]}, day {key[1]}")
        before, now = got[key][0], again[key][0]
        expect(
            abs(before - now) <= 1e-6 * abs(before),
            f"The forecast of day {key[1]} issued on {origin} changes when payouts after {origin} do: the test knows "
            f"what nobody knew on that day. It says that you err by {rms(claimed):.2f} seven days ahead. What your "
            f"`forecast` would have issued on those days errs by {rms(honest):.2f}.",
            expected=f"{before:.6g}, whatever came later",
            got=f"{now:.6g} with 20 more on each later day",
        )
    why = "That is forecast(history up to the origin, origin, 7): what a desk would have read on that day."
    for origin in origins:
        days = sorted(day for start, day in got if start == origin)
        given(history=history, origins=origins, horizon=WEEK)
        right = [issued[origin][day - 1] for day in days]
        near([got[origin, day][0] for day in days], right, f"the forecasts of origin {origin}", rtol=1e-9, why=why)


def rms(values: list[float]) -> float:
    """Return the root mean square, 0 of nothing."""
    return float(np.sqrt(np.mean(np.square(values)))) if values else 0.0


@check("backtest: compares with a week that was known", teaches="ts-backtesting")
def known_week(submission: Module, draw: Draw) -> None:
    history = noisy_office(draw, 120, missing=0.15)
    paid = dict(zip(history["date"].tolist(), history["paid"].tolist(), strict=True))
    origins = [later(max(paid), -back) for back in (40, 29, 17)]
    got = tests_of(submission, history, origins, 15)
    for origin, day in sorted(got):
        target = later(origin, day)
        back = next(k for k in range(1, 20) if later(target, -WEEK * k) <= origin and later(target, -WEEK * k) in paid)
        source = later(target, -WEEK * back)
        value = got[origin, day][1]
        expect(
            abs(value - paid[source]) <= 1e-9,
            f"For {target}, {day} days after the origin, last_week should be {paid[source]:g}: the latest payout of "
            f"that weekday that was known on {origin} is that of {source}.",
            expected=f"{paid[source]:g}",
            got=f"{value:g}",
        )


@check("accuracy: one error for each number of days ahead", teaches="ts-backtesting", sizes=(2, 40))
def errors(submission: Module, draw: Draw, size: int) -> None:
    origins, ahead = np.repeat(np.arange(size), 3), np.tile([1, 2, 9], size)
    kept = (draw.child("kept").uniform(3 * size) < 0.8) | (origins == 0)
    rows = draw.child("order").permutation(int(kept.sum()))
    origin = dates_from(np.datetime64("2025-01-06"), 7 * size)[::7]
    columns = {name: 50 + (1 + ahead[kept]) * draw.child(name).normal(int(kept.sum())) for name in TESTED[3:]}
    date = np.array([later(str(origin[o]), int(d)) for o, d in zip(origins[kept], ahead[kept], strict=True)])
    tested = Table({"origin": origin[origins[kept]], "date": date, "day_ahead": ahead[kept], **columns}).take(rows)
    given(tested=tested)
    names = ("day_ahead", "rmse", "rmse_last_week")
    got = table(submission.accuracy(tested), names, "accuracy(tested)")
    same([int(day) for day in numbers(got["day_ahead"], "day_ahead").tolist()], [1, 2, 9], "day_ahead")
    why = "It is the root of the mean of the squares, over all origins of that day ahead and of no other."
    for name, column in (("rmse", "forecast"), ("rmse_last_week", "last_week")):
        square = (tested[column] - tested["actual"]) ** 2
        right = [float(np.sqrt(np.mean(square[tested["day_ahead"] == day]))) for day in (1, 2, 9)]
        near(got[name], right, name, rtol=1e-9, why=why)


@check("dashboard: shows what is known as of the day, holes included", teaches="ts-exploration", sizes=(10, 28))
def page(submission: Module, draw: Draw, size: int) -> None:
    history = noisy_office(draw, 120, missing=0.15)
    as_of = str(np.sort(history["date"])[80])
    history = history.take(history["date"] != as_of)
    paid = dict(zip(history["date"].tolist(), history["paid"].tolist(), strict=True))
    given(history=history, as_of=as_of, horizon=WEEK, days=size)
    names = ("date", "history", "forecast", "as_of")
    got = table(submission.dashboard(history, as_of, WEEK, size), names, "dashboard(history, as_of, horizon, days)")
    dates = [later(as_of, day) for day in range(1 - size, WEEK + 1)]
    why = "A day that was never sent keeps its row, and as_of ends the history even if it was not sent itself."
    same(days_of(got["date"]), dates, "The column 'date'", why=why)
    past = np.array([paid.get(date, np.nan) for date in dates[:size]] + [np.nan] * WEEK)
    why = "NaN stands for a day that was never sent, and for each day after as_of: on as_of nobody knew it."
    agree(with_gaps(got["history"], "The column 'history'"), past, "history", dates, why)
    ahead = np.concatenate([np.full(size, np.nan), said(submission, history, as_of)])
    why = "It is forecast(history, as_of, horizon) on the days after as_of, and NaN on those before."
    agree(with_gaps(got["forecast"], "The column 'forecast'"), ahead, "forecast", dates, why)
    same(days_of(got["as_of"]), [as_of] * len(dates), "The column 'as_of'", why="Each row says of when it is.")


def agree(got: np.ndarray, right: np.ndarray, name: str, dates: list[str], why: str) -> None:
    """Fail at the first day whose number is not the right one, gaps included."""
    close = np.isclose(got, right, rtol=1e-9, atol=1e-9, equal_nan=True)
    if not close.all():
        place = int(np.argmin(close))
        expect(
            False,
            f"The column {name!r} has {got[place]:g} for {dates[place]}, where {right[place]:g} belongs. {why}",
            expected=show(right),
            got=show(got),
        )


@score(
    "share of the way from last week's error to the least possible, seven days ahead, over twelve offices",
    bar=0.84,
    floor=0.66,
    draws=4,
    teaches="ts-exploration",
)
def seventh_day(submission: Module, draw: Draw) -> Placed:
    offices = 12
    excess = naive = 0.0
    for n in range(offices):
        whole = daily_payouts(draw.child(n), TWO_YEARS + WEEK)
        sent = draw.child(n, "sent").permutation(TWO_YEARS)[22:]
        history, as_of = whole.inputs.having(paid=whole.outcome).take(sent), str(whole.inputs["date"][TWO_YEARS - 1])
        given(history=history, as_of=as_of, horizon=WEEK)
        value = said(submission, history, as_of)[-1]
        excess += (value - best_outlook(whole, TWO_YEARS, WEEK)) ** 2
        naive += last_week_error(whole) ** 2
    # What comes on the day has its own luck; the error that a forecast adds to it is measured against its true mean.
    return Placed(
        value=float(np.sqrt(least_error(WEEK) ** 2 + excess / offices)),
        baseline=float(np.sqrt(naive / offices)),
        best=least_error(WEEK),
    )
