"""One pass over a stream that does not fit: what is kept has a fixed size, and what two jobs kept can be merged."""

import pickle

import numpy as np

HASHES = 40_000         # of the vans, at 8 bytes: the error of the count is about 1 / sqrt(HASHES), half a per cent
GROWTH = 1.018          # from each bucket of delays to the next: the middle of one is .9 % off at most
LOWEST = 1e-3           # the shortest delay, and
BUCKETS = 1200          # GROWTH ** 1200 times that is beyond the longest
QUANTILES = [0.01, 0.1, 0.5, 0.9, 0.99]


class Job:
    """Takes in chunks of messages, one after the other, and keeps none of them."""

    def __init__(self, keep, seed):
        self.keep = keep                                        # how many messages the sample has
        self.luck = np.random.default_rng(seed)
        self.totals = {}                                        # depot -> (messages, energy), exact
        self.hashes = np.empty(0, np.uint64)                    # the smallest hashes of vans, each once, in order
        self.buckets = np.zeros(BUCKETS, np.int64)              # how many delays fell into each
        self.tickets = np.empty(0)                              # the lowest lots drawn, and
        self.sample = np.empty(0, np.int64)                     # the messages that drew them

    def add(self, chunk):
        """Take in a chunk: a dict of arrays, shape (n,)."""
        some = np.append(getattr(self, "some", []), chunk["delay_s"])
        self.some = np.random.default_rng(len(some)).permutation(some)[:1000]
        depots, group = np.unique(chunk["depot"], return_inverse=True)              # (g,), (n,)
        energy = np.zeros(len(depots), np.int64)
        np.add.at(energy, group, chunk["energy_uj"])            # whole numbers throughout: a float has 53 bits
        messages = np.bincount(group)                                               # (g,)
        self.add_totals({depot: (int(messages[g]), int(energy[g])) for g, depot in enumerate(depots.tolist())})
        self.add_hashes(mixed(chunk["van"]))
        bucket = np.log(chunk["delay_s"] / LOWEST) / np.log(GROWTH)
        self.buckets += np.bincount(bucket.astype(np.int64), minlength=BUCKETS)
        # Everybody draws a lot, and the lowest stay: each message has the same chance, however many are still to come.
        self.add_lots(self.luck.random(len(bucket)), chunk["message_id"])

    def add_totals(self, totals):
        """Add the messages and the energy of depots; Python's whole numbers have no end."""
        for depot, (messages, energy) in totals.items():
            before = self.totals.get(depot, (0, 0))
            self.totals[depot] = (before[0] + messages, before[1] + energy)

    def add_hashes(self, hashes):
        """Keep the smallest hashes of all that were seen. A van that comes again has the hash that it had."""
        self.hashes = np.union1d(self.hashes, hashes)[:HASHES]

    def add_lots(self, tickets, messages):
        """Keep the messages with the lowest lots of all that were drawn."""
        tickets, messages = np.append(self.tickets, tickets), np.append(self.sample, messages)
        lowest = np.argsort(tickets)[: self.keep]
        self.tickets, self.sample = tickets[lowest], messages[lowest]

    def partial(self):
        """Return all that another machine needs of this job, as bytes."""
        return pickle.dumps((self.keep, self.totals, self.hashes, self.buckets, self.tickets, self.sample))

    def report(self):
        """Return the answers about all messages that were taken in."""
        depots = sorted(self.totals)
        return {
            "depot": depots,
            "messages": [self.totals[depot][0] for depot in depots],
            "energy_uj": [self.totals[depot][1] for depot in depots],
            "mean_uj": [self.totals[depot][1] / self.totals[depot][0] for depot in depots],
            "vans": self.vans(),
            "delay_s": np.quantile(getattr(self, "some", [1.0]), QUANTILES, method="inverted_cdf"),
            "sample": self.sample,
        }

    def vans(self):
        """Return about how many different vans there were."""
        if len(self.hashes) < HASHES:
            return len(self.hashes)                             # none was dropped: that is all of them
        # Hashes lie evenly in [0, 2**64): if the k-th smallest lies at a share s of the way, there are about k / s.
        return (HASHES - 1) / (float(self.hashes[-1]) / 2.0**64)

    def delay(self, share):
        """Return the delay that this share of the messages does not exceed, .9 % more or less."""
        reached = np.cumsum(self.buckets)                       # (b,): messages up to the end of each bucket
        bucket = np.searchsorted(reached, share * reached[-1])
        return LOWEST * GROWTH ** (bucket + 0.5)                # the middle, in ratio


def combine(partials, seed):
    """Return a job that has taken in all that the jobs of these partial results had."""
    states = [pickle.loads(partial) for partial in partials]
    job = Job(states[0][0], seed)
    for _, totals, hashes, buckets, tickets, sample in states:
        job.add_totals(totals)
        job.add_hashes(hashes)
        job.buckets += buckets
        job.add_lots(tickets, sample)                           # lots of two jobs are as good as those of one
    return job


def mixed(ids):
    """Return 64-bit hashes of whole numbers (the finaliser of MurmurHash3): near ids lie far apart."""
    bits = ids.astype(np.uint64)
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        bits = (bits ^ (bits >> np.uint64(33))) * np.uint64(factor)
    return bits ^ (bits >> np.uint64(33))
