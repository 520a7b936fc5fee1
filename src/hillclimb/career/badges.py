"""Badges: which milestones a record has earned, and each as an Open Badge 3.0 with its evidence inside."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hillclimb.career.keys import Key, in_base64
from hillclimb.career.picture import badge_picture
from hillclimb.career.statements import Counted
from hillclimb.content import Lab, Pack, Role

CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]
SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
# A badge for one or two labs would say more than it proves.
LEAST_LABS = 3
_NAMESPACE = uuid.UUID("5b0d9a9e-6f0c-5f0a-9b53-8a3d1f6c2e11")
_EVIDENCE = "data:application/vnd.in-toto+json;base64,"


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """A badge that there is: what it is called, its labs, and those that are not passed yet."""

    slug: str
    title: str
    about: str
    pack: str
    labs: tuple[Lab, ...]
    missing: tuple[Lab, ...]

    @property
    def earned(self) -> bool:
        """Whether every lab of it was passed."""
        return not self.missing

    @property
    def uuid(self) -> str:
        """The name of the achievement, the same for everybody who earns it from the same pack."""
        return str(uuid.uuid5(_NAMESPACE, f"{self.pack}/{self.slug}"))


def awards(pack: Pack, passed: Sequence[Counted], role: Role | None = None) -> tuple[Award, ...]:
    """Return the badges that a pack has: one for the labs of each area, and one for each stage of a role.

    A lab belongs where the skill lies that it teaches most; a stage counts the labs that teach what the role asks for.
    """
    done = {one.lab.slug for one in passed}
    found: list[Award] = []
    for stage in pack.stages if role is not None else ():
        wanted = role.levels if role is not None else {}
        labs = [
            lab
            for lab in _in_order(pack)
            if pack.graph[_main(lab)].stage == stage.stage and any(wanted.get(skill, 0) > 0 for skill in lab.teaches)
        ]
        if role is not None:
            about = f"a milestone on the way to: {role.title}"
            found += _award(pack, f"{role.slug}-{stage.stage}", stage.title, about=about, labs=labs, done=done)
    for area in pack.areas:
        labs = [lab for lab in _in_order(pack) if pack.graph[_main(lab)].area == area.slug]
        found += _award(pack, f"ladder-{area.slug}", area.title, about="a whole ladder of labs", labs=labs, done=done)
    return tuple(found)


def _award(  # noqa: PLR0913 - the parts of a badge
    pack: Pack, slug: str, title: str, *, about: str, labs: Sequence[Lab], done: set[str]
) -> list[Award]:
    if len(labs) < LEAST_LABS:
        return []
    missing = tuple(lab for lab in labs if lab.slug not in done)
    return [Award(slug=slug, title=title, about=about, pack=pack.uuid, labs=tuple(labs), missing=missing)]


def _main(lab: Lab) -> str:
    return max(lab.teaches, key=lambda skill: lab.teaches[skill])


def _in_order(pack: Pack) -> list[Lab]:
    return sorted((lab for lab in pack.labs.values() if lab.teaches), key=lambda lab: (lab.difficulty, lab.slug))


def credential(
    award: Award,
    proofs: Mapping[str, tuple[Counted, Mapping[str, Any]]],
    *,
    key: Key,
    at: datetime,
    name: str = "",
) -> dict[str, Any]:
    """Return a badge as a credential without its proof.

    `proofs` are the verdicts of its labs with their signed statements, by slug. A `name` is there only if given.
    """
    earned_at = max(proofs[lab.slug][0].event.at for lab in award.labs)
    events = ",".join(proofs[lab.slug][0].event.uuid for lab in award.labs)
    subject: dict[str, Any] = {
        "id": key.did,
        "type": ["AchievementSubject"],
        "achievement": _achievement(award),
        "activityEndDate": _instant(earned_at),
    }
    if name:
        who = {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "ext:name"}
        subject["identifier"] = [who]
    return {
        "@context": CONTEXT,
        "id": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{award.uuid}/{key.did}/{events}/{name}')}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.title,
        "issuer": {
            "id": key.did,
            "type": ["Profile"],
            "name": name or f"The holder of the key {key.fingerprint}",
            "description": "Issued by its holder from their own record: the key proves integrity, not identity.",
        },
        "validFrom": _instant(at),
        "awardedDate": _instant(earned_at),
        "credentialSubject": subject,
        "evidence": [_evidence(*proofs[lab.slug]) for lab in award.labs],
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }


def _achievement(award: Award) -> dict[str, Any]:
    labs = "; ".join(lab.title for lab in award.labs)
    picture = badge_picture(award.title, len(award.labs)).encode()
    return {
        "id": f"urn:uuid:{award.uuid}",
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": award.title,
        "description": f"{len(award.labs)} labs passed: {award.about}.",
        "criteria": {
            "narrative": "Each lab is judged on hidden data that are drawn afresh for each judgement, by a judge that "
            f"never shares a process with the submission. The labs: {labs}."
        },
        "image": {
            "id": "data:image/svg+xml;base64," + in_base64(picture),
            "type": "Image",
            "caption": f"Badge: {award.title}",
        },
        "tag": sorted({skill for lab in award.labs for skill in lab.teaches}),
    }


def _evidence(one: Counted, envelope: Mapping[str, Any]) -> dict[str, Any]:
    score = f", {one.fact.score:.2f} of what is possible" if one.fact.score is not None else ""
    return {
        "id": _EVIDENCE + in_base64(json.dumps(envelope).encode()),
        "type": ["Evidence"],
        "name": one.lab.title,
        "description": f"Passed on {one.event.at:%Y-%m-%d}{score}; a signed statement (in-toto, DSSE).",
    }


def _instant(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
