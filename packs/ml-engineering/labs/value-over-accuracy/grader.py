"""Judges `value-over-accuracy`: what an option is worth, which one to take, and when to stop measuring."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, candidate_case
from hillclimb.grading.labkit import Failed, Module, Placed, check, expect, given, near, sample, score, show, unchanged

MOST = 12
CASES = 25
Option = Mapping[str, Any]
PLAIN = {"compute": 0.0, "latency": 0.0, "upkeep_days": 0.0, "build_days": 0.0, "spent_days": 0.0}


def below(z: np.ndarray) -> np.ndarray:
    """Return the standard normal distribution function to 1e-7 (Abramowitz and Stegun, 7.1.26)."""
    x = np.abs(z) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    rest = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    tail = 0.5 * rest * np.exp(-x * x)
    return np.where(z > 0, 1.0 - tail, tail)


def belief(option: Option) -> tuple[float, float]:
    """Return mean and variance of what is believed of a gain."""
    mean, sd = option["past"]
    ours, theirs = option["error"] ** -2.0, sd**-2.0
    return (ours * option["gain"] + theirs * mean) / (ours + theirs), 1.0 / (ours + theirs)


def brings(option: Option, company: Mapping[str, float], gain: float, more: int = 0) -> float:
    """Return what an option brings with a gain, live after some weeks."""
    weeks = company["weeks"] - more
    each = gain - option["compute"] - company["ms_cost"] * option["latency"]
    week = company["thousands_a_week"] * each - option["upkeep_days"] * company["day_rate"] / 52
    return float(weeks * week - option["build_days"] * company["day_rate"])


def best_now(options: Sequence[Option], company: Mapping[str, float]) -> tuple[str | None, dict[str, float]]:
    """Return the best choice without another week, and what each option is expected to bring."""
    means = {
        item["name"]: brings(item, company, belief(item)[0])
        for item in options
        if item["latency"] <= company["latency_limit"]
    }
    best = max(means, key=lambda name: means[name], default=None)
    return (best if best is not None and means[best] > 0 else None), means


def value(options: Sequence[Option], company: Mapping[str, float], more: int) -> float:
    """Return what the best choice after some weeks is expected to bring, all costs counted."""
    means, spreads = [], []
    for item in options:
        if item["latency"] <= company["latency_limit"]:
            mean, variance = belief(item)
            means.append(brings(item, company, mean, more))
            noise = item["error"] ** 2 * item["weeks"] / more if more else np.inf
            moved = variance / np.sqrt(variance + noise)
            spreads.append(company["thousands_a_week"] * (company["weeks"] - more) * moved)
    cost = more * company["week_cost"]
    if not more or not means:
        return max([0.0, *means]) - cost
    mean, spread = np.array(means), np.array(spreads)
    x = np.linspace(0.0, max(0.0, float((mean + 7 * spread).max())), 501)[:, None]
    area = 1.0 - below((x - mean) / spread).prod(axis=1)
    return float(((area[1:] + area[:-1]) / 2 * np.diff(x[:, 0])).sum()) - cost


def scale(options: Sequence[Option], company: Mapping[str, float]) -> float:
    """Return the largest standard deviation of what an option brings: what a tolerance is measured by."""
    spread = max(belief(item)[1] ** 0.5 for item in options)
    return float(company["thousands_a_week"] * company["weeks"] * spread)


def pair(found: Any) -> tuple[float, float]:
    """Return mean and sd of what an option brings, or fail saying what is wrong with the form of it."""
    if not isinstance(found, list | tuple | np.ndarray) or len(found) != 2:
        raise Failed(
            "net(option, company) returns a mean and a standard deviation.", expected="two numbers", got=show(found)
        )
    return float(found[0]), float(found[1])


def whole(found: Any, company: Mapping[str, float]) -> int:
    """Return a number of weeks, or fail saying what is wrong with it."""
    most = min(MOST, int(company["weeks"]) - 1)
    fits = isinstance(found, int | np.integer) and not isinstance(found, bool) and 0 <= found <= most
    if not fits:
        raise Failed("weeks(...) is a whole number.", expected=f"0 to {most}", got=show(found))
    return int(found)


@sample
def candidates(draw: Draw) -> dict[str, Table]:
    rows = []
    for number in range(12):
        options, company = candidate_case(draw.child(number))
        for item in options:
            past = dict(zip(("past_mean", "past_sd"), item["past"], strict=True))
            own = {key: value for key, value in item.items() if key != "past"}
            terms = {"contract_weeks" if key == "weeks" else key: value for key, value in company.items()}
            rows.append({"case": number, **own, **past, **terms})
    return {"candidates": Table({name: np.array([row[name] for row in rows]) for name in rows[0]})}


@check("weighs what was measured with what is known", teaches="uncertainty")
def weighs(submission: Module, draw: Draw) -> None:
    company = {
        "thousands_a_week": 1.0,
        "weeks": 1.0,
        "day_rate": 500.0,
        "ms_cost": 0.1,
        "latency_limit": 100.0,
        "week_cost": 0.0,
    }
    for gain, error, past in ((20.0, 10.0, (5.0, 10.0)), (20.0, 1.0, (5.0, 10.0)), (20.0, 30.0, (5.0, 10.0))):
        option = {"name": "glm", "gain": gain, "error": error, "weeks": 2, "past": past, **PLAIN}
        mean, variance = belief(option)
        given(option=option, company=company)
        got = pair(submission.net(option, company))
        why = "Nothing costs anything here. Such options gained 5 ± 10 before, this one seems to gain 20: each by how "
        why += "precise it is, 1 / sd²."
        near(got[0], mean, "the mean of net(option, company)", rtol=1e-6, why=why)
        near(
            got[1], variance**0.5, "the standard deviation", rtol=1e-6, why="Knowing both is knowing more than either."
        )


@check("takes off all that it will cost", teaches="cost-awareness", sizes=(1, 4))
def costs(submission: Module, draw: Draw, size: int) -> None:
    words = {
        "compute": "Compute is paid for every 1,000 requests.",
        "latency": "Each millisecond costs ms_cost for every 1,000 requests.",
        "upkeep_days": "Upkeep is days a year, of 52 weeks.",
        "build_days": "Days to build are paid once.",
    }
    for number in range(size):
        options, company = candidate_case(draw.child(number))
        one = {**options[number % 3], **PLAIN}
        for key, why in words.items():
            one = one | {key: options[number % 3][key]}
            given(option=one, company=company)
            mean = pair(submission.net(one, company))[0]
            room = 1e-6 * scale([one], company)
            near(mean, brings(one, company, belief(one)[0]), "the mean of net(option, company)", atol=room, why=why)
        one = one | {"spent_days": options[number % 3]["spent_days"]}
        given(option=one, company=company)
        why = "Days that were spent already are spent, whatever is chosen now."
        near(pair(submission.net(one, company))[0], mean, "the mean of net(option, company)", atol=room, why=why)


@check("takes what is expected to bring most, or nothing", teaches="business-metric")
def chooses(submission: Module, draw: Draw) -> None:
    for number in range(40):
        options, company = candidate_case(draw.child(number))
        options = options[: 3 - (number % 4 == 3)]
        if number % 5 == 4:
            company = company | {"day_rate": 5000.0}
        best, means = best_now(options, company)
        if number % 3 == 2 and best is not None:  # and now without the best one, which is a little too slow
            latency = next(item["latency"] for item in options if item["name"] == best)
            company = company | {"latency_limit": latency - 0.5}
            best, means = best_now(options, company)
        given(options=options, company=company)
        got = submission.choose(options, company)
        allowed = ", ".join(f"{name} {mean:,.0f}" for name, mean in means.items()) or "none"
        message = f"Expected to bring, in euros, of those that answer in time: {allowed}; to keep what runs brings 0."
        expect(got == best, message, expected=show(best), got=show(got))
    just = [{**options[0], **PLAIN, "gain": 300.0, "error": 1.0, "latency": company["latency_limit"]}]
    given(options=just, company=company)
    got = submission.choose(just, company)
    expect(got == just[0]["name"], "Just at the limit is in time.", expected=show(just[0]["name"]), got=show(got))
    given(options=[], company=company)
    got = submission.choose([], company)
    expect(got is None, "Without an option there is nothing to choose.", expected="None", got=show(got))


@check("knows what one option's week is worth", teaches="uncertainty")
def one_option(submission: Module, draw: Draw) -> None:
    company = {
        "thousands_a_week": 100.0,
        "weeks": 52.0,
        "day_rate": 500.0,
        "ms_cost": 0.0,
        "latency_limit": 100.0,
        "week_cost": 0.0,
    }
    for gain, compute in ((5.0, 5.0), (9.0, 5.0), (1.0, 5.0), (60.0, 5.0)):
        option = {
            "name": "glm",
            "gain": gain,
            "error": 20.0,
            "weeks": 2,
            "past": (5.0, 10.0),
            **PLAIN,
            "compute": compute,
        }
        check_worth(submission, [option], company, (0, 1, 4))


@check("knows what a week for all of them is worth", teaches="uncertainty")
def several(submission: Module, draw: Draw) -> None:
    for number in range(12):
        options, company = candidate_case(draw.child(number))
        check_worth(submission, options, company, (1, 3, 8))


def check_worth(submission: Module, options: list[Option], company: Mapping[str, float], weeks: Sequence[int]) -> None:
    """Fail unless the worth of more weeks is about right."""
    for more in weeks:
        given(options=options, company=company, more=more)
        right = value(options, company, more) - value(options, company, 0)
        why = "What is learnt is worth as much as it may change the choice: the mean of the greatest of what will be "
        why += (
            "believed then, less the greatest mean now; less the weeks that nothing is live, less what measuring costs."
        )
        room = 0.015 * scale(options, company)
        near(submission.worth(options, company, more), right, f"worth(options, company, {more})", atol=room, why=why)


@check("knows when to stop", teaches="business-metric")
def stops(submission: Module, draw: Draw) -> None:
    options, company = candidate_case(draw)
    cases = {
        "Measuring costs more than any choice can bring.": (options, company | {"week_cost": 1e7}),
        "All was measured for four years.": ([item | {"weeks": 208, "error": 1.5} for item in options], company),
        "One option is better than the others by more than anything that could still be found.": (
            [item | {"gain": 300.0 if item["name"] == "glm" else -50.0, "error": 10.0} for item in options],
            company,
        ),
        "The contract ends in a week: there is no time to measure.": (options, company | {"weeks": 1.0}),
        "No option answers in time.": (options, company | {"latency_limit": 1.0}),
    }
    for why, (items, terms) in cases.items():
        given(options=items, company=terms)
        got = whole(submission.weeks(items, terms), terms)
        expect(got == 0, why + " Another week changes nothing but the bill.", expected="0", got=str(got))
    cheap = company | {"weeks": 300.0, "week_cost": 0.0, "latency_limit": 1000.0}
    close = [item | {"gain": 12.0, "error": 30.0, "weeks": 1, "past": (12.0, 20.0), **PLAIN} for item in options]
    given(options=close, company=cheap)
    got = whole(submission.weeks(close, cheap), cheap)
    message = "Three options that nobody can tell apart yet, six years to use one of them, and measuring costs nothing."
    expect(got == MOST, message, expected=f"{MOST}: as long as one may", got=str(got))


@check("leaves the caller's dictionaries alone", teaches="business-metric")
def no_mutation(submission: Module, draw: Draw) -> None:
    options, company = candidate_case(draw)
    given(options=options, company=company)
    kept, terms = submission.keep(options), submission.keep(company)
    submission.choose(kept, terms)
    submission.worth(kept, terms, 3)
    submission.weeks(kept, terms)
    unchanged(kept, options, "options")
    unchanged(terms, company, "company")


@score(
    "what measuring and choosing bring, between the best guess now and the best plan",
    bar=0.95,
    floor=0.9,
    draws=3,
    teaches="business-metric",
)
def plan(submission: Module, draw: Draw) -> Placed:
    reached = now = best = 0.0
    for number in range(CASES):
        options, company = candidate_case(draw.child(number))
        given(options=options, company=company)
        values = [value(options, company, more) for more in range(MOST + 1)]
        more = whole(submission.weeks(options, company), company)
        later, terms = measured(draw.child("later", number), options, company, more)
        given(options=later, company=terms)
        name, means = best_now(later, terms)
        chosen = submission.choose(later, terms)
        right = 0.0 if name is None else means[name]
        # What a wrong choice loses is known exactly, once measured: what it is expected to bring against the best.
        got = 0.0 if chosen is None else means.get(chosen, 0.0) if isinstance(chosen, str) else 0.0
        reached += values[more] - (right - got)
        now, best = now + values[0], best + max(values)
    return Placed(value=reached, baseline=now, best=best)


def measured(
    draw: Draw, options: Sequence[Option], company: Mapping[str, float], more: int
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Return options and terms as they may be some weeks later."""
    later = []
    for item in options:
        mean, variance = belief(item)
        luck = draw.child(item["name"]).normal(2)
        true = mean + variance**0.5 * float(luck[0])
        weeks = item["weeks"] + more
        week = item["error"] * item["weeks"] ** 0.5
        new = true + week / more**0.5 * float(luck[1]) if more else 0.0
        gain = (item["gain"] * item["weeks"] + new * more) / weeks
        later.append({**item, "gain": round(gain, 2), "weeks": weeks, "error": round(week / weeks**0.5, 2)})
    return later, {**company, "weeks": company["weeks"] - more}
