"""The portfolio: chosen evidence as a folder of pages, and drafts of what to say about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hillclimb.actions.badging import badges, made
from hillclimb.actions.desk import Desk
from hillclimb.actions.keyring import key_name, open_key
from hillclimb.actions.preserving import kept_files
from hillclimb.actions.proving import Piece, envelope_of, pieces_of, put
from hillclimb.career import Portfolio, Project, draft, is_finished, opening, site
from hillclimb.ground import Conflict, Misuse, NotFound, Refusal, Unavailable

# Which files a portfolio consists of, so that the next one takes away what is not chosen any more.
_MARK = ".hillclimb-portfolio.json"
_LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a portfolio shows besides the evidence; by default nothing."""

    name: str = ""
    headline: str = ""
    code_url: str = ""
    code: bool = False
    writeups: bool = False


def write_portfolio(
    desk: Desk, target: Path, labs: Sequence[str] = (), *, choice: Choice, passphrase: str = ""
) -> tuple[Path, ...]:
    """Write the pages of chosen labs (default: all that were passed) into a folder; index.html comes first.

    The folder must be empty, new, or hold an earlier portfolio, whose files go.
    """
    _sound(choice)
    old = _earlier(target)
    pieces = pieces_of(desk.state(), desk.home, labs)
    projects = tuple(_project(desk, piece, choice, passphrase=passphrase) for piece in pieces)
    shown = Portfolio(
        projects=projects,
        badges=_badges(desk, {piece.lab.slug for piece in pieces}, choice, passphrase=passphrase),
        name=choice.name,
        headline=choice.headline,
        key=key_name(desk.home),
        licence=desk.pack.licence,
    )
    files = site(shown)
    try:
        for name in old - files.keys():
            (target / name).unlink(missing_ok=True)
    except OSError as error:
        raise Unavailable(f"{target} cannot be written: {error.strerror}.", hint="Choose another folder.") from error
    written = [put(target / name, body) for name, body in sorted(files.items())]
    put(target / _MARK, json.dumps(sorted(files)) + "\n")
    return (target / "index.html", *(path for path in written if path.name != "index.html"))


def write_draft(desk: Desk, slug: str) -> Path:
    """Write a draft about a lab into the learner's own folder, unless one is there; return where."""
    lab = desk.lab(slug)
    path = desk.home.writeup(lab.slug)
    if path.exists():
        return path
    events = desk.record.events()
    if not any(getattr(event.fact, "lab", "") == lab.uuid for event in events):
        raise NotFound(f"Nothing is in the log about {lab.title}.", hint=f"Begin it: hillclimb open {lab.slug}")
    return put(path, draft(lab, events))


def _sound(choice: Choice) -> None:
    for text in (choice.name, choice.headline):
        if len(text) > _LONGEST or not all(char.isprintable() for char in text):
            raise Misuse("A name or headline is one line of text.", hint=f"At most {_LONGEST} letters.")
    if choice.code_url:
        try:
            parts = urlsplit(choice.code_url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.netloc or not choice.code_url.isprintable():
            raise Misuse(f"{choice.code_url!r} is no web address.", hint="Such as --code https://example.org/me/labs")


def _earlier(target: Path) -> set[str]:
    """Return the files of the portfolio that lies there; refuse a folder that holds something else."""
    if target.exists() and not target.is_dir():
        raise Misuse(f"{target} is no folder.", hint="Choose another with --to.")
    if not target.is_dir() or not any(target.iterdir()):
        return set()
    try:
        names = json.loads((target / _MARK).read_text(encoding="utf-8"))
        if isinstance(names, list) and all(isinstance(name, str) for name in names):
            inside = target.resolve()
            return {name for name in names if (target / name).resolve().is_relative_to(inside)}
    except (OSError, ValueError):
        pass
    raise Conflict(f"{target} holds something else already.", hint="Choose a new folder with --to.")


def _project(desk: Desk, piece: Piece, choice: Choice, *, passphrase: str) -> Project:
    fact, lab = piece.counted.fact, piece.lab
    files = kept_files(desk.home, fact.digest) or {}
    if choice.code and not files:
        raise NotFound(
            f"The files that passed {lab.slug} were not kept.", hint="Check it again, or leave --with-code out."
        )
    skills = [desk.pack.graph[slug].title for uuid in fact.teaches for slug, _ in desk.pack.graph.heirs(uuid)]
    return Project(
        slug=lab.slug,
        title=lab.title,
        problem=opening(lab.task),
        kind=lab.kind,
        passed_at=piece.counted.event.at,
        verdict=_public(fact.verdict),
        skills=tuple(dict.fromkeys(skills)),
        lines={name: body.count(b"\n") + (not body.endswith(b"\n")) for name, body in files.items()},
        evidence=json.dumps(envelope_of(desk, piece, passphrase=passphrase), indent=1) + "\n",
        writeup=_writeup(desk, lab.slug) if choice.writeups else "",
        code=files if choice.code else {},
        link=f"{choice.code_url.rstrip('/')}/{lab.slug}" if choice.code_url else "",
    )


def _public(verdict: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return of a verdict what may be shown: score, names of checks and traffic; no output, no cases."""
    found: dict[str, Any] = {"score": verdict.get("score")}
    found["checks"] = [{"name": check["name"]} for check in verdict["checks"] if check["outcome"] == "passed"]
    if verdict.get("timeline"):
        found["timeline"] = {"buckets": verdict["timeline"]["buckets"]}
    return found


def _writeup(desk: Desk, slug: str) -> str:
    try:
        text = desk.home.writeup(slug).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise Unavailable(f"{desk.home.writeup(slug)} cannot be read.", hint="It is a text in UTF-8.") from error
    if not is_finished(text):
        raise Conflict(
            f"The write-up of {slug} still asks questions.",
            hint=f"Answer or remove what stands in [Say …]: {desk.home.writeup(slug)}",
        )
    return text.partition("\n")[2] if text.startswith("# ") else text


def _badges(desk: Desk, labs: set[str], choice: Choice, *, passphrase: str) -> tuple[tuple[str, str, str], ...]:
    """Return the earned badges all of whose labs are shown, as images with the badge inside; none without the key."""
    earned = [award for award in badges(desk.state()) if award.earned and {lab.slug for lab in award.labs} <= labs]
    try:
        key = open_key(desk, passphrase=passphrase) if earned else None
    except Refusal:
        return ()
    return tuple(
        (award.slug, award.title, made(desk, award, key, name=choice.name)[f"{award.slug}.badge.svg"])
        for award in earned
        if key is not None
    )
