"""Which of some candidates to take into production, if any, and whether to measure longer before."""


def net(option, company):
    """Return mean and standard deviation, in euros, of what an option brings until the end if it goes live now."""
    thousands = company["thousands_a_week"] * company["weeks"]
    return thousands * option["gain"], thousands * option["error"]


def choose(options, company):
    """Return the name of the option that is expected to bring most, None if all of them bring less than nothing."""
    return max(options, key=lambda option: option["gain"])["name"]      # the most accurate one


def worth(options, company, more):
    """Return how many euros it is expected to bring to measure all options for `more` weeks before choosing."""
    return 0.0


def weeks(options, company):
    """Return for how many weeks more, 0 to 12, to measure before choosing."""
    return 4                                                            # as always
