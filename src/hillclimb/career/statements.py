"""Statements: which verdicts count as evidence, and what one says when it is signed (in-toto, in a DSSE envelope)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785

from hillclimb.career.ed25519 import fingerprint
from hillclimb.career.examining import PAYLOAD_TYPE, PREDICATE, STATEMENT, pae
from hillclimb.career.keys import Key, in_base64
from hillclimb.content import Lab, SkillGraph
from hillclimb.ground import to_text
from hillclimb.record import Event, LabGraded

_SCORE = ("measure", "value", "baseline", "best", "share", "error", "worst", "bar", "floor", "draws")


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A verdict that counts: its event and fact, and the lab as the pack has it now."""

    event: Event
    fact: LabGraded
    lab: Lab


def counted(events: Iterable[Event], labs: Mapping[str, Lab], *, every: bool = False) -> tuple[Counted, ...]:
    """Return the verdicts that count as evidence, oldest first: the best pass of each lab, or with `every` all passes.

    A pass once the solution was read counts for nothing. The best is the one with the highest score, then with the
    fewest hints, then the first. `labs` are by UUID.
    """
    passes: list[Counted] = []
    for event in events:
        fact = event.fact
        if isinstance(fact, LabGraded) and _counts(fact) and fact.lab in labs:
            passes.append(Counted(event=event, fact=fact, lab=labs[fact.lab]))
    if every:
        return tuple(passes)
    best: dict[str, Counted] = {}
    for one in passes:
        known = best.get(one.fact.lab)
        if known is None or _rank(one) > _rank(known):
            best[one.fact.lab] = one
    return tuple(sorted(best.values(), key=lambda one: one.event.seq))


def _counts(fact: LabGraded) -> bool:
    return fact.ending == "passed" and bool(fact.verdict) and not fact.shown


def _rank(one: Counted) -> tuple[float, int, int]:
    return (one.fact.score if one.fact.score is not None else -1.0, -one.fact.hints, -one.event.seq)


def statement_of(
    one: Counted, graph: SkillGraph, *, files: Mapping[str, str], public: bytes, at: datetime
) -> dict[str, Any]:
    """Return what a verdict showed, as an in-toto statement by the holder of a key.

    `files` maps each file that was judged to its SHA-256, where it was kept. Nothing of the learner's home is in it: no
    path, no note, no example of what failed, no seed.
    """
    fact, verdict = one.fact, one.fact.verdict
    digest = {"hillclimb": fact.digest} | ({"gitCommit": fact.commit} if fact.commit else {})
    score = verdict.get("score")
    return {
        "_type": STATEMENT,
        "subject": [
            {"name": one.lab.slug, "digest": digest},
            *({"name": f"{one.lab.slug}/{name}", "digest": {"sha256": files[name]}} for name in sorted(files)),
        ],
        "predicateType": PREDICATE,
        "predicate": {
            "event": one.event.uuid,
            "lab": {
                "slug": one.lab.slug,
                "uuid": fact.lab,
                "title": one.lab.title,
                "version": fact.lab_version,
                "digest": fact.lab_digest,
            },
            "judge": {"name": "Hillclimb", "version": fact.judge},
            "verdict": fact.ending,
            "checks": [check["name"] for check in verdict["checks"] if check["outcome"] == "passed"],
            "score": {name: score[name] for name in _SCORE} if score else None,
            "seed_commitment": fact.commitment,
            "protections": {name: list(verdict["protections"][name]) for name in ("on", "missing")},
            "hints": fact.hints,
            "attempt": fact.attempt,
            "skills": [
                {"slug": slug, "title": graph[slug].title, "weight": round(weight * share, 4)}
                for uuid, weight in fact.teaches.items()
                for slug, share in graph.heirs(uuid)
            ],
            "judged_at": to_text(one.event.at),
            "signed_at": to_text(at),
            "key": {"type": "ed25519", "public": in_base64(public)},
        },
    }


def seal(statement: Mapping[str, Any], key: Key) -> dict[str, Any]:
    """Return a statement in an envelope signed with a key; its bytes are canonical JSON (RFC 8785)."""
    payload = rfc8785.dumps(dict(statement))
    return {
        "payloadType": PAYLOAD_TYPE,
        "payload": in_base64(payload),
        "signatures": [_signature(payload, key)],
    }


def countersign(envelope: Mapping[str, Any], key: Key, *, payload: bytes) -> dict[str, Any]:
    """Return an envelope with one more signature: that of a server on which the submission was judged."""
    return {**envelope, "signatures": [*envelope["signatures"], _signature(payload, key)]}


def _signature(payload: bytes, key: Key) -> dict[str, str]:
    return {"keyid": fingerprint(key.public), "sig": in_base64(key.sign(pae(PAYLOAD_TYPE, payload)))}
