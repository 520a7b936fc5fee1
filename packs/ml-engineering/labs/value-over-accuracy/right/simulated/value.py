"""Chooses by expected value, and finds by simulation what measuring longer is worth."""

import numpy as np

Z = np.random.default_rng(11).standard_normal((4, 6_000))
Z = np.concatenate([Z, -Z], axis=1)             # each draw and its mirror image: the mean of each is right by design


def belief(option):
    """Return mean and variance of the gain, euros per 1,000 requests."""
    mean, sd = option["past"]
    share = sd**2 / (sd**2 + option["error"] ** 2)
    return mean + share * (option["gain"] - mean), share * option["error"] ** 2


def total(option, company, gain, delay=0):
    """Return what a gain brings in all."""
    left = company["weeks"] - delay
    week = company["thousands_a_week"] * (gain - option["compute"] - company["ms_cost"] * option["latency"])
    return left * (week - option["upkeep_days"] * company["day_rate"] / 52) - option["build_days"] * company["day_rate"]


def net(option, company):
    """Return mean and sd of what an option brings."""
    mean, variance = belief(option)
    return total(option, company, mean), company["thousands_a_week"] * company["weeks"] * variance**0.5


def possible(options, company):
    """Return the options within the limit."""
    return [option for option in options if not option["latency"] > company["latency_limit"]]


def choose(options, company):
    """Return the name of the best option, or None."""
    ranked = sorted(possible(options, company), key=lambda option: -net(option, company)[0])
    return ranked[0]["name"] if ranked and net(ranked[0], company)[0] > 0 else None


def outcome(options, company, more):
    """Return the mean of the best choice after some weeks."""
    best = np.zeros(Z.shape[1])
    for option, z in zip(possible(options, company), Z, strict=False):
        mean, variance = belief(option)
        noise = option["error"] ** 2 * option["weeks"] / more if more else np.inf
        moved = variance / np.sqrt(variance + noise)
        best = np.maximum(best, total(option, company, mean + moved * z, more))
    return best.mean() - more * company["week_cost"]


def worth(options, company, more):
    """Return what measuring is worth."""
    return outcome(options, company, more) - outcome(options, company, 0)


def weeks(options, company):
    """Return how long to measure."""
    tried = [outcome(options, company, more) for more in range(min(13, int(company["weeks"])))]
    return int(np.argmax(tried))
