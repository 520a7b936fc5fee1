"""Releases a new version in steps: who gets it, when it goes on, and how everything is as before if it is bad."""

import copy
import hashlib

import numpy as np

BATCHES = 5                                         # per stage: 40,000 requests
FALSE_ROLLBACKS = 0.05
RATIOS = np.array([6.0])       # how many times as many errors a bad version may make


def decide(batches):
    """Return "hold", "advance" or "rollback" after each batch, up to the rollback; batches has one row of counts each.

    A row: requests and errors of the canary, requests and errors of the rest, in the same minutes.
    """
    decisions = []
    evidence = np.zeros(len(RATIOS))                # log likelihood ratio of each way to be bad against "no difference"
    for number, (few, new, many, old) in enumerate(np.asarray(batches, float), start=1):
        # Given the errors of this batch, whose are they? Without a difference, the canary's in proportion to its
        # requests. The hour of the day raises both alike and drops out, and so it does over stages: each batch is
        # compared with itself, and only then added up.
        usual = few / (few + many)
        bad = RATIOS * few / (RATIOS * few + many)                          # (ratios,)
        evidence += new * np.log(bad / usual) + old * np.log((1 - bad) / (1 - usual))
        # The mean of likelihood ratios is a fair game as long as nothing is wrong: the chance that it ever reaches
        # 20 is at most 1 in 20 (Ville), however often we look.
        if np.exp(evidence).mean() >= 1 / FALSE_ROLLBACKS:
            return [*decisions, "rollback"]
        decisions.append("hold" if number % BATCHES else "advance")
    return decisions


class Release:
    """Sends a share of the customers to a new configuration, and all of them back."""

    def __init__(self, live, new):
        # Copies, down to the last threshold: what anybody changes later in either is no part of this release.
        self.before, self.new = copy.deepcopy(live), copy.deepcopy(new)
        self.share = 0.0

    def advance(self, share):
        """Set the share of customers (0 to 1) that get the new configuration."""
        self.share = share

    def gets_new(self, customers):
        """Return for each customer (texts) whether it is served by the new configuration."""
        return [self.place(customer) < self.share for customer in customers]

    def place(self, customer):
        """Return where a customer stands between 0 and 1, in this release."""
        # Fixed by customer and version: who is in at 1 % stays in at 5 %, and the next release begins with others.
        digest = hashlib.sha256(f"{self.new['version']}/{customer}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def config(self, customer):
        """Return the configuration that a customer is served with: one of the two, never a mixture."""
        return copy.deepcopy(self.new if self.place(customer) < self.share else self.before)

    def rollback(self):
        """Serve everybody as before, and return that configuration."""
        self.share = 0.0
        return copy.deepcopy(self.before)
