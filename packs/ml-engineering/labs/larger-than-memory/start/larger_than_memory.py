"""Answers about a stream of messages."""


class Job:
    """Takes in chunks of messages."""

    def __init__(self, keep, seed):
        self.keep = keep
        self.depots = set()

    def add(self, chunk):
        """Take in a chunk: a dict of arrays, shape (n,)."""
        self.depots |= set(chunk["depot"].tolist())

    def partial(self):
        """Return all that another machine needs of this job, as bytes."""
        return b""

    def report(self):
        """Return the answers about all messages that were taken in."""
        return {"depot": sorted(self.depots)}


def combine(partials, seed):
    """Return a job that has taken in all that the jobs of these partial results had."""
    raise NotImplementedError
