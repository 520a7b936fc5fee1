"""Evidence: list the verdicts that count, sign what they showed, hand it out, and check what others hand over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hillclimb
from hillclimb.actions.desk import Desk, State
from hillclimb.actions.home import Home
from hillclimb.actions.keyring import key_name, open_key
from hillclimb.actions.preserving import files_in, kept_files, lab_digest
from hillclimb.career import (
    LONGEST,
    SCRIPT,
    Counted,
    Examined,
    Key,
    Unreadable,
    counted,
    look_at,
    read_public,
    seal,
    standalone,
    statement_of,
)
from hillclimb.career.ed25519 import fingerprint
from hillclimb.content import Lab, Pack
from hillclimb.grading import Judge, Submission, Verdict, read_submission
from hillclimb.ground import Misuse, NotFound, Refusal, Seed, Unavailable
from hillclimb.record import VerdictSigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A verdict that counts, the signatures of it that were made (key -> envelope), and whether its files were kept."""

    counted: Counted
    signed: Mapping[str, Mapping[str, Any]]
    kept: bool

    @property
    def lab(self) -> Lab:
        """The lab that was passed."""
        return self.counted.lab


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejudged:
    """A submission that was judged again: the verdict now, and whether the lab is the one of then."""

    verdict: Verdict
    same_lab: bool


def evidence(state: State, home: Home, *, every: bool = False) -> tuple[Piece, ...]:
    """Return the verdicts that count as evidence, oldest first: the best pass of each lab, or every pass."""
    signed: dict[str, dict[str, Mapping[str, Any]]] = {}
    for event in state.events:
        if isinstance(event.fact, VerdictSigned):
            signed.setdefault(event.fact.graded, {})[event.fact.key] = event.fact.envelope
    return tuple(
        Piece(counted=one, signed=signed.get(one.event.uuid, {}), kept=home.kept(one.fact.digest).is_dir())
        for one in counted(state.events, state.pack.lab_by_uuid, every=every)
    )


def pieces_of(state: State, home: Home, labs: Sequence[str] = ()) -> tuple[Piece, ...]:
    """Return the evidence of some labs, or all; refuse a lab without any."""
    found = {piece.lab.slug: piece for piece in evidence(state, home)}
    if not found:
        raise NotFound("There is no evidence yet.", hint="Pass a lab: hillclimb next")
    for slug in labs:
        if slug not in found:
            raise NotFound(f"There is no evidence of {slug!r}.", hint=f"There is of: {', '.join(found)}.")
    return tuple(found[slug] for slug in dict.fromkeys(labs or found))


def sign(desk: Desk, piece: Piece, key: Key) -> Mapping[str, Any]:
    """Return what a verdict showed, signed with a key; it is signed once and kept in the record."""
    if key.fingerprint in piece.signed:
        return piece.signed[key.fingerprint]
    files = kept_files(desk.home, piece.counted.fact.digest) or {}
    hashes = {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}
    statement = statement_of(piece.counted, desk.pack.graph, files=hashes, public=key.public, at=desk.clock())
    envelope = seal(statement, key)
    desk.note(VerdictSigned(graded=piece.counted.event.uuid, key=key.fingerprint, envelope=envelope))
    return envelope


def envelope_of(desk: Desk, piece: Piece, *, passphrase: str = "") -> Mapping[str, Any]:
    """Return the signed statement of a verdict: with the key of now, or as a lost key signed it before."""
    try:
        return sign(desk, piece, open_key(desk, passphrase=passphrase))
    except Refusal as refusal:
        current = key_name(desk.home)
        if refusal.code == "passphrase" and current in piece.signed:
            return piece.signed[current]
        if refusal.code == "key-lost" and piece.signed:
            return list(piece.signed.values())[-1]
        raise


def export_evidence(
    desk: Desk, target: Path, labs: Sequence[str] = (), *, code: bool = False, passphrase: str = ""
) -> tuple[Path, ...]:
    """Write signed evidence into a folder with the script that checks it; with `code` the submissions too."""
    written: list[Path] = []
    for piece in pieces_of(desk.state(), desk.home, labs):
        slug = piece.lab.slug
        text = json.dumps(envelope_of(desk, piece, passphrase=passphrase), indent=1) + "\n"
        written.append(put(target / f"{slug}.evidence.json", text))
        files = kept_files(desk.home, piece.counted.fact.digest) if code else None
        if code and files is None:
            raise NotFound(
                f"The files that passed {slug} were not kept.",
                hint="Check it again while they lie in the work folder, or leave --with-code out.",
            )
        written += [put(target / slug / name, body) for name, body in (files or {}).items()]
    written.append(put(target / SCRIPT, standalone()))
    return tuple(written)


def put(path: Path, body: str | bytes) -> Path:
    """Write a file of something that is handed out, over the one of last time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body.encode() if isinstance(body, str) else body)
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another folder with --to."
        ) from error
    return path


def verify(path: Path, *, trust: Sequence[Path] = ()) -> Examined:
    """Check evidence or a badge that somebody handed over; `trust` names files with public keys of servers."""
    try:
        return look_at(_text(path).decode("utf-8"), trusted={fingerprint(key): key for key in map(_public, trust)})
    except (Unreadable, UnicodeDecodeError) as error:
        raise Misuse(
            f"{path} cannot be checked: it is neither evidence nor a badge ({error}).",
            hint="Evidence ends in .evidence.json, a badge in .svg, .jwt or .json.",
        ) from error


def _public(path: Path) -> bytes:
    return read_public(_text(path))


def _text(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            text = file.read(LONGEST + 1)
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", hint="Name the file that you were given.") from None
    except OSError as error:
        raise Unavailable(f"{path} cannot be read: {error.strerror}.", hint="Name a file that you may read.") from error
    if len(text) > LONGEST:
        raise Misuse(f"{path} is larger than {LONGEST >> 20} MB.", hint="Evidence has a few kilobytes.")
    return text


def rejudge(pack: Pack, home: Home, found: Examined, *, places: Sequence[Path], judge: Judge) -> Rejudged:
    """Run the submission that evidence is about once more, in the jail, on fresh data; nothing is recorded.

    Its files are looked for in `places`, then in the learner's folder, and must be exactly those that were judged.
    """
    if found.kind != "evidence" or found.content is None or not found.holds:
        raise Misuse("Only evidence that holds can be judged again.", hint="For a badge, judge its evidence instead.")
    about = found.content["predicate"]["lab"]
    lab = pack.lab_by_uuid.get(about["uuid"])
    if lab is None:
        raise NotFound(f"The lab {about['slug']!r} is not in this pack.", hint="HILLCLIMB_PACK names another one.")
    digest = str(found.content["subject"][0]["digest"].get("hillclimb", "")) if found.content["subject"] else ""
    submission = _submission(lab, digest, home, places)
    if submission is None:
        raise NotFound(
            f"The files with the digest {digest[:16]}… are not here.",
            hint="Name their folder with --files; `hillclimb evidence export --with-code` hands them out.",
        )
    verdict = judge.grade(lab, submission, seed=Seed.fresh())
    return Rejudged(verdict=verdict, same_lab=about["digest"] in ("", lab_digest(lab)))


def _submission(lab: Lab, digest: str, home: Home, places: Sequence[Path]) -> Submission | None:
    for place in places:
        files = files_in(place, digest)
        if files is None and place.is_dir():
            try:
                submission = read_submission(place, lab)
            except Refusal:
                continue
            if submission.digest == digest:
                return submission
        if files is not None:
            return Submission(files=files, digest=digest)
    kept = kept_files(home, digest)
    return Submission(files=kept, digest=digest) if kept is not None else None


def told(rejudged: Rejudged, found: Examined) -> tuple[str, ...]:
    """Return what judging again showed, in sentences."""
    then = (found.content or {})["predicate"]["score"]
    verdict = rejudged.verdict
    lines = [f"Judged again just now by Hillclimb {hillclimb.__version__}, on fresh data: {verdict.ending.value}."]
    if verdict.score is not None and then is not None:
        score = verdict.score.banded()
        lines.append(f"Score {score.share:.2f} ± {score.error:.2g}; then {then['share']:.2f} ± {then['error']:.2g}.")
    if not rejudged.same_lab:
        lines.append("The lab is not quite the one of then: its ticket, grader or solution has changed since.")
    return tuple(lines)


def evidence_json(pieces: Sequence[Piece], home: Home) -> dict[str, Any]:
    """Return the evidence there is (version 1)."""
    return {
        "version": 1,
        "key": key_name(home),
        "evidence": [
            {
                "lab": piece.lab.slug,
                "title": piece.lab.title,
                "judged_at": piece.counted.event.at.isoformat(),
                "score": piece.counted.fact.score,
                "hints": piece.counted.fact.hints,
                "attempt": piece.counted.fact.attempt,
                "digest": piece.counted.fact.digest,
                "commit": piece.counted.fact.commit,
                "signed_by": list(piece.signed),
                "kept": piece.kept,
            }
            for piece in pieces
        ],
    }


def examined_json(path: Path, found: Examined, rejudged: Rejudged | None) -> dict[str, Any]:
    """Return what checking a file found (version 1)."""
    return {
        "version": 1,
        "file": str(path),
        "kind": found.kind,
        "holds": found.holds,
        "title": found.title,
        "key": found.key,
        "says": list(found.says),
        "proven": list(found.proven),
        "unproven": list(found.unproven),
        "wrong": list(found.wrong),
        "rejudged": None
        if rejudged is None
        else {
            "verdict": rejudged.verdict.ending.value,
            "score": rejudged.verdict.score.banded().share if rejudged.verdict.score else None,
            "same_lab": rejudged.same_lab,
        },
    }
