"""Releases a new version in steps."""

import random


def decide(batches):
    """Return "hold", "advance" or "rollback" after each batch, up to the rollback; batches has one row of counts each."""
    decisions = []
    for few, new, many, old in batches:
        if new / few > old / many:                  # the canary is worse
            return [*decisions, "rollback"]
        decisions.append("advance")
    return decisions


class Release:
    """Sends a share of the customers to a new configuration, and all of them back."""

    def __init__(self, live, new):
        self.live, self.new = live, new
        self.share = 0.0

    def advance(self, share):
        """Set the share of customers (0 to 1) that get the new configuration."""
        self.share = share

    def gets_new(self, customers):
        """Return for each customer (texts) whether it is served by the new configuration."""
        return [random.random() < self.share for _ in customers]

    def config(self, customer):
        """Return the configuration that a customer is served with."""
        return {**self.live, **self.new} if self.gets_new([customer])[0] else self.live

    def rollback(self):
        """Serve everybody as before, and return that configuration."""
        self.share = 0.0
        return self.live
