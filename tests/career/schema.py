"""The rules of the published JSON schema of Open Badges 3.0 (ob_v3p0_achievementcredential_schema.json) that we meet.

Written from the specification (1EdTech Open Badges 3.0, appendix: data models), with every class that our badges use:
required fields, types, formats, vocabularies, and which classes take no other fields.
"""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
URI = {"type": "string", "format": "uri"}
INSTANT = {"type": "string", "format": "date-time"}


def typed(name: str) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": TEXT, "contains": {"const": name}}


def a(required: list[str], *, closed: bool = False, **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": not closed,
    }


IMAGE = a(["id", "type"], closed=True, id=URI, type={"const": "Image"}, caption=TEXT)
PROFILE = a(["id", "type"], id=URI, type=typed("Profile"), name=TEXT, url=URI, description=TEXT, image=IMAGE)
KINDS = ["Achievement", "Assessment", "Award", "Badge", "Certificate", "Certification", "Competency", "MicroCredential"]
ACHIEVEMENT = a(
    ["id", "type", "criteria", "description", "name"],
    id=URI,
    type=typed("Achievement"),
    achievementType={"anyOf": [{"enum": KINDS}, {"type": "string", "pattern": "(ext:)[a-z|A-Z|0-9|.|-|_]+"}]},
    criteria=a([], id=URI, narrative=TEXT),
    creator=PROFILE,
    description=TEXT,
    image=IMAGE,
    name=TEXT,
    tag={"type": "array", "items": TEXT},
)
IDENTITY = a(
    ["type", "hashed", "identityHash", "identityType"],
    closed=True,
    type={"const": "IdentityObject"},
    hashed={"type": "boolean"},
    identityHash=TEXT,
    identityType={
        "anyOf": [
            {"enum": ["name", "emailAddress", "userName", "identifier"]},
            {"type": "string", "pattern": "(ext:)[a-z|A-Z|0-9|.|-|_]+"},
        ]
    },
    salt=TEXT,
)
SUBJECT = {
    **a(
        ["type", "achievement"],
        id=URI,
        type=typed("AchievementSubject"),
        activityEndDate=INSTANT,
        activityStartDate=INSTANT,
        achievement=ACHIEVEMENT,
        identifier={"type": "array", "items": IDENTITY},
        image=IMAGE,
        narrative=TEXT,
    ),
    "anyOf": [{"required": ["id"]}, {"required": ["identifier"]}],
}
EVIDENCE = a(["type"], id=URI, type=typed("Evidence"), narrative=TEXT, name=TEXT, description=TEXT, genre=TEXT)
PROOF = a(
    ["type"],
    type=TEXT,
    created=INSTANT,
    cryptosuite=TEXT,
    proofPurpose={"const": "assertionMethod"},
    proofValue=TEXT,
    verificationMethod=URI,
)
OPEN_BADGE = {
    "$schema": "https://json-schema.org/draft/2019-09/schema",
    **a(
        ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"],
        **{
            "@context": {
                "type": "array",
                "minItems": 2,
                "prefixItems": [{"const": "https://www.w3.org/ns/credentials/v2"}],
                "contains": {"pattern": r"^https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.\d\.\d\.json$"},
                "items": TEXT,
            }
        },
        id=URI,
        name=TEXT,
        description=TEXT,
        type={
            "allOf": [
                typed("VerifiableCredential"),
                {"anyOf": [typed("OpenBadgeCredential"), typed("AchievementCredential")]},
            ]
        },
        image=IMAGE,
        issuer=PROFILE,
        validFrom=INSTANT,
        validUntil=INSTANT,
        awardedDate=INSTANT,
        credentialSubject=SUBJECT,
        evidence={"type": "array", "items": EVIDENCE},
        proof={"anyOf": [PROOF, {"type": "array", "items": PROOF}]},
        credentialSchema={"type": "array", "items": a(["id", "type"], id=URI, type=TEXT)},
    ),
}
