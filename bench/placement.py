"""Placement: the product's network on simulated learners, and a single score on a real matrix of answers beside catsim.

    HILLCLIMB_BENCH_DATA=FOLDER python bench/placement.py [--learners 96] [--population smooth|spiky]
        [--only graph|edges|limit|matrix]

Simulated: a random graph of 120 skills (189 edges, 28 deep) in eight areas, two populations, 60 questions, learners and
graphs of these seeds. The simulator is not the model: abilities pass thresholds with noise of their own, needs are
obeyed except for a leak, luck and slips differ by skill and are not known, and the author's guess at who has what
correlates .68 with the truth. `limit` is what is possible with the same learners: it knows the simulator with every
threshold, luck and slip, and only the learner not. The matrix is FOLDER/cat_medical100.parquet: people by items, right
or wrong.
"""

from __future__ import annotations

import argparse
import os
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from hillclimb.content.model import Place, Question, QuestionKind, Skill, SkillGraph
from hillclimb.ground import Seed, from_text
from hillclimb.learner import Believer, next_question, placing
from hillclimb.record import Event, ProfileDeclared, QuestionAnswered

SKILLS, EDGES, DEEP, AREAS, EACH = 120, 189, 28, 8, 3
MOST = 60
START = from_text("2026-03-02T18:00:00Z")
PLACE = Place(file="made.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A population: spreads of the general, the area and the own level, and how often needs are not needed.

    Thresholds spread by `hard` and lie lower by `ease` (in spreads of ability), so that about 11 % (smooth) and 30 %
    (spiky) of what is known lacks something that it needs.
    """

    general: float
    area: float
    own: float
    leak: float
    ease: float
    hard: float


POPULATIONS = {
    "smooth": People(general=1.1, area=0.7, own=0.6, leak=0.04, ease=1.2, hard=1.0),
    "spiky": People(general=0.6, area=1.2, own=1.0, leak=0.15, ease=1.2, hard=1.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A graph with its questions, and what is true of them."""

    graph: SkillGraph
    questions: Mapping[str, Question]
    threshold: np.ndarray
    luck: np.ndarray
    slip: np.ndarray


def world(number: int, people: People) -> World:
    """Return a graph, its questions and the author's guesses."""
    rng = np.random.default_rng([number, 7])
    # Layers, one above the other; every skill needs one of the layer below, mostly in its own area; some need more.
    # Half of all edges stay within an area, as in the shipped pack.
    layer = np.sort(np.concatenate([np.arange(DEEP), rng.integers(0, DEEP, SKILLS - DEEP)]))
    area = rng.integers(0, AREAS, SKILLS)
    needs: list[list[int]] = [[] for _ in range(SKILLS)]
    for k in range(SKILLS):
        below = np.flatnonzero(layer == layer[k] - 1)
        if len(below):
            needs[k].append(int(rng.choice(below)))
            area[k] = area[needs[k][0]] if rng.random() < 0.7 else area[k]
    while sum(map(len, needs)) < EDGES:
        k = int(rng.integers(0, SKILLS))
        lower = np.flatnonzero((layer < layer[k]) & (layer >= layer[k] - 6))
        if len(lower):
            other = int(rng.choice(lower))
            if other not in needs[k]:
                needs[k].append(other)
    spread = float(np.hypot(np.hypot(people.general, people.area), people.own))
    threshold = spread * (rng.normal(0, people.hard, SKILLS) - people.ease)
    truth = np.mean([knows_of(needs, threshold, area, people, rng) for _ in range(400)], axis=0)
    real = np.log(np.clip(truth, 0.02, 0.98) / (1 - np.clip(truth, 0.02, 0.98)))
    guess = real + rng.normal(0, real.std() * np.sqrt(1 / 0.68**2 - 1), SKILLS)
    guess = real.mean() + (guess - real.mean()) * 0.68
    level = np.searchsorted((-1.4, -0.5, 0.6), guess)
    skills = {
        f"k{k}": Skill(
            slug=f"k{k}", uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"k{k}")), title=f"k{k}", can_do="",
            area=f"a{area[k]}", stage=1, needs=tuple(f"k{need}" for need in needs[k]), hours=4.0,
            prior={"typed": int(level[k])}, place=PLACE,
        )
        for k in range(SKILLS)
    }  # fmt: skip
    made = [
        Question(
            slug=f"k{k}-{n}", uuid=f"q{k}-{n}", skill=f"k{k}", kind=QuestionKind.NUMBER, difficulty=0.0,
            ask="?", place=PLACE,
        )
        for k in range(SKILLS)
        for n in range(EACH)
    ]  # fmt: skip
    return World(
        graph=SkillGraph(skills),
        questions={one.uuid: one for one in made},
        threshold=threshold,
        luck=rng.uniform(0.05, 0.28, SKILLS),
        slip=rng.uniform(0.04, 0.18, SKILLS),
    )


def knows_of(
    needs: Sequence[Sequence[int]], threshold: np.ndarray, area: np.ndarray, people: People, rng: np.random.Generator
) -> np.ndarray:
    """Return which skills one learner has."""
    at = people.general * rng.normal() + people.area * rng.normal(size=AREAS)[area]
    able = at + people.own * rng.normal(size=len(threshold)) > threshold
    leaks = rng.random(len(threshold)) < people.leak
    has = np.zeros(len(threshold), dtype=bool)
    for k in range(len(threshold)):
        has[k] = able[k] and (all(has[need] for need in needs[k]) or leaks[k])
    return has


def damaged(graph: SkillGraph, share: float, how: str, rng: np.random.Generator) -> SkillGraph:
    """Return the graph with a share of its edges `removed` or as many `added`."""
    names, skills = list(graph.order), dict(graph.skills)
    edges = [(need, name) for name in names for need in graph[name].needs]
    count = round(share * len(edges))
    if how == "removed":
        for spot in rng.permutation(len(edges))[:count]:
            need, name = edges[spot]
            skills[name] = replace(skills[name], needs=tuple(n for n in skills[name].needs if n != need))
        return SkillGraph(skills)
    while count:
        low, high = sorted(rng.integers(0, len(names), 2).tolist())
        if low != high and names[low] not in skills[names[high]].needs:
            skills[names[high]] = replace(skills[names[high]], needs=(*skills[names[high]].needs, names[low]))
            count -= 1
    return SkillGraph(skills)


@dataclass(slots=True)
class Run:
    """What one learner's placement looked like after each number of questions."""

    right: list[float]
    sure: list[float]
    seconds: list[float]
    believed: list[np.ndarray]
    has: np.ndarray
    handed: float


def placed(  # noqa: PLR0913 - a measurement's knobs
    here: World, graph: SkillGraph, has: np.ndarray, *, rng: np.random.Generator, adaptive: bool, most: int
) -> Run:
    """Place one learner and return how it went; `graph` is what the product thinks the graph is."""
    believer = Believer(graph, ProfileDeclared(background="typed", role="", hours=(1.0,) * 7))
    prior = believer.at(START)
    seed = Seed.of("bench", int(rng.integers(1 << 40)))
    session = placing(graph, prior, (), seed=seed)
    order = [f"k{k}" for k in range(len(has))]
    run = Run([], [], [], [], has, 0.0)
    answers: list[QuestionAnswered] = []
    asked: set[str] = set()
    left = list(here.questions.values())
    rng.shuffle(left)  # type: ignore[arg-type]
    for _ in range(most + 1):
        p = np.array([session.network.chances[name] for name in order])
        run.right.append(float(((p > 0.5) == has).mean()))
        run.sure.append(float(np.maximum(p, 1 - p).mean()))
        run.believed.append(p)
        start = time.process_time()
        if adaptive:
            question = next_question(graph, prior, here.questions, asked=asked, session=session)
        else:
            question = left[len(asked)]
        if question is None:
            break
        k = int(question.skill[1:])
        right = rng.random() < ((1 - here.slip[k]) if has[k] else here.luck[k])
        fact = QuestionAnswered(
            question=question.uuid, skill=graph[question.skill].uuid, occasion="placement",
            outcome="right" if right else "wrong", difficulty=0.0, guess=0.16,
        )  # fmt: skip
        session = session.after(fact)
        answers.append(session.told(fact))
        run.seconds.append(time.process_time() - start)
        asked.add(question.uuid)
    for number, fact in enumerate(answers[:20]):
        believer.update(Event(seq=number + 1, uuid=str(number), at=START, fact=fact))
    beliefs = believer.at(START)
    run.handed = float(np.mean([(beliefs[name].p > 0.5) == has[k] for k, name in enumerate(order)]))
    return run


def population(  # noqa: PLR0913 - a measurement's knobs
    name: str, learners: int, *, adaptive: bool, most: int, damage: str = "", graphs: int = 8
) -> list[Run]:
    """Return the runs of a population over several graphs."""
    people, runs = POPULATIONS[name], []
    for number in range(graphs):
        here = world(number, people)
        needs = [[int(need[1:]) for need in here.graph[f"k{k}"].needs] for k in range(SKILLS)]
        area = np.array([int(here.graph[f"k{k}"].area[1:]) for k in range(SKILLS)])
        rng = np.random.default_rng([number, 11])
        graph = damaged(here.graph, 0.1, damage, np.random.default_rng([number, 13])) if damage else here.graph
        for _ in range(learners // graphs):
            has = knows_of(needs, here.threshold, area, people, rng)
            runs.append(placed(here, graph, has, rng=rng, adaptive=adaptive, most=most))
    return runs


def told(name: str, runs: Sequence[Run]) -> None:
    """Print one row: shares right after so many questions, questions to 90 %, stated against true, time."""
    right = np.mean([run.right for run in runs], axis=0)
    sure = np.mean([run.sure for run in runs], axis=0)
    cells = [f"{right[n]:.3f}" if n < len(right) else "" for n in (0, 10, 20, 30, 60)]
    to90 = next((str(n) for n, share in enumerate(right) if share >= 0.9), f"over {len(right) - 1}")
    seconds = np.concatenate([run.seconds for run in runs]) * 1000
    p = np.concatenate([run.believed[20] for run in runs])
    has = np.concatenate([run.has for run in runs])
    bins = np.minimum((p * 10).astype(int), 9)
    ece = sum((bins == b).mean() * abs(p[bins == b].mean() - has[bins == b].mean()) for b in np.unique(bins))
    handed = np.mean([run.handed for run in runs])
    print(
        f"| {name} | {' | '.join(cells)} | {to90} | {sure[20]:.3f} | {sure[20] - right[20]:+.3f} | {ece:.3f} "
        f"| {handed:.3f} | {np.median(seconds):.0f} / {np.quantile(seconds, 0.95):.0f} |",
        flush=True,
    )


def limit(name: str, learners: int, *, most: int = 30, draws: int = 60_000, graphs: int = 8) -> np.ndarray:
    """Return the shares called right by one who knows the simulator: exact up to the number of draws."""
    people, found = POPULATIONS[name], []
    for number in range(graphs):
        here = world(number, people)
        needs = [[int(need[1:]) for need in here.graph[f"k{k}"].needs] for k in range(SKILLS)]
        area = np.array([int(here.graph[f"k{k}"].area[1:]) for k in range(SKILLS)])
        rng = np.random.default_rng([number, 11])
        could = _many(needs, here.threshold, area, people, rng=np.random.default_rng([number, 17]), count=draws)
        for _ in range(learners // graphs):
            has = knows_of(needs, here.threshold, area, people, rng)
            found.append(_asked_by_the_simulator(here, could, has, rng=rng, most=most))
    return np.mean(found, axis=0)


def _many(  # noqa: PLR0913 - a measurement's knobs
    needs: Sequence[Sequence[int]],
    threshold: np.ndarray,
    area: np.ndarray,
    people: People,
    *,
    rng: np.random.Generator,
    count: int,
) -> np.ndarray:
    at = people.general * rng.normal(size=(count, 1)) + people.area * rng.normal(size=(count, AREAS))[:, area]
    able = at + people.own * rng.normal(size=(count, len(threshold))) > threshold
    leaks = rng.random((count, len(threshold))) < people.leak
    has = np.zeros((count, len(threshold)), dtype=np.float32)
    for k in range(len(threshold)):
        has[:, k] = able[:, k] & (has[:, needs[k]].all(axis=1) | leaks[:, k])
    return has


def _asked_by_the_simulator(
    here: World, could: np.ndarray, has: np.ndarray, *, rng: np.random.Generator, most: int
) -> list[float]:
    weights, count, right = np.full(len(could), 1.0 / len(could)), np.zeros(SKILLS, dtype=int), []
    for _ in range(most + 1):
        p = weights @ could
        right.append(float(((p > 0.5) == has).mean()))
        sample = could[rng.choice(len(could), 3000, p=weights)]
        mean, best = sample.mean(0), (np.inf, 0)
        for k in np.argsort(np.abs(p - 0.5) + 9.0 * (count >= EACH))[:16]:
            up, down = 1.0 - here.slip[k], here.luck[k]
            both = sample[:, k] @ sample / len(sample)
            chance = up * mean[k] + down * (1 - mean[k])
            if_right = (up * both + down * (mean - both)) / chance
            if_wrong = ((1 - up) * both + (1 - down) * (mean - both)) / (1 - chance)
            left = chance * _bits(if_right) + (1 - chance) * _bits(if_wrong)
            best = min(best, (left, int(k)))
        k = best[1]
        count[k] += 1
        up, down = 1.0 - here.slip[k], here.luck[k]
        said = rng.random() < (up if has[k] else down)
        weights = weights * np.where(could[:, k] > 0.5, up if said else 1 - up, down if said else 1 - down)
        weights /= weights.sum()
    return right


def _bits(p: np.ndarray) -> float:
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-(p * np.log2(p) + (1 - p) * np.log2(1 - p)).sum())


HEAD = (
    "| | 0 | 10 | 20 | 30 | 60 | to 90 % | stated at 20 | off by | calibration error at 20 | as beliefs at 20 "
    "| ms, median / 95 % |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def graphs(learners: int, names: Sequence[str]) -> None:
    """Print the table of simulated learners."""
    print(f"\n## {SKILLS} skills, {EDGES} edges, {learners} learners: share called right after n questions\n{HEAD}")
    for name in names:
        told(f"{name}, adaptive", population(name, learners, adaptive=True, most=MOST))
        told(f"{name}, random order", population(name, learners, adaptive=False, most=MOST))


def limits(learners: int, names: Sequence[str]) -> None:
    """Print the table of what is possible."""
    print(f"\n## {learners} learners, asked by one who knows the simulator")
    print("| | 0 | 10 | 20 | 30 |\n|---|---|---|---|---|")
    for name in names:
        right = limit(name, learners)
        print(f"| {name} | {' | '.join(f'{right[n]:.3f}' for n in (0, 10, 20, 30))} |", flush=True)


def edges(learners: int, names: Sequence[str]) -> None:
    """Print the table with a damaged graph."""
    print(f"\n## {learners} learners, a tenth of the edges wrong\n{HEAD}")
    for name in names:
        for damage in ("removed", "added"):
            told(f"{name}, {damage}", population(name, learners, adaptive=True, most=30, damage=damage))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=96)
    parser.add_argument("--only", choices=("graph", "edges", "limit", "matrix"))
    parser.add_argument("--population", choices=tuple(POPULATIONS))
    options = parser.parse_args()
    names = (options.population,) if options.population else tuple(POPULATIONS)
    for part, table in (("graph", graphs), ("edges", edges), ("limit", limits)):
        if options.only in (None, part):
            table(options.learners, names)
    if options.only in (None, "matrix"):
        import matrix

        matrix.main(Path(os.environ.get("HILLCLIMB_BENCH_DATA", ".")) / "cat_medical100.parquet")


if __name__ == "__main__":
    main()
