"""A learner's passes, made by hand, and the keys that sign them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hillclimb.career import Counted, Key, counted, seal, statement_of
from hillclimb.content import Pack, read_pack
from hillclimb.grading import Checked, Ending, Outcome, Score, Verdict
from hillclimb.record import Event, Fact, LabGraded

TINY = Path(__file__).parents[1] / "packs" / "tiny"
AT = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
KEY = Key(bytes(range(32)))
OTHER = Key(bytes(32))
FILES = {"doubling.py": "ab" * 32}
SCORE = Score(
    measure="R²", value=0.8, baseline=0.1, best=0.9, share=0.87, error=0.01, worst=0.8, bar=0.7, floor=0.5, draws=5
)


def tiny() -> Pack:
    """Return the tiny pack."""
    reading = read_pack(TINY)
    pack = reading.pack
    assert pack is not None, reading.problems
    return pack


PACK = tiny()
LAB = PACK.labs["double"]


def graded(**changes: Any) -> LabGraded:
    """Return the fact of a pass of the tiny lab."""
    ending = Ending(changes.pop("ending", "passed"))
    score = changes.pop("score", SCORE)
    verdict = Verdict(
        ending=ending,
        headline="Passed.",
        checks=(Checked(name="doubles", outcome=Outcome.PASSED, message="All of 20 values."),),
        score=score,
        protections=("landlock", "seccomp"),
        missing=("namespaces",),
        output="secret of mine in /home/somebody",
        lab="double",
        lab_version=1,
        digest="12" * 32,
        commitment="34" * 16,
    )
    fact = LabGraded(
        lab=LAB.uuid,
        lab_version=1,
        ending=ending.value,
        difficulty=0.0,
        teaches={PACK.graph["doubling"].uuid: 1.0},
        digest="12" * 32,
        commitment="34" * 16,
        score=score.share if score else None,
        verdict=verdict.to_json(),
        judge="0.1.0",
        lab_digest="56" * 32,
        commit="78" * 20,
    )
    return replace(fact, **changes)


def events(*facts: Fact) -> tuple[Event, ...]:
    """Return facts as the events of a record, one an hour."""
    return tuple(
        Event(seq=n, uuid=f"00000000-0000-4000-8000-{n:012d}", at=AT + timedelta(hours=n), fact=fact)
        for n, fact in enumerate(facts, start=1)
    )


def one(fact: LabGraded | None = None) -> Counted:
    """Return a verdict that counts."""
    (found,) = counted(events(fact or graded()), PACK.lab_by_uuid)
    return found


def statement(fact: LabGraded | None = None, *, key: Key = KEY) -> dict[str, Any]:
    """Return what it says."""
    return statement_of(one(fact), PACK.graph, files=FILES, public=key.public, at=AT + timedelta(days=1))


def envelope(fact: LabGraded | None = None, *, key: Key = KEY) -> dict[str, Any]:
    """Return it signed."""
    return seal(statement(fact, key=key), key)
