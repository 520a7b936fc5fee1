"""The same with HyperLogLog, a dictionary of buckets, and reservoirs that are merged by how many they stand for."""

import json
import math

import numpy as np

BITS = 16
GAMMA = 1.015
QUANTILES = (0.01, 0.1, 0.5, 0.9, 0.99)


class Job:
    def __init__(self, keep, seed):
        self.keep, self.luck = keep, np.random.default_rng(seed)
        self.count, self.depots, self.buckets, self.reservoir = 0, {}, {}, []
        self.registers = np.zeros(1 << BITS, np.uint8)

    def add(self, chunk):
        for depot in np.unique(chunk["depot"]).tolist():
            mine = chunk["energy_uj"][chunk["depot"] == depot]
            total = self.depots.setdefault(depot, [0, 0])
            total[0] += len(mine)
            total[1] += int(mine.sum())
        self.register(chunk["van"].astype(np.uint64))
        found, counts = np.unique(np.ceil(np.log(chunk["delay_s"]) / math.log(GAMMA)), return_counts=True)
        for bucket, count in zip(found.tolist(), counts.tolist(), strict=True):
            self.buckets[int(bucket)] = self.buckets.get(int(bucket), 0) + count
        self.draw(chunk["message_id"])

    def draw(self, messages):
        """Algorithm R, with the draws of a chunk made together."""
        places = self.luck.integers(0, self.count + 1 + np.arange(len(messages)))
        messages = messages.tolist()
        wanted = np.flatnonzero((places < self.keep) | (self.count + np.arange(len(places)) < self.keep))
        for row in wanted.tolist():
            if len(self.reservoir) < self.keep:
                self.reservoir.append(messages[row])
            else:
                self.reservoir[int(places[row])] = messages[row]
        self.count += len(messages)

    def register(self, bits):
        """Note for each register the longest run of zeros that a hash began with."""
        bits = bits + np.uint64(0x9E3779B97F4A7C15)             # the finaliser of SplitMix64
        bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        bits = bits ^ (bits >> np.uint64(31))
        rest = bits & np.uint64((1 << 48) - 1)
        run = 49 - np.frexp(rest.astype(float))[1]
        np.maximum.at(self.registers, (bits >> np.uint64(48)).astype(np.int64), run.astype(np.uint8))

    def partial(self):
        state = [self.keep, self.count, self.depots, self.buckets, self.reservoir, self.registers.tolist()]
        return json.dumps(state).encode()

    def vans(self):
        """Ertl's estimator (2017), good from nothing to billions."""
        m, q = 1 << BITS, 48
        counts = np.bincount(self.registers, minlength=q + 2).tolist()
        z = m * tau(1 - counts[q + 1] / m)
        for run in range(q, 0, -1):
            z = 0.5 * (z + counts[run])
        return 0.5 / math.log(2) * m * m / (z + m * sigma(counts[0] / m))

    def report(self):
        depots = sorted(self.depots)
        buckets = sorted(self.buckets)
        reached = np.cumsum([self.buckets[bucket] for bucket in buckets])
        places = [int(np.searchsorted(reached, q * reached[-1])) for q in QUANTILES]
        return {
            "depot": depots,
            "messages": [self.depots[depot][0] for depot in depots],
            "energy_uj": [self.depots[depot][1] for depot in depots],
            "mean_uj": [self.depots[depot][1] / self.depots[depot][0] for depot in depots],
            "vans": self.vans(),
            "delay_s": [2 * GAMMA ** buckets[place] / (GAMMA + 1) for place in places],
            "sample": self.reservoir,
        }


def sigma(x):
    if x == 1:
        return math.inf
    y, z, before = 1.0, x, 0.0
    while z != before:
        x, before = x * x, z
        z, y = z + x * y, y + y
    return z


def tau(x):
    if x in (0, 1):
        return 0.0
    y, z, before = 1.0, 1 - x, 0.0
    while z != before:
        x, before, y = math.sqrt(x), z, 0.5 * y
        z -= (1 - x) ** 2 * y
    return z / 3


def combine(partials, seed):
    states = [json.loads(partial) for partial in partials]
    job = Job(states[0][0], seed)
    for _, count, depots, buckets, reservoir, registers in states:
        for depot, (messages, energy) in depots.items():
            total = job.depots.setdefault(int(depot), [0, 0])
            total[0] += messages
            total[1] += energy
        for bucket, number in buckets.items():
            job.buckets[int(bucket)] = job.buckets.get(int(bucket), 0) + number
        job.registers = np.maximum(job.registers, np.array(registers, np.uint8))
        size = min(job.keep, job.count + count)
        if count and size:
            mine = int(job.luck.hypergeometric(job.count, count, size))     # how many of the sample come from here
            left = job.luck.permutation(job.reservoir)[:mine].astype(int).tolist()
            job.reservoir = left + job.luck.permutation(reservoir)[: size - mine].tolist()
        job.count += count
    return job
