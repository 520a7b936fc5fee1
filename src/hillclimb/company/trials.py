"""A trial at the call centre: two scripts, policyholders who call more than once, and what they were like before."""

from __future__ import annotations

import numpy as np

from hillclimb.company.draw import Draw
from hillclimb.company.exact import rounded
from hillclimb.company.table import Table

USUAL, SPREAD = 6.0, 1.5
WITHIN, EARLIER = 0.7, 0.84
CALLS = 3.0


def script_trial(draw: Draw, people: int, *, effect: float = 0.0, share: float = 0.5) -> tuple[Table, Table]:
    """Return calls (person, minutes), in random order, and people (arm, before), row i of which is person i.

    A person's own length of call is 6 + 1.5 u minutes, u standard normal; each of 1 + Poisson(3) calls adds 1.5 x .7 e,
    and `effect` minutes in arm 1, to which a share `share` is assigned at random. One person in ten does not call at
    all. `before`, the mean of the year before, is 6 + 1.5 (u + .84 e): its correlation with the mean of the trial is
    about .7, so adjusting for it leaves about .51 of the variance. Minutes have 3 decimals.
    """
    own = draw.child("own").normal(people)
    arm = draw.child("arm").bernoulli(np.full(people, share))
    calls = 1 + draw.child("calls").poisson(np.full(people, CALLS))
    calls = np.where(draw.child("silent").uniform(people) < 0.1, 0, calls)
    of = np.repeat(np.arange(people), calls)
    minutes = USUAL + SPREAD * (own[of] + WITHIN * draw.child("minutes").normal(len(of))) + effect * arm[of]
    before = USUAL + SPREAD * (own + EARLIER * draw.child("before").normal(people))
    rows = Table({"person": of, "minutes": rounded(minutes, 3)})
    return rows.take(draw.child("order").permutation(len(of))), Table({"arm": arm, "before": rounded(before, 3)})
