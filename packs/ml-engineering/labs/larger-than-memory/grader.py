"""Judges `larger-than-memory`: exact sums, honest sketches, a fair sample, parts that merge, and the cap held."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from hillclimb.company import Draw, Table, tracker_messages, tracker_stream
from hillclimb.grading.labkit import Module, check, expect, given, near, numbers, same, sample, show, unchanged

QUANTILES = (0.01, 0.1, 0.5, 0.9, 0.99)
VANS_OFF, DELAY_OFF = 0.02, 0.01
MOST_BYTES = 512 << 10
CHUNKS, ROWS = 40, 1 << 15
KEEP = 50
RUNS, MESSAGES, LOTS, BINS = 12, 2000, 200, 20
# Of chi-square with 19 degrees of freedom, 3 draws in a million lie beyond this.
FAR = 62.0


def chunked(table: Table, sizes: Sequence[int]) -> list[Table]:
    """Return the table cut into pieces of these sizes, in order."""
    ends = np.cumsum(sizes).tolist()
    return [table.take(np.arange(end - size, end)) for size, end in zip(sizes, ends, strict=True)]


def joined(tables: Sequence[Table]) -> Table:
    """Return the rows of all tables."""
    return Table({name: np.concatenate([table[name] for table in tables]) for name in tables[0]})


def ran(submission: Module, chunks: Iterable[Table], *, keep: int = KEEP, seed: int = 1) -> Any:
    """Return a job that has taken in these chunks."""
    job = submission.Job(keep, seed)
    for chunk in chunks:
        job.add(chunk)
    return job


def merged(submission: Module, parts: Sequence[Sequence[Table]], *, keep: int = KEEP, seed: int = 1) -> Any:
    """Return the job that combines one partial result for each part, each of a seed of its own."""
    partials = [ran(submission, part, keep=keep, seed=100 * seed + n).partial() for n, part in enumerate(parts)]
    for partial in partials:
        small(partial)
    return submission.combine(partials, seed)


def small(partial: Any) -> None:
    """Fail unless a partial result is bytes, and few."""
    expect(isinstance(partial, bytes), "partial returns bytes: they are sent to another machine.", got=show(partial))
    message = (
        f"A partial result has {len(partial):,} bytes. Whatever grows with the messages or with the vans does not fit "
        "on the line when there are a hundred times as many."
    )
    expect(len(partial) <= MOST_BYTES, message, expected=f"{MOST_BYTES:,} bytes at most", got=f"{len(partial):,}")


def reported(job: Any, *names: str) -> list[Any]:
    """Return these entries of a job's report."""
    report = job.report()
    expect(isinstance(report, dict), "report returns a dict.", got=show(report))
    for name in names:
        expect(name in report, f"The report has no {name!r}.", expected=name, got=", ".join(map(str, report)))
    return [report[name] for name in names]


def sums(job: Any, rows: Table, why: str) -> None:
    """Fail unless depots, messages and energies are exactly those of the rows."""
    depots = np.unique(rows["depot"]).tolist()
    energies = [sum(rows["energy_uj"][rows["depot"] == depot].tolist()) for depot in depots]
    messages = [int(np.sum(rows["depot"] == depot)) for depot in depots]
    got = reported(job, "depot", "messages", "energy_uj")
    same(got[0], depots, "depot", why=f"Every depot once, in order. {why}")
    same(got[1], messages, "messages", why=why)
    same(got[2], energies, "energy_uj", why=f"To the last digit: depots are billed for it. {why}")


def means(job: Any, rows: Table, why: str) -> None:
    """Fail unless the depots' mean energies are right."""
    depots = np.unique(rows["depot"])
    exact = [float(np.mean(rows["energy_uj"][rows["depot"] == depot], dtype=np.longdouble)) for depot in depots]
    near(reported(job, "mean_uj")[0], exact, "mean_uj", rtol=1e-9, why=why)


def vans(job: Any, right: int, why: str) -> None:
    """Fail unless the number of different vans is near enough."""
    got = float(numbers(reported(job, "vans")[0], "vans", shape=(), low=0.0))
    message = f"There were {right:,} different vans; {got:,.0f} are reported. {why}"
    expect(abs(got - right) <= VANS_OFF * right, message, expected=f"{right:,}, give or take 2 %", got=f"{got:,.1f}")


def delays(job: Any, values: np.ndarray, why: str) -> None:
    """Fail unless each quantile lies within 1 % of the exact one; of a few values a neighbour will do."""
    got = numbers(reported(job, "delay_s")[0], "delay_s", shape=(len(QUANTILES),), low=0.0)
    ranks = [max(int(np.ceil(share * len(values))) - 1, 0) for share in QUANTILES]
    around = [(max(rank - 1, 0), rank, min(rank + 1, len(values) - 1)) for rank in ranks]
    ordered = np.partition(values, sorted({place for places in around for place in places}))
    for share, said, (below, rank, above) in zip(QUANTILES, got, around, strict=True):
        low, high = (1 - DELAY_OFF) * ordered[below], (1 + DELAY_OFF) * ordered[above]
        exact = f"Of {len(values):,} delays, {share:.0%} are at most {ordered[rank]:.4g} s"
        message = f"{exact}; {said:.4g} s is reported. {why}"
        expect(low <= said <= high, message, expected=f"{ordered[rank]:.6g}, give or take 1 %", got=f"{said:.6g}")


def picked(job: Any, size: int, there: int) -> np.ndarray:
    """Return the sample's messages, or fail unless there are `size` different ones with ids from 0 to `there` - 1."""
    found = numbers(reported(job, "sample")[0], "sample", shape=(size,), low=0, high=there - 1).astype(np.int64)
    twice = size - len(np.unique(found))
    expect(not twice, "The sample holds a message twice: it is drawn without putting back.", got=show(np.sort(found)))
    return found


def uniform(counts: np.ndarray, why: str) -> None:
    """Fail unless messages from every twentieth of the stream came into samples equally often, up to luck."""
    expected = counts.sum() / BINS
    # Drawn without putting back, counts vary less than in a multinomial, by 1 - LOTS / MESSAGES.
    chi_square = float(np.sum((counts - expected) ** 2) / expected / (1 - LOTS / MESSAGES))
    message = (
        f"Over {RUNS} seeds, messages of each twentieth of the stream came into the sample this often: "
        f"{counts.tolist()}. {why}"
    )
    text = f"about {expected:.0f} each: chi-square near {BINS - 1}"
    expect(chi_square <= FAR, message, expected=text, got=f"chi-square {chi_square:.0f}")


@sample
def a_while(draw: Draw) -> dict[str, Table]:
    return {"messages": tracker_messages(draw, 20_000, vans=900)}


@check("adds up each depot to the last digit", teaches="big-data", sizes=(1, 6, 300, 3000))
def exact_sums(submission: Module, draw: Draw, size: int) -> None:
    rows = tracker_messages(draw, 3 * size, vans=20)
    late = rows.having(depot=np.where(np.arange(3 * size) < 2 * size, rows["depot"], rows["depot"] + 7))
    scaled = late.having(energy_uj=late["energy_uj"] * 1001 + 1)  # the sums of some depots have more than 53 bits
    given(messages=scaled)
    job = ran(submission, chunked(scaled, (size, size, size)))
    sums(job, scaled, "Energies are whole numbers and may be negative; a depot may come late.")
    means(job, scaled, "")


@check("adds up beyond 63 bits", teaches="big-data")
def huge_sums(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, 40, vans=5)
    huge = rows.having(energy_uj=draw.child("huge").integers(0, 1000, 40) + (1 << 60), depot=np.full(40, 101))
    given(messages=huge)
    why = "A chunk's sum fits into 63 bits, that of a long stream need not."
    sums(ran(submission, chunked(huge, (4,) * 10)), huge, why)
    sums(merged(submission, [chunked(huge, (4,) * 10)] * 2), joined([huge, huge]), why)


@check("counts different vans", teaches="big-data", sizes=(1, 40, 2000, 60_000))
def different_vans(submission: Module, draw: Draw, size: int) -> None:
    rows = tracker_messages(draw, size, vans=max(1, size // 3))
    again = [rows, rows.take(draw.child("order").permutation(size)), rows.head(size // 2 + 1)]
    given(messages=rows, and_then="the same vans again")
    right = len(np.unique(rows["van"]))
    vans(ran(submission, again), right, "A van that comes again is no other van; each id is a van of its own.")
    spread = rows.having(van=np.arange(size) * 977 + 13)
    given(messages=spread)
    vans(ran(submission, [spread]), size, "Here every message is of another van.")


@check("finds quantiles of the delays", teaches="big-data", sizes=(1, 7, 501, 20_011))
def quantiles(submission: Module, draw: Draw, size: int) -> None:
    rows = tracker_messages(draw, size, vans=20)
    given(messages=rows)
    half, cut = size // 2, size // 5
    parts = [part for part in chunked(rows, (half, size - half)) if part.rows]
    delays(ran(submission, parts), rows["delay_s"], "")
    ordered = rows.having(delay_s=np.sort(rows["delay_s"]))
    given(messages=ordered)
    parts = [part for part in chunked(ordered, (cut, cut, size - 2 * cut)) if part.rows]
    delays(ran(submission, parts), rows["delay_s"], "They came in order here, the short ones first.")
    ends = rows.having(delay_s=np.where(np.arange(size) % 2 == 0, 1e-3, 1e6))
    given(messages=ends)
    delays(ran(submission, [ends]), ends["delay_s"], "Delays lie from .001 to 1,000,000 s, both included.")


@check("samples messages without putting back", teaches="big-data")
def sampled(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, 120, vans=20)
    for sizes in ((30,), (20, 30), (50,), (7, 113), (1,) * 60 + (60,)):
        there = sum(sizes)
        given(messages=rows.head(there), chunks=sizes, keep=KEEP)
        picked(ran(submission, chunked(rows, sizes), keep=KEEP), min(KEEP, there), there)


@check("gives every message the same chance", teaches="big-data")
def fair(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, MESSAGES, vans=20)
    sizes = (300, 100, 900, 700)
    chunks = chunked(rows, sizes)
    given(messages=rows, chunks=sizes, keep=LOTS)
    counts = np.zeros(BINS)
    for seed in draw.child("seeds").integers(0, 1 << 31, RUNS).tolist():
        found = picked(ran(submission, chunks, keep=LOTS, seed=seed), LOTS, MESSAGES)
        counts += np.bincount(found * BINS // MESSAGES, minlength=BINS)
    uniform(counts, "Each should come in as often as any other, whichever chunk it was in.")
    given(messages=rows, keep=LOTS, seeds=(3, 3, 4))
    jobs = [ran(submission, [rows], keep=LOTS, seed=seed) for seed in (3, 3, 4)]
    first, again, other = (np.sort(picked(job, LOTS, MESSAGES)) for job in jobs)
    same(first, again, "The sample of the same seed")
    expect(not np.array_equal(first, other), "Another seed draws the same sample.", got=show(first))


@check("merges partial results as if it had been one job", teaches="big-data")
def merges(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, 60_000, vans=9_000)
    machines = chunked(rows, (1000, 41_000, 18_000))
    parts = [chunked(part, (part.rows // 2, part.rows - part.rows // 2)) for part in machines]
    given(messages=rows, parts=(1000, 41_000, 18_000))
    job = merged(submission, parts)
    sums(job, rows, "The parts are three machines' work.")
    means(job, rows, "A part with more messages of a depot weighs more.")
    vans(job, len(np.unique(rows["van"])), "Most vans were seen by more than one machine.")
    delays(job, rows["delay_s"], "The parts are three machines' work.")
    picked(job, KEEP, rows.rows)
    more = tracker_messages(draw.child("more"), 5000, vans=900)
    more = more.having(message_id=more["message_id"] + rows.rows)
    job.add(more)
    both = joined([rows, more])
    sums(job, both, "A combined job takes in further chunks.")
    again = submission.combine([job.partial(), ran(submission, [more]).partial()], 5)
    small(again.partial())
    sums(again, joined([both, more]), "What was combined can be combined again.")
    vans(again, len(np.unique(both["van"])), "What was combined can be combined again.")


@check("merges samples fairly", teaches="big-data")
def fair_merge(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, MESSAGES, vans=20)
    parts = [[part] for part in chunked(rows, (250, 1450, 300))]
    given(messages=rows, parts=(250, 1450, 300), keep=LOTS)
    counts = np.zeros(BINS)
    for seed in draw.child("seeds").integers(0, 1 << 31, RUNS).tolist():
        found = picked(merged(submission, parts, keep=LOTS, seed=seed), LOTS, MESSAGES)
        counts += np.bincount(found * BINS // MESSAGES, minlength=BINS)
    uniform(counts, "The parts had 250, 1,450 and 300 messages; each message has the same chance.")


@check("takes an empty chunk, and a partial result of nothing", teaches="big-data")
def nothing(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, 500, vans=60)
    given(chunks=(0, 500, 0))
    job = ran(submission, [rows.head(0), rows, rows.head(0)])
    sums(job, rows, "An empty chunk adds nothing.")
    given(parts=(0, 500, 0))
    idle = [submission.Job(KEEP, 7).partial(), job.partial(), ran(submission, [rows.head(0)]).partial()]
    both = submission.combine(idle, 3)
    sums(both, rows, "A machine that was given nothing adds nothing.")
    vans(both, len(np.unique(rows["van"])), "A machine that was given nothing adds nothing.")
    delays(both, rows["delay_s"], "A machine that was given nothing adds nothing.")
    picked(both, KEEP, rows.rows)


@check("goes on after a partial result, and leaves chunks alone", teaches="big-data")
def goes_on(submission: Module, draw: Draw) -> None:
    rows = tracker_messages(draw, 800, vans=60)
    first, second = chunked(rows, (300, 500))
    given(chunks=(300, 500))
    job = ran(submission, [first])
    early = job.partial()
    kept = submission.keep(second)
    job.add(kept)
    sums(job, rows, "Asking for a partial result does not end a job.")
    sums(submission.combine([early], 1), first, "A partial result is of the moment when it was asked for.")
    unchanged(kept, second, "the chunk")


@check("holds the cap on a stream that does not fit", teaches="big-data")
def large(submission: Module, draw: Draw) -> None:
    given(chunks=CHUNKS, rows_in_each=ROWS, megabytes=CHUNKS * ROWS * 40 >> 20)
    partials, job = [], None
    energies, messages, seen, waited = {}, {}, [], []
    for number, chunk in enumerate(tracker_stream(draw, CHUNKS, ROWS, vans=20_000)):
        if number in (0, CHUNKS // 3):
            partials += [job.partial()] if job is not None else []
            job = submission.Job(KEEP, number)
        job.add(chunk)
        for depot, count, energy in zip(*by_depot(chunk), strict=True):
            messages[depot] = messages.get(depot, 0) + count
            energies[depot] = energies.get(depot, 0) + energy
        seen.append(np.unique(chunk["van"]))
        waited.append(chunk["delay_s"])
    partials.append(job.partial())
    for partial in partials:
        small(partial)
    both = submission.combine(partials, 1)
    depots = sorted(messages)
    got = reported(both, "depot", "messages", "energy_uj")
    right = [depots, [messages[depot] for depot in depots], [energies[depot] for depot in depots]]
    same(got, right, "depot, messages or energy_uj", why="Two machines took a third and two thirds of the stream.")
    vans(both, len(np.unique(np.concatenate(seen))), "Each chunk has vans of the one before it.")
    delays(both, np.concatenate(waited), "Delays grow along the stream.")
    picked(both, KEEP, CHUNKS * ROWS)


def by_depot(chunk: Table) -> tuple[list[int], list[int], list[int]]:
    """Return the depots of a chunk, their messages and their energies."""
    depots, group = np.unique(chunk["depot"], return_inverse=True)
    energy = np.zeros(len(depots), dtype=np.int64)
    np.add.at(energy, group, chunk["energy_uj"])
    return depots.tolist(), np.bincount(group).tolist(), energy.tolist()
