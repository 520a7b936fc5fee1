"""Badges: which there are, which are earned, and each of those as an image, as JSON and as a token for wallets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hillclimb.actions.desk import Desk, State
from hillclimb.actions.keyring import open_key
from hillclimb.actions.proving import evidence, put, sign
from hillclimb.career import Award, Key, as_jwt, awards, badge_picture, counted, credential, with_proof
from hillclimb.ground import Conflict, Misuse, NotFound

_LONGEST_NAME = 200


def badges(state: State) -> tuple[Award, ...]:
    """Return the badges that there are, for the role that is aimed at and for each ladder."""
    role = state.role if state.profile is not None else None
    return awards(state.pack, counted(state.events, state.pack.lab_by_uuid), role)


def export_badges(
    desk: Desk, target: Path, slugs: Sequence[str] = (), *, name: str = "", passphrase: str = ""
) -> tuple[Path, ...]:
    """Write earned badges into a folder, three files each: `.svg` (with the badge inside), `.json` and `.jwt`.

    A `name` is in them only if it is given.
    """
    if len(name) > _LONGEST_NAME or not all(char.isprintable() for char in name):
        raise Misuse("That is no name for a badge.", hint=f"At most {_LONGEST_NAME} letters on one line.")
    state = desk.state()
    there = {award.slug: award for award in badges(state)}
    for slug in slugs:
        if slug not in there:
            raise NotFound(f"There is no badge {slug!r}.", hint=f"There are: {', '.join(there) or 'none'}.")
        if not there[slug].earned:
            missing = ", ".join(lab.slug for lab in there[slug].missing)
            raise Conflict(f"The badge {slug} is not earned yet.", hint=f"Still to pass: {missing}.")
    chosen = [there[slug] for slug in dict.fromkeys(slugs)] or [award for award in there.values() if award.earned]
    if not chosen:
        raise NotFound("No badge is earned yet.", hint="`hillclimb badge` says what each takes.")
    key = open_key(desk, passphrase=passphrase)
    return tuple(
        put(target / file, text) for award in chosen for file, text in made(desk, award, key, name=name).items()
    )


def made(desk: Desk, award: Award, key: Key, *, name: str = "") -> dict[str, str]:
    """Return an earned badge signed with a key, as the texts of three files."""
    pieces = {piece.lab.slug: piece for piece in evidence(desk.state(), desk.home)}
    proofs = {lab.slug: (pieces[lab.slug].counted, sign(desk, pieces[lab.slug], key)) for lab in award.labs}
    at = desk.clock()
    body = credential(award, proofs, key=key, at=at, name=name)
    token = as_jwt(body, key, not_before=int(at.timestamp()))
    proved = with_proof(body, key, created=at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return {
        f"{award.slug}.badge.svg": badge_picture(award.title, len(award.labs), token=token),
        f"{award.slug}.badge.json": json.dumps(proved, indent=1, ensure_ascii=False) + "\n",
        f"{award.slug}.badge.jwt": token + "\n",
    }


def badges_json(found: Sequence[Award]) -> dict[str, Any]:
    """Return the badges (version 1)."""
    return {
        "version": 1,
        "badges": [
            {
                "badge": award.slug,
                "title": award.title,
                "about": award.about,
                "earned": award.earned,
                "labs": [lab.slug for lab in award.labs],
                "missing": [lab.slug for lab in award.missing],
            }
            for award in found
        ],
    }
