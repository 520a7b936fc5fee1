"""Secure credentials two ways: a proof inside the JSON (eddsa-jcs-2022) and a compact JWT; and look at either."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785

from hillclimb.career.ed25519 import ALPHABET, base58, key_of_did
from hillclimb.career.examining import Broken, Examined, Unreadable, examine, examine_credential, read_json
from hillclimb.career.keys import Key, in_base64, verify_fast

SUITE = "eddsa-jcs-2022"


def with_proof(credential: Mapping[str, Any], key: Key, *, created: str) -> dict[str, Any]:
    """Return a credential with a Data Integrity proof (https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022)."""
    config = proof_config(credential, method=method_of(key.did), created=created)
    return {**credential, "proof": {**config, "proofValue": "z" + base58(key.sign(hashed(credential, config)))}}


def method_of(did: str) -> str:
    """Return how a did:key names its one key."""
    return f"{did}#{did.removeprefix('did:key:')}"


def proof_config(credential: Mapping[str, Any], *, method: str, created: str) -> dict[str, Any]:
    """Return what a proof says of itself."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }


def hashed(credential: Mapping[str, Any], config: Mapping[str, Any]) -> bytes:
    """Return what is signed: the hash of the canonical proof, then that of the canonical credential."""
    parts = (rfc8785.dumps(dict(config)), rfc8785.dumps(dict(credential)))
    return b"".join(hashlib.sha256(part).digest() for part in parts)


def as_jwt(credential: Mapping[str, Any], key: Key, *, not_before: int) -> str:
    """Return a credential as VC-JWT (Open Badges 3.0, section 8.2)."""
    head = {"alg": "EdDSA", "kid": method_of(key.did), "typ": "JWT"}
    claims = {
        "iss": credential["issuer"]["id"],
        "jti": credential["id"],
        "sub": credential["credentialSubject"]["id"],
        "nbf": not_before,
    }
    message = ".".join(in_base64(rfc8785.dumps(part), url=True) for part in (head, {**credential, **claims}))
    return f"{message}.{in_base64(key.sign(message.encode()), url=True)}"


def look_at(text: str, *, trusted: Mapping[str, bytes] | None = None) -> Examined:
    """Check evidence or a badge in any form that Hillclimb writes; raise Unreadable for anything else."""
    if text.lstrip().startswith("{"):
        try:
            body = read_json(text)
        except ValueError as error:
            raise Unreadable(f"It is no JSON that can be read in one way only: {error}.") from None
        if isinstance(body, dict) and "proof" in body:
            try:
                return examine_credential(*open_proof(body), check=verify_fast)
            except Broken as broken:
                return Examined(kind="badge", wrong=[str(broken)])
    return examine(text, check=verify_fast, trusted=trusted)


def open_proof(body: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Return (credential, public key) of a credential whose proof holds; else raise Broken."""
    proof = body["proof"]
    credential = {name: value for name, value in body.items() if name != "proof"}
    if not isinstance(proof, dict) or not isinstance(proof.get("proofValue"), str):
        raise Broken("It has not exactly one proof.")
    issuer = credential.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    try:
        public = key_of_did(str(name))
    except ValueError:
        raise Broken("The issuer is not named by an Ed25519 key (did:key).") from None
    config = {part: value for part, value in proof.items() if part != "proofValue"}
    wanted = proof_config({"@context": credential.get("@context")}, method=method_of(str(name)), created="")
    if {**config, "created": ""} != wanted or not isinstance(config.get("created"), str):
        raise Broken("Its proof is not an eddsa-jcs-2022 proof by the issuer.")
    try:
        message = hashed(credential, config)
        signature = _unbase58(proof["proofValue"])
    except (rfc8785.CanonicalizationError, ValueError):
        raise Broken("Its proof cannot be read.") from None
    if not verify_fast(public, signature, message):
        raise Broken("The signature does not fit: something was changed after signing, or another key signed it.")
    return credential, public


def _unbase58(text: str) -> bytes:
    """Return the 64 bytes that multibase spells in base58; raise ValueError for anything else."""
    number = 0
    for char in text[1:90]:
        number = number * 58 + ALPHABET.index(char)
    raw = number.to_bytes(128, "big")[-64:]
    if "z" + base58(raw) != text:
        raise ValueError("no signature in base58")
    return raw
