"""Reviews saved by credit, backlogs by value and exams, on simulated learners of the standard pack: a simulation.

    python bench/memory.py [--learners 6] [--part credit,backlog,exam]

What is asked, when and why is decided by the functions that the product runs (hillclimb.learner). What is true is
simulated: every card is forgotten along FSRS-6's curve, each at a pace of its own (log-normal, sd 0.4, and 0.2 by
learner) that the scheduler does not know; a passed lab uses each card of its skills or not, by luck, with the
probability that the product credits times `truth`. docs/why/memory.md has the assumptions and the tables.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fsrs

from hillclimb.content import Pack, read_pack
from hillclimb.learner import Memory, Terms, Ties, Today, believe, is_due, queue
from hillclimb.learner.crediting import credit_of
from hillclimb.learner.forgetting import recalled
from hillclimb.learner.memory import Remembering
from hillclimb.planner import Done, Pace, TaskKind, make_plan, tasks_left
from hillclimb.record import CardReviewed, Event, LabGraded, ProfileDeclared

ROOT = Path(__file__).parents[1]
START = datetime(2026, 1, 5, 19, 0, tzinfo=UTC)  # a Monday
HOURS = (1.5, 0.0, 1.5, 0.0, 1.0, 3.0, 2.0)
DAYS = 2 * 364
ROLE = "practitioner-mle"
NEW_A_DAY = 8
AIM_DAYS = 30  # an exam is set so many days before: earlier it changes nothing, and costs this simulation time
RETENTIONS = (0.80, 0.85, 0.90)
Pick = Callable[[Mapping[str, Memory], Today], Sequence[Memory]]


@dataclass(frozen=True, kw_only=True)
class World:
    """What a simulated year holds: what labs are worth to memory, days away, its length, and minutes for reviews.

    Recall is averaged over the `last` days too, once a week: a single day depends on when the last wave came.
    """

    truth: float = 1.0
    away: range = range(0)
    days: int = DAYS
    minutes: float = 240.0
    after: float = 240.0  # minutes a day once back from days away
    last: int = 0
    fails: float = 0.4  # the share of labs that fail on the day before
    terms: Terms = field(default_factory=lambda: Terms(hours=HOURS))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A simulated year: reviews of cards met before, and the true recall at its end over all cards met."""

    reviews: int
    recall: float
    met: int


class Truth:
    """What one learner really remembers; every card has luck of its own, so that ways of reviewing can be compared."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._own = math.exp(random.Random(f"learner {seed}").gauss(0.0, 0.2))
        self._luck: dict[str, random.Random] = {}
        self._labs = random.Random(f"labs {seed}")
        self._pace: dict[str, float] = {}
        self._cards: dict[str, fsrs.Card] = {}
        self._scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def recall(self, card: str, at: datetime) -> float:
        """Return the true chance of recall."""
        known = self._cards.get(card)
        if known is None or known.stability is None or known.last_review is None:
            return 0.0
        days = (at - known.last_review) / timedelta(days=1)
        return recalled(known.stability * self._pace[card], days)

    def practise(self, card: str, at: datetime) -> bool:
        """Try to recall a card; it is looked up where that fails. Return whether it was known."""
        luck = self._luck.setdefault(card, random.Random(f"{self._seed} {card}"))
        self._pace.setdefault(card, self._own * math.exp(luck.gauss(0.0, 0.4)))
        known = card not in self._cards or luck.random() < self.recall(card, at)
        before = self._cards.get(card) or fsrs.Card(card_id=1, due=at)
        rating = fsrs.Rating.Good if known else fsrs.Rating.Again
        self._cards[card], _ = self._scheduler.review_card(before, rating, at)
        return known

    def use(self, card: str, chance: float, at: datetime) -> None:
        """Practise a card in a lab, by luck; only a card that was met before."""
        if self._labs.random() < chance and card in self._cards:
            self.practise(card, at)

    def mean_recall(self, at: datetime) -> float:
        """Return the true recall over all cards that were ever met."""
        return statistics.fmean([self.recall(card, at) for card in self._cards] or [0.0])

    def met(self) -> tuple[str, ...]:
        """Return the cards that were ever seen."""
        return tuple(self._cards)


@dataclass(frozen=True, kw_only=True)
class Course:
    """What a learner of the product does in a year, by its own plan: lessons and labs by day."""

    lessons: tuple[tuple[int, str], ...]
    labs: tuple[tuple[int, str], ...]


def course_of(pack: Pack, role: str) -> Course:
    """Return the days on which the plan for a role reads lessons and ends labs; labs are worked on to their Sunday."""
    profile = ProfileDeclared(background="python", role=pack.roles[role].uuid, hours=HOURS)
    beliefs = believe(pack.graph, profile, (), at=START)
    tasks = tasks_left(pack, pack.roles[role], beliefs, Done())
    plan = make_plan(tasks, pack.graph, hours=HOURS, start=START.date(), pace=Pace())
    lessons, labs = [], []
    for week in plan.weeks:
        day = (week.start - START.date()).days
        for item in week.items:
            if item.task.kind is TaskKind.LESSON and item.part == 1:
                lessons.append((max(0, day), item.task.slug))
            elif item.task.kind is TaskKind.LAB and item.part == item.parts:
                labs.append((max(0, day) + 6, item.task.slug))
    return Course(lessons=tuple(lessons), labs=tuple(labs))


def verdicts_of(pack: Pack, course: Course, chance: random.Random, *, fails: float) -> Iterator[tuple[int, LabGraded]]:
    """Yield the verdicts of a year by day: every lab of the plan is passed, some fail on the day before."""
    for day, slug in sorted(course.labs):
        lab = pack.labs[slug]
        fact = LabGraded(
            lab=lab.uuid,
            lab_version=1,
            ending="passed",
            difficulty=0.0,
            teaches={pack.graph[skill].uuid: share for skill, share in lab.teaches.items()},
            digest="",
            commitment="",
            hints=chance.choice((0, 0, 1, 2)),
        )
        if chance.random() < fails:
            yield day - 1, replace(fact, ending="failed")
        yield day, fact


def live(pack: Pack, world: World, *, pick: Pick, credit: bool, seed: int) -> Outcome:
    """Return how a year went with cards picked one way, with or without what labs tell."""
    truth, ties = Truth(seed), Ties(graph=pack.graph, labs=pack.lab_by_uuid)
    terms = world.terms
    remembering = Remembering(pack.card_by_uuid, ties=ties if credit else None, terms=terms)
    course = course_of(pack, ROLE)
    labs = list(verdicts_of(pack, course, random.Random(f"labs {seed}"), fails=world.fails))
    reviews = seq = 0
    seen: list[float] = []
    for day in range(world.days):
        at = START + timedelta(days=day)
        for _, fact in (one for one in labs if one[0] == day):
            seq += 1
            remembering.update(Event(seq=seq, uuid=str(seq), at=at, fact=fact))
            if fact.ending == "passed":
                for slug, part in credit_of(fact, ties).items():
                    for card in pack.cards_of.get(slug, ()):
                        truth.use(card.uuid, part * world.truth, at)
        if day >= world.days - world.last and day % 7 == 0:
            seen.append(truth.mean_recall(at))
        if day in world.away or not terms.studies_on(at.date()):
            continue
        unlocked = {slug for read, slug in course.lessons if read <= day}
        unlocked |= {slug for done, lab in course.labs if done <= day for slug in pack.labs[lab].teaches}
        later = at + timedelta(hours=1)
        exam = terms.exam if day >= world.days - AIM_DAYS else None
        minutes = world.after if world.away and day >= world.away.stop else world.minutes
        today = Today(at=later, terms=replace(terms, minutes=minutes, exam=exam), unlocked=unlocked)
        for memory in pick(remembering.at(later), today):
            known = truth.practise(memory.card, later)
            reviews += not memory.new
            for rating in (3,) if known else (1, 3):
                seq += 1
                fact = CardReviewed(card=memory.card, skill="", rating=rating)
                step = later + timedelta(minutes=10) * (rating == 3 and not known)
                remembering.update(Event(seq=seq, uuid=str(seq), at=step, fact=fact))
    seen.append(truth.mean_recall(START + timedelta(days=world.days, hours=1)))
    return Outcome(reviews=reviews, recall=statistics.fmean(seen), met=len(truth.met()))


def all_due(found: Mapping[str, Memory], today: Today) -> Sequence[Memory]:
    """Pick as a plain scheduler does: all that is due, and the ration of new ones."""
    waiting = [one for one in found.values() if is_due(one, at=today.at, terms=today.terms)]
    fresh = [one for one in found.values() if one.new and one.skill in today.unlocked]
    return [*waiting, *fresh[:NEW_A_DAY]]


def by_value(found: Mapping[str, Memory], today: Today) -> Sequence[Memory]:
    """Pick as the product does."""
    return queue(found, today).cards


def by_date(found: Mapping[str, Memory], today: Today) -> Sequence[Memory]:
    """Pick what has been due longest, within the minutes."""
    waiting = [one for one in found.values() if is_due(one, at=today.at, terms=today.terms)]
    waiting.sort(key=lambda one: one.due_at or today.at)
    fresh = [one for one in found.values() if one.new and one.skill in today.unlocked]
    taken, seconds = [], today.seconds_left
    for one in [*waiting, *fresh[:NEW_A_DAY]]:
        seconds -= one.seconds + (18.0 if one.new else 0.0)
        if seconds < 0:
            break
        taken.append(one)
    return taken


PICKS: Mapping[str, Pick] = {"all due": all_due, "by value": by_value, "by date": by_date}
_PACK: list[Pack] = []


def _job(job: tuple[World, str, bool, int]) -> Outcome:
    if not _PACK:
        found = read_pack(ROOT / "packs" / "ml-engineering").pack
        assert found is not None
        _PACK.append(found)
    world, pick, credit, seed = job
    return live(_PACK[0], world, pick=PICKS[pick], credit=credit, seed=seed)


def mean(pool: ProcessPoolExecutor, learners: int, world: World, pick: str, *, credit: bool) -> tuple[float, float]:
    """Return mean reviews and mean recall over learners; the same seeds whatever is compared."""
    found = list(pool.map(_job, [(world, pick, credit, seed) for seed in range(learners)]))
    return statistics.fmean(one.reviews for one in found), statistics.fmean(one.recall for one in found)


def line(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return level and slope of recall on the logarithm of reviews, by least squares."""
    logs, recalls = [math.log(reviews) for reviews, _ in points], [recall for _, recall in points]
    slope, level = statistics.linear_regression(logs, recalls)
    return level, slope


def credit_table(pool: ProcessPoolExecutor, learners: int) -> None:
    """Print plain FSRS beside credit at several retentions, for labs that are worth what is credited, and less.

    Fewer reviews for the same recall: between the two lines through the points, at the recall of plain FSRS at .85.
    """
    print("| labs are worth | retention | plain FSRS: reviews, recall | with credit: reviews, recall | same recall |")
    print("|---|---|---|---|---|")
    for truth, fails in ((1.0, 0.0), (1.0, 0.4), (0.5, 0.0), (0.0, 0.0)):
        plain, ours = [], []
        for retention in RETENTIONS:
            world = World(truth=truth, terms=Terms(hours=HOURS, retention=retention), last=364, fails=fails)
            plain.append(mean(pool, learners, world, "all due", credit=False))
            ours.append(mean(pool, learners, world, "all due", credit=True))
        (level, slope), (our_level, our_slope) = line(plain), line(ours)
        reviews = plain[RETENTIONS.index(0.85)][0]
        wanted = level + slope * math.log(reviews)
        fewer = 1 - math.exp((wanted - our_level) / our_slope) / reviews
        labs = f"{truth:.0%}{f', {fails:.0%} fail first' if fails else ''}"
        for retention, one, other in zip(RETENTIONS, plain, ours, strict=True):
            same = f"{fewer:.0%} fewer reviews" if retention == 0.85 else ""
            cells = [f"{reviews:.0f}, {recall:.3f}" for reviews, recall in (one, other)]
            print(f"| {' | '.join([labs, f'{retention:.2f}', *cells, same])} |", flush=True)


def backlog_table(pool: ProcessPoolExecutor, learners: int) -> None:
    """Print what is recalled after three weeks away and two or six weeks of few minutes, by value and by date."""
    print("| after three weeks away, at 2 minutes a day for | by date: recall | by value |")
    print("|---|---|---|")
    for days in (7, 14, 28):
        cells = []
        for pick in ("by date", "by value"):
            world = World(away=range(200, 221), days=221 + days, after=2.0)
            cells.append(f"{mean(pool, learners, world, pick, credit=True)[1]:.3f}")
        print(f"| {days} days | {' | '.join(cells)} |", flush=True)


def exam_table(pool: ProcessPoolExecutor, learners: int) -> None:
    """Print what is recalled on the day of an exam, aimed at and not, for the same minutes."""
    print("| minutes a day | not aimed at: reviews, recall | aimed at |")
    print("|---|---|---|")
    for minutes in (3.0, 6.0):
        cells = []
        for exam in (None, (START + timedelta(days=250)).date()):
            world = World(days=250, minutes=minutes, terms=Terms(hours=HOURS, exam=exam))
            reviews, recall = mean(pool, learners, world, "by value", credit=True)
            cells.append(f"{reviews:.0f}, {recall:.3f}")
        print(f"| {minutes:g} | {' | '.join(cells)} |", flush=True)


PARTS = {"credit": credit_table, "backlog": backlog_table, "exam": exam_table}


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=6)
    parser.add_argument("--part", default=",".join(PARTS))
    parser.add_argument("--workers", type=int, default=None)
    options = parser.parse_args()
    with ProcessPoolExecutor(options.workers) as pool:
        for part in options.part.split(","):
            print(f"\n{part}: {options.learners} simulated learners\n")
            PARTS[part](pool, options.learners)


if __name__ == "__main__":
    main()
