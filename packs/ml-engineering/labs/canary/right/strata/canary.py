"""Releases in steps, judged by a stratified test (Mantel and Haenszel) whose limit is divided among the looks."""

import json
from hashlib import blake2s
from statistics import NormalDist

LOOKS = 20
LIMIT = NormalDist().inv_cdf(1 - 0.05 / LOOKS)


def decide(batches):
    """Return what to do after each batch, up to a rollback."""
    found, over, variance, usual = [], 0.0, 0.0, 0.0
    for few, new, many, old in batches:
        both, total = few + many, new + old
        expected = total * few / both
        over += new - expected
        usual += expected
        variance += expected * (many / both) * (1 - total / both)
        # Few expected errors are no bell: the test speaks from three on, or where six too many came.
        if (usual >= 3 or over >= 6) and over > max(3, LIMIT * variance**0.5):
            found.append("rollback")
            break
        found.append("advance" if len(found) % 5 == 4 else "hold")
    return found


class Release:
    """Keeps both configurations as text, which nobody can change."""

    def __init__(self, live, new):
        self.texts = json.dumps(live), json.dumps(new)
        self.name = str(new["version"])
        self.limit = 0

    def advance(self, share):
        """Set the share."""
        self.limit = share * 2**32

    def gets_new(self, customers):
        """Return who is in."""
        marks = [blake2s(customer.encode(), key=self.name.encode(), digest_size=4) for customer in customers]
        return [int(mark.hexdigest(), 16) < self.limit for mark in marks]

    def config(self, customer):
        """Return what a customer gets."""
        return json.loads(self.texts[self.gets_new([customer])[0]])

    def rollback(self):
        """Return to what was."""
        self.limit = 0
        return json.loads(self.texts[0])
