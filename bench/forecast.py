"""How often the forecast keeps its word, on simulated learners that its model does not know, and how fast it is.

    .hc/venv/bin/python bench/forecast.py [LEARNERS] [--worlds "heavy tails,bursty"]

Each learner is forecast at the start and when a quarter, a half and three quarters of the estimated work are done, from
the finished tasks (estimated, measured) and the weeks gone by (planned, studied). Printed: the share that finished by
P50 and by P80, the share inside P10 to P90, and the mean error of P50 in weeks, ours beside four rivals; and the same
for the first half of what is left, as a milestone.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

from forecast_rivals import RIVALS, Seen
from forecast_worlds import NOTICE_WEEKS, START, WORLDS, Life, live

from hillclimb.ground import Seed
from hillclimb.planner import Absence, Task, TaskKind, forecast, make_plan, pace_from

POINTS = (0.0, 0.25, 0.5, 0.75)
SAMPLES = 500
MILESTONE = "ours, to a milestone"
Row = tuple[float, str, float, float, float, float, float]  # point, model, truth, P10, P50, P80, P90


def seen_at(life: Life, weeks: int, number: int) -> Seen:
    """Return what is known after so many weeks."""
    finished = [task for task in life.tasks if task[2] <= weeks]
    done = [0.0] * weeks
    for estimate, _, at in finished:
        done[min(int(at), weeks - 1)] += estimate
    return Seen(
        left=[task[0] for task in life.tasks[len(finished) :]],
        weekly=life.weekly,
        tasks=[task[:2] for task in finished],
        weeks=life.weeks[:weeks],
        done=done,
        number=number,
    )


def ours(seen: Seen, life: Life, weeks: int) -> list[float]:
    """Return P10, P50, P80 and P90 of the product's forecast, in weeks from now."""
    now = START + timedelta(weeks=weeks)
    known: list[Absence] = [away for away in life.absences if (away.first - now).days < 7 * NOTICE_WEEKS]
    found = forecast(
        [task_of(hours, i) for i, hours in enumerate(seen.left)],
        hours=(seen.weekly / 7,) * 7,
        start=now,
        pace=pace_from(tasks=[(e * 60, m * 60) for e, m in seen.tasks], weeks=seen.weeks),
        absences=known,
        seed=Seed.of("bench", seen.number),
        samples=SAMPLES,
        review_minutes=0,
    )
    assert found is not None
    return [(found.quantile(share) - now).days / 7 for share in (0.1, 0.5, 0.8, 0.9)]


def task_of(hours: float, number: int, needs: tuple[str, ...] = ()) -> Task:
    """Return a task of so many hours."""
    name = f"t{number:03}"
    return Task(
        key=f"study:{name}",
        kind=TaskKind.STUDY,
        slug=name,
        title=name,
        hours=hours,
        why="",
        skills=(name,),
        needs=needs,
    )


def rows_of(world: str, number: int) -> list[Row]:
    """Return every forecast of one learner beside the truth."""
    life = live(world, number)
    found: list[Row] = []
    for point in POINTS:
        weeks = life.after(point)
        truth = life.finish - weeks
        if truth <= 0:
            continue
        seen = seen_at(life, weeks, number)
        found.append((point, "ours", truth, *ours(seen, life, weeks)))  # type: ignore[arg-type]
        half = milestone_of(seen)
        reached = next(task[2] for task in life.tasks[len(life.tasks) - len(seen.left) + len(half.left) - 1 :])
        found.append((point, MILESTONE, reached - weeks, *ours(half, life, weeks)))  # type: ignore[arg-type]
        for name, rival in RIVALS.items():
            draws = sorted(rival(seen))
            shown = [draws[round(share * (len(draws) - 1))] for share in (0.1, 0.5, 0.8, 0.9)]
            found.append((point, name, truth, *shown))  # type: ignore[arg-type]
    return found


def milestone_of(seen: Seen) -> Seen:
    """Return the same moment with only the first half of the tasks left: a milestone."""
    return replace(seen, left=seen.left[: (len(seen.left) + 1) // 2])


def _rows(job: tuple[str, range]) -> list[Row]:
    return [row for number in job[1] for row in rows_of(job[0], number)]


def table(world: str, rows: Sequence[Row]) -> Iterator[str]:
    """Yield the table of one world: a block for each model, its four points side by side."""
    start = [row for row in rows if row[1] == "ours" and row[0] == 0.0]
    truths = sorted(row[2] for row in start)
    low, mid, high = (truths[round(share * (len(truths) - 1))] for share in (0.1, 0.5, 0.9))
    yield f"\n{world}: {len(start)} learners; true finish week P10 {low:.0f}, median {mid:.0f}, P90 {high:.0f}"
    yield f"  {'':<22}" + "".join(f"{f'after {point:.0%}':>26}" for point in POINTS)
    yield f"  {'':<22}" + f"{'≤P50 ≤P80 80 %  weeks':>26}" * len(POINTS)
    for model in ("ours", MILESTONE, *RIVALS):
        cells = []
        for point in POINTS:
            at = [row for row in rows if row[1] == model and row[0] == point]
            by50, by80, inside = (
                statistics.mean(test(row) for row in at)
                for test in (lambda r: r[2] <= r[4], lambda r: r[2] <= r[5], lambda r: r[3] <= r[2] <= r[6])
            )
            error = statistics.mean(abs(row[4] - row[2]) for row in at)
            cells.append(f"{by50:>8.2f} {by80:.2f} {inside:.2f} {error:>6.1f}")
        yield f"  {model:<22}" + "".join(f"{cell:>26}" for cell in cells)


def speed() -> Iterator[str]:
    """Yield what a plan and a forecast of 150 tasks cost, in milliseconds and beside sorting a million numbers."""
    from hillclimb.content.model import Place, Skill, SkillGraph

    names = [f"t{i:03}" for i in range(150)]
    needs = {name: tuple(sorted({names[i // 2], names[max(0, i - 3)]} - {name})) for i, name in enumerate(names)}
    graph = SkillGraph(
        {
            name: Skill(
                uuid=name,
                slug=name,
                title=name,
                can_do="",
                area="abc"[i % 3],
                stage=1 + i // 40,
                hours=3.0,
                needs=needs[name],
                prior={},
                place=Place(file="made.toml"),
            )
            for i, name in enumerate(names)
        }
    )
    tasks = [task_of(0.5 + i % 5, i, needs[name]) for i, name in enumerate(names)]
    hours = (1.5, 0.0, 1.5, 0.0, 1.0, 3.0, 2.0)
    numbers = [(i * 7919) % 1_000_003 for i in range(1_000_000)]
    yardstick = best_ms(lambda: sorted(numbers))
    plan = make_plan(tasks, graph, hours=hours, start=START)
    edges = sum(map(len, needs.values()))
    yield f"\n150 tasks, {edges} edges, {len(plan.weeks)} weeks; sorting a million numbers takes {yardstick:.0f} ms"
    numbered = count()
    for name, job in (
        ("plan", lambda: make_plan(tasks, graph, hours=hours, start=START)),
        ("forecast, 2,000 samples", lambda: forecast(tasks, hours=hours, start=START, seed=seed(next(numbered)))),
        ("… with luck drawn before", lambda: forecast(tasks, hours=hours, start=START, seed=seed(0))),
    ):
        took = best_ms(job)
        yield f"  {name:<26} {took:>6.1f} ms, {took / yardstick:.3f} of the yardstick"


def seed(number: int) -> Seed:
    """Return a seed by its number: a new one makes the forecast draw anew."""
    return Seed.of("speed", number)


def best_ms(job: Callable[[], object], times: int = 7) -> float:
    """Return the least of several measurements, in milliseconds."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        job()
        found.append((time.perf_counter() - began) * 1000)
    return min(found)


def main() -> None:
    """Print a table for each world, then what it costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("learners", type=int, nargs="?", default=1000)
    parser.add_argument("--worlds", default=",".join(WORLDS))
    options = parser.parse_args()
    size = max(1, options.learners // 20)
    pooled: list[Row] = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for world in options.worlds.split(","):
            jobs = [(world, range(i, min(i + size, options.learners))) for i in range(0, options.learners, size)]
            rows = [row for part in pool.map(_rows, jobs) for row in part]
            print("\n".join(table(world, rows)), flush=True)
            pooled += rows
    if pooled and "," in options.worlds:
        print("\n".join(table("all worlds together", pooled)))
    print("\n".join(speed()))


if __name__ == "__main__":
    sys.exit(main())
