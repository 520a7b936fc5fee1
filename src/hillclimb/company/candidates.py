"""Three candidates for the place of a model: what they seem to gain, what they cost, and what is not known yet."""

from __future__ import annotations

from collections.abc import Mapping

from hillclimb.company.draw import Draw

Case = tuple[list[dict[str, object]], dict[str, float]]

# name -> what such candidates gained in the past (mean, sd), compute, latency, days: upkeep a year, to build, spent
CANDIDATES: Mapping[str, tuple[float, ...]] = {
    "glm": (3.0, 8.0, 0.6, 12.0, 5.0, 3.0, 6.0),
    "boosting": (8.0, 12.0, 2.5, 45.0, 14.0, 12.0, 25.0),
    "network": (16.0, 18.0, 7.0, 85.0, 40.0, 35.0, 90.0),
}
NOISE = 30.0


def candidate_case(draw: Draw) -> Case:
    """Return three candidates and the terms of the company; every number is written as it is told, to 2 decimals.

    A candidate's true gain, euros per 1,000 requests, is normal with the mean and sd of the past of its kind; what was
    measured in 1 to 5 weeks is the truth plus noise with an sd of 30 / sqrt(weeks). Its costs are those of its kind
    times a number between .6 and 1.5.
    """
    terms = draw.child("terms").uniform(6)
    company = {
        "thousands_a_week": round(40 + 120 * float(terms[0]), 0),
        "weeks": round(52 + 78 * float(terms[1]), 0),
        "day_rate": round(500 + 400 * float(terms[2]), 0),
        "ms_cost": round(0.02 + 0.05 * float(terms[3]), 3),
        "latency_limit": round(90 + 60 * float(terms[4]), 0),
        "week_cost": round(400 + 2400 * float(terms[5]), 0),
    }
    options: list[dict[str, object]] = []
    for name, (mean, sd, compute, latency, *days) in CANDIDATES.items():
        own = draw.child(name)
        size = 0.6 + 0.9 * own.uniform(5)
        luck = own.normal(2)
        weeks = 1 + int(own.integers(0, 5, 1)[0])
        error = round(NOISE / float(weeks) ** 0.5, 2)
        option: dict[str, object] = {
            "name": name,
            "gain": round(mean + sd * float(luck[0]) + error * float(luck[1]), 2),
            "error": error,
            "weeks": weeks,
            "past": (mean, sd),
            "compute": round(compute * float(size[0]), 2),
            "latency": round(latency * float(size[1]), 1),
        }
        names = ("upkeep_days", "build_days", "spent_days")
        option |= {key: round(day * float(by), 1) for key, day, by in zip(names, days, size[2:], strict=True)}
        options.append(option)
    return options, company
