"""Which of some candidates to take into production, if any, and whether to measure longer before."""

import numpy as np
from scipy.special import ndtr

MOST_WEEKS = 12


def net(option, company, more=0):
    """Return mean and sd, in euros, of what an option brings until the end if it goes live after `more` weeks."""
    past, past_sd = option["past"]
    # What was measured is partly luck, and what looks best has had more of it: weigh it with what such candidates
    # brought in the past, each by how precise it is.
    ours, theirs = 1 / option["error"] ** 2, 1 / past_sd**2
    gain = (ours * option["gain"] + theirs * past) / (ours + theirs)        # euros per 1,000 requests
    per_thousand = gain - option["compute"] - company["ms_cost"] * option["latency"]
    upkeep = option["upkeep_days"] * company["day_rate"] / 52               # a week
    weeks = company["weeks"] - more
    thousands = company["thousands_a_week"] * weeks
    # The days that are spent are spent, whatever we choose: they are no part of it.
    mean = thousands * per_thousand - weeks * upkeep - option["build_days"] * company["day_rate"]
    return mean, thousands / np.sqrt(ours + theirs)


def allowed(options, company):
    """Return the options that answer in time."""
    return [option for option in options if option["latency"] <= company["latency_limit"]]


def choose(options, company):
    """Return the name of the option that is expected to bring most, None if all of them bring less than nothing."""
    means = {option["name"]: net(option, company)[0] for option in allowed(options, company)}
    best = max(means, key=means.get, default=None)
    return best if best is not None and means[best] > 0 else None


def worth(options, company, more):
    """Return how many euros it is expected to bring to measure all options for `more` weeks before choosing."""
    return value(options, company, more) - value(options, company, 0)


def value(options, company, more):
    """Return what choosing after `more` weeks is expected to bring, all costs counted."""
    means, spreads = [0.0], [0.0]                                           # to keep what we have
    for option in allowed(options, company):
        mean, sd = net(option, company, more)
        # What will be known then: the error shrinks with the weeks, and what we believe moves by as much as it
        # becomes more certain. The mean of what we will believe is what we believe now.
        later = option | {"error": option["error"] * np.sqrt(option["weeks"] / (option["weeks"] + more))}
        means.append(mean)
        spreads.append(np.sqrt(max(0.0, sd**2 - net(later, company, more)[1] ** 2)))
    return max(means) - more * company["week_cost"]


def expected_greatest(means, spreads):
    """Return the mean of the greatest of independent normal numbers, the first of which is a sure 0."""
    if not spreads.any():
        return means.max()
    top = (means + 8 * spreads).max()
    x = np.linspace(0.0, top, 801)[:, None]                                 # (801, 1)
    # The mean of what is never below 0 is the area over its distribution function, and that of a maximum of
    # independent numbers is the product of theirs.
    below = np.where(spreads > 0, ndtr((x - means) / np.where(spreads > 0, spreads, 1.0)), x >= means).prod(axis=1)
    return np.trapezoid(1 - below, x[:, 0])


def weeks(options, company):
    """Return for how many weeks more, 0 to 12, to measure before choosing."""
    most = min(MOST_WEEKS, int(company["weeks"]) - 1)
    return int(np.argmax([value(options, company, more) for more in range(most + 1)]))
