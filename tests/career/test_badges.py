"""Badges are earned by whole groups of labs, valid Open Badges 3.0, and verified by us and by others."""

from __future__ import annotations

import base64
import copy
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonschema
import pytest

from hillclimb.career import (
    Award,
    Key,
    as_jwt,
    awards,
    counted,
    credential,
    examine,
    look_at,
    seal,
    statement_of,
    with_proof,
)
from hillclimb.career.picture import badge_picture
from hillclimb.career.securing import hashed, open_proof, proof_config
from hillclimb.content import Pack
from hillclimb.record import Event
from tests.career.made import AT, KEY, LAB, OTHER, PACK, events, graded
from tests.career.schema import OPEN_BADGE
from tests.career.test_evidence import at, changed, leaves, other_than


def pack_of(count: int) -> Pack:
    """Return the tiny pack with as many labs of one kind."""
    labs = {f"double-{n}": replace(LAB, slug=f"double-{n}", uuid=f"lab-{n}", difficulty=n) for n in range(count)}
    return replace(PACK, labs=labs)


def passed(count: int) -> tuple[Event, ...]:
    return events(*(graded(lab=f"lab-{n}") for n in range(count)))


def badge(*, key: Key = KEY, name: str = "", count: int = 3) -> dict[str, Any]:
    pack = pack_of(count)
    found = counted(passed(count), pack.lab_by_uuid)
    (award,) = [one for one in awards(pack, found) if one.slug == "ladder-basics"]
    said = {one.lab.slug: statement_of(one, PACK.graph, files={}, public=key.public, at=AT) for one in found}
    proofs = {one.lab.slug: (one, seal(said[one.lab.slug], key)) for one in found}
    return credential(award, proofs, key=key, at=AT + timedelta(days=2), name=name)


BADGE = badge()
PROVED = with_proof(BADGE, KEY, created="2026-03-04T18:00:00Z")
JWT = as_jwt(BADGE, KEY, not_before=1772647200)


def slugs(found: tuple[Award, ...], *, earned: bool) -> list[str]:
    return [one.slug for one in found if one.earned == earned]


def test_a_badge_takes_every_lab_of_its_group_and_at_least_three() -> None:
    role = PACK.roles["scaler"]
    assert awards(pack_of(2), counted(passed(2), pack_of(2).lab_by_uuid), role) == ()
    almost = awards(pack_of(4), counted(passed(3), pack_of(4).lab_by_uuid), role)
    assert slugs(almost, earned=True) == []
    assert [lab.slug for one in almost for lab in one.missing] == ["double-3"] * len(almost)
    assert almost
    whole = awards(pack_of(4), counted(passed(4), pack_of(4).lab_by_uuid), role)
    assert slugs(whole, earned=False) == []
    assert "ladder-basics" in slugs(whole, earned=True)
    assert not any(one.slug.startswith("scaler") for one in awards(pack_of(4), (), None))


@pytest.mark.parametrize("body", [BADGE, PROVED, badge(name="فاطمة الزهراء"), badge(name="Zoë 王小明")])
def test_a_badge_obeys_the_published_schema(body: dict[str, Any]) -> None:
    checker = jsonschema.Draft201909Validator(OPEN_BADGE, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(body)] == []
    assert list(checker.iter_errors({**body, "credentialSubject": {}}))


def test_the_proof_is_that_of_the_standards_example() -> None:
    # https://www.w3.org/TR/vc-di-eddsa/, B.2: representation of eddsa-jcs-2022
    did = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    body = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }
    config = proof_config(body, method=f"{did}#{did[8:]}", created="2023-02-24T23:36:38Z")
    assert hashed(body, config).hex() == (
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
        "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    )
    value = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
    from hillclimb.career.ed25519 import key_of_did, verify
    from hillclimb.career.securing import _unbase58

    assert verify(key_of_did(did), _unbase58(value), hashed(body, config))


@pytest.mark.parametrize(
    "text", [json.dumps(PROVED), JWT, badge_picture("A", 3, token=JWT)], ids=["json", "jwt", "svg"]
)
def test_a_badge_holds_with_all_its_evidence(text: str) -> None:
    found = look_at(text)
    assert (found.kind, found.holds, found.key) == ("badge", True, KEY.fingerprint)
    assert "3 pieces of evidence" in " ".join(found.proven)
    assert any("holder issued it from their own record" in line for line in found.unproven)


@pytest.mark.parametrize("path", list(leaves(PROVED)), ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_a_badge_changed_in_turn_is_found(path: tuple[Any, ...]) -> None:
    assert not look_at(json.dumps(changed(PROVED, path, other_than(at(PROVED, path))))).holds


@pytest.mark.parametrize("path", list(leaves(BADGE)), ids=lambda path: ".".join(map(str, path)))
def test_each_field_of_a_jwt_changed_in_turn_is_found(path: tuple[Any, ...]) -> None:
    head, _, signature = JWT.split(".")
    forged = json.dumps(changed(BADGE, path, other_than(at(BADGE, path)))).encode()
    assert not examine(f"{head}.{base64.urlsafe_b64encode(forged).decode().rstrip('=')}.{signature}").holds


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_jwt_with_any_part_changed_is_found(part: int) -> None:
    parts = JWT.split(".")
    parts[part] = parts[part][:-2] + ("AA" if parts[part][-2:] != "AA" else "BB")
    assert not examine(".".join(parts)).holds


def test_a_stranger_cannot_take_a_badge_over() -> None:
    stolen = {**BADGE, "issuer": {**BADGE["issuer"], "id": OTHER.did}}
    stolen["credentialSubject"] = {**BADGE["credentialSubject"], "id": OTHER.did}
    found = look_at(json.dumps(with_proof(stolen, OTHER, created="2026-03-04T18:00:00Z")))
    assert not found.holds
    assert any("signed by another key" in line for line in found.wrong)


@pytest.mark.parametrize(
    "change",
    [
        {"proof": []},
        {"proof": {}},
        {"proof": {**PROVED["proof"], "cryptosuite": "eddsa-rdfc-2022"}},
        {"proof": {**PROVED["proof"], "extra": 1}},
        {"proof": {**PROVED["proof"], "proofValue": "z"}},
        {"issuer": "did:web:example.org"},
        {"issuer": None},
        {"validFrom": 2**70},
    ],
)
def test_odd_badges_are_told_and_never_crash(change: dict[str, Any]) -> None:
    assert look_at(json.dumps({**PROVED, **change})).wrong


@pytest.mark.parametrize(
    "path", [path for path in leaves(BADGE) if path[0] != "issuer"], ids=lambda p: ".".join(map(str, p))
)
def test_a_signed_badge_of_another_shape_is_told_and_never_crashes(path: tuple[Any, ...]) -> None:
    for value in (None, 7, [], {}, [[]], "x"):
        body = changed(BADGE, path, value)
        found = look_at(json.dumps(with_proof(body, KEY, created="2026-03-04T18:00:00Z")))
        assert found.holds or found.wrong
        open_proof(with_proof(body, KEY, created="2026-03-04T18:00:00Z"))


def test_an_independent_library_verifies_the_badge() -> None:
    ob3 = pytest.importorskip("openbadgeslib.ob3")
    baking = pytest.importorskip("openbadgeslib.baking")
    image = badge_picture(BADGE["name"], 3, token=JWT).encode()
    token = baking.extract_svg(image, element=baking.SVG_ELEMENT_OB3)
    read = ob3.OB3Verifier.for_issuer_did(KEY.did).verify(token, expected_recipient=KEY.did)
    assert read.achievement.name == BADGE["name"]
    assert len(read.evidence) == 3
    head, body, signature = JWT.split(".")
    with pytest.raises(ob3.OB3VerificationError):
        ob3.OB3Verifier.for_issuer_did(KEY.did).verify(f"{head}.{body[:-4]}AAAA.{signature}")
    with pytest.raises(ob3.OB3VerificationError):
        ob3.OB3Verifier.for_issuer_did(OTHER.did).verify(token)


@pytest.mark.parametrize(
    "title", ["A", "Classical models from the inside, with their mathematics", "<&\"'>", "模型" * 30]
)
def test_the_picture_is_sound_and_says_what_it_is(title: str) -> None:
    root = ET.fromstring(badge_picture(title, 7, token=JWT))
    assert title in root.attrib["aria-label"]
    assert "script" not in badge_picture(title, 7)


def test_nobody_is_named_unless_they_say_so() -> None:
    assert "identifier" not in BADGE["credentialSubject"]
    named = badge(name="Zoë 王小明")
    assert named["credentialSubject"]["identifier"][0]["identityHash"] == "Zoë 王小明"
    assert named["id"] != BADGE["id"]
    assert copy.deepcopy(BADGE) == badge()
