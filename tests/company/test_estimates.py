"""The two estimates of a repair: what is missing, what is in cents, and what the truth makes of both."""

import numpy as np

from hillclimb.company import Draw, repair_estimates
from hillclimb.ground import Seed


def test_the_truth_is_the_mean_of_the_bill_given_what_is_seen():
    task = repair_estimates(Draw(Seed.of("estimates")), 40_000)
    off = task.outcome - task.truth.expected
    missing, euros = task.truth.aside["missing"], task.truth.aside["euros"]
    for rows in (missing, ~missing, missing & (euros > 5000), missing & (euros < 3500), ~missing & (euros > 5000)):
        assert abs(off[rows].mean()) < 4 * off[rows].std() / np.sqrt(rows.sum())


def test_the_worse_it_looks_the_sooner_the_assessor_is_too_late():
    task = repair_estimates(Draw(Seed.of("estimates")), 20_000)
    missing, euros = np.isnan(task.inputs["assessor_estimate"]), task.truth.aside["euros"]
    assert 0.48 < missing.mean() < 0.52
    assert missing[euros > 4800].mean() > 0.8
    assert missing[euros < 3200].mean() < 0.2


def test_an_estimate_in_cents_is_a_hundred_times_the_one_in_euros():
    task = repair_estimates(Draw(Seed.of("estimates")), 20_000)
    cents = task.truth.aside["cents"]
    assert 0.007 < cents.mean() < 0.013
    ratio = task.inputs["workshop_estimate"] / task.truth.aside["euros"]
    assert np.allclose(ratio, np.where(cents, 100.0, 1.0), rtol=1e-9)
