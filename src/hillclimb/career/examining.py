"""Examine evidence and badges that somebody hands over: strict reading, signatures, and what they prove in plain words.

The other half of the script that is handed out (see `script`): the standard library only, Python 3.9 or newer.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hillclimb.career.ed25519 import fingerprint, key_of_did, verify

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "urn:x-hillclimb:evidence:1"
LONGEST = 4 << 20
USAGE = """Check evidence or badges made with Hillclimb: python3 verify_evidence.py FILE...

Exit status: 0 everything holds, 1 something does not, 2 it cannot be read.
"""
Verify = Callable[[bytes, bytes, bytes], bool]


class Unreadable(Exception):
    """The text is neither evidence nor a badge."""


class Broken(Exception):
    """The text is evidence or a badge, and something in it does not hold."""


# ---- reading: strict, because a second way to read the same bytes is a way to cheat


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def read_json(text: str | bytes) -> Any:
    """Return a JSON value; raise ValueError for anything that could be read in two ways."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def unbase64(text: Any, *, url: bool = False) -> bytes:
    """Return the bytes of the one canonical spelling in base64; raise Broken for any other."""
    try:
        raw = text.encode("ascii") + b"=" * (-len(text) % 4) if url else text.encode("ascii")
        body = base64.b64decode(raw, b"-_" if url else None, validate=True)
        again = base64.urlsafe_b64encode(body).rstrip(b"=") if url else base64.b64encode(body)
        if again == text.encode("ascii"):
            return body
    except (AttributeError, UnicodeError, binascii.Error, ValueError):
        pass
    raise Broken("A part that should be base64 is not.")


def pae(payload_type: str, payload: bytes) -> bytes:
    """Return what a DSSE signature is made over."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


# ---- what a statement is made of

_TEXT, _NUMBER, _WHOLE = (str,), (int, float), (int,)
_SHAPE: dict[str, Any] = {
    "_type": _TEXT,
    "predicateType": _TEXT,
    "subject": [{"name": _TEXT, "digest": {}}],
    "predicate": {
        "event": _TEXT,
        "lab": {"slug": _TEXT, "uuid": _TEXT, "title": _TEXT, "version": _WHOLE, "digest": _TEXT},
        "judge": {"name": _TEXT, "version": _TEXT},
        "verdict": _TEXT,
        "checks": [_TEXT],
        "score": ({"measure": _TEXT, "share": _NUMBER, "error": _NUMBER, "bar": _NUMBER, "draws": _WHOLE}, None),
        "seed_commitment": _TEXT,
        "protections": {"on": [_TEXT], "missing": [_TEXT]},
        "hints": _WHOLE,
        "attempt": _WHOLE,
        "skills": [{"slug": _TEXT, "title": _TEXT, "weight": _NUMBER}],
        "judged_at": _TEXT,
        "signed_at": _TEXT,
        "key": {"type": _TEXT, "public": _TEXT},
    },
}


def _misfit(value: Any, shape: Any, place: str) -> str:
    """Return where a value is not what its shape asks for; empty where it fits."""
    if isinstance(shape, dict):
        if not isinstance(value, dict):
            return place
        return next((bad for name in shape if (bad := _misfit(value.get(name), shape[name], f"{place}.{name}"))), "")
    if isinstance(shape, list):
        if not isinstance(value, list):
            return place
        return next((bad for n, item in enumerate(value) if (bad := _misfit(item, shape[0], f"{place}[{n}]"))), "")
    if isinstance(shape, tuple) and shape[-1] is None:
        return "" if value is None else _misfit(value, shape[0], place)
    return "" if isinstance(value, shape) and not isinstance(value, bool) else place


@dataclass(frozen=True)
class Examined:
    """What was found: `wrong` is empty where everything holds; `says` is what the signer claims."""

    kind: str
    title: str = ""
    key: str = ""
    says: Sequence[str] = ()
    proven: Sequence[str] = ()
    unproven: Sequence[str] = ()
    wrong: Sequence[str] = ()
    content: Mapping[str, Any] | None = None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def open_envelope(body: Any, *, check: Verify = verify) -> tuple[dict[str, Any], bytes, list[dict[str, str]]]:
    """Return (statement, public key, further signatures) of an envelope whose first signature holds; else raise."""
    if not isinstance(body, dict) or set(body) != {"payload", "payloadType", "signatures"}:
        raise Broken("The envelope has other parts than a payload, its type and signatures.")
    signatures = body["signatures"]
    if not isinstance(signatures, list) or not signatures:
        raise Broken("Nobody signed it.")
    if any(
        not isinstance(s, dict) or set(s) != {"keyid", "sig"} or not isinstance(s["keyid"], str) for s in signatures
    ):
        raise Broken("A signature has other parts than the name of its key and its value.")
    if body["payloadType"] != PAYLOAD_TYPE:
        raise Broken("The payload is not said to be a statement.")
    payload = unbase64(body["payload"])
    try:
        statement = read_json(payload)
    except ValueError as error:
        raise Broken(f"The statement cannot be read: {error}.") from None
    bad = _misfit(statement, _SHAPE, "statement")
    if bad or statement["_type"] != STATEMENT or statement["predicateType"] != PREDICATE:
        raise Broken(f"The statement is not one of Hillclimb's ({bad or 'its type is another'}).")
    public = unbase64(statement["predicate"]["key"]["public"])
    first = signatures[0]
    if statement["predicate"]["key"]["type"] != "ed25519" or first["keyid"] != fingerprint(public):
        raise Broken("The signature names another key than the statement does.")
    if not check(public, unbase64(first["sig"]), pae(PAYLOAD_TYPE, payload)):
        raise Broken("The signature does not fit: something was changed after signing, or another key signed it.")
    return statement, public, signatures[1:]


def _score_told(score: Mapping[str, Any] | None) -> str:
    if score is None:
        return "no score; every check passed"
    return (
        f"score {score['share']:.2f} ± {score['error']:.2g} of the way from the naive baseline to the best possible, "
        f"on {score['draws']} fresh data sets (a pass takes {score['bar']:g})"
    )


def _says(statement: Mapping[str, Any]) -> list[str]:
    found = statement["predicate"]
    subject = statement["subject"][0]["digest"] if statement["subject"] else {}
    lab, on = found["lab"], ", ".join(found["protections"]["on"]) or "none"
    judge = f"{found['judge']['name']} {found['judge']['version'] or 'of unknown version'}"
    lines = [
        f"{found['verdict']}: {lab['title']} ({lab['slug']}, version {lab['version']})",
        _score_told(found["score"]),
        f"{len(found['checks'])} checks passed, {found['hints']} hints read before, attempt {found['attempt']}",
        f"judged on {found['judged_at'][:10]} by {judge}",
        f"protections that were on: {on}",
        f"submission: {subject.get('hillclimb', 'not named')}",
    ]
    if subject.get("gitCommit"):
        lines.append(f"Git commit: {subject['gitCommit']}")
    return lines


def _limits(statement: Mapping[str, Any], countersigned: bool) -> list[str]:
    """Return what a statement does not prove."""
    found = statement["predicate"]
    lines = ["Who holds the key: ask them for its fingerprint in a way that you trust."]
    if not countersigned:
        lines.append(
            "That it was judged as it says: the learner's own machine judged and signed. "
            "Running the submission again (hillclimb verify --rejudge) shows whether it passes."
        )
    lines.append("Who wrote the code, and when: the dates are those of the signer's clock.")
    lines.append("Which data were drawn: their seed is committed to, not published.")
    if found["protections"]["missing"]:
        lines.append(f"What the missing protections would have kept out: {', '.join(found['protections']['missing'])}.")
    if not found["lab"]["digest"] or not found["judge"]["version"]:
        lines.append("Exactly which lab or judge it was: the verdict is older than these fields.")
    if statement["subject"] and statement["subject"][0]["digest"].get("gitCommit"):
        lines.append("That the commit is public: look for it in the repository that you were shown.")
    return lines


def examine_envelope(body: Any, *, check: Verify = verify, trusted: Mapping[str, bytes] | None = None) -> Examined:
    """Check evidence; `trusted` maps fingerprints to the public keys of servers that you trust."""
    try:
        statement, public, others = open_envelope(body, check=check)
    except Broken as broken:
        return Examined(kind="evidence", wrong=[str(broken)])
    trusted, name = trusted or {}, fingerprint(public)
    proven = [f"Nothing in it was changed since the holder of the key {name} signed it."]
    wrong, unproven, counted = [], [], False
    message = pae(PAYLOAD_TYPE, unbase64(body["payload"]))
    for other in others:
        keyid = other["keyid"]
        if keyid not in trusted:
            unproven.append(f"A further signature, by {keyid}: that key is not among those that you trust.")
        elif check(trusted[keyid], unbase64(other["sig"]), message):
            counted = True
            proven.append(f"The key {keyid}, which you trust, signed it as well.")
        else:
            wrong.append(f"The signature by {keyid} does not fit.")
    return Examined(
        kind="evidence",
        title=statement["predicate"]["lab"]["title"],
        key=name,
        says=_says(statement),
        proven=proven,
        unproven=[*_limits(statement, counted), *unproven],
        wrong=wrong,
        content=statement,
    )


# ---- badges


def open_jwt(token: str, *, check: Verify = verify) -> tuple[dict[str, Any], bytes]:
    """Return (credential, public key) of a VC-JWT whose signature holds; else raise Broken."""
    parts = token.split(".")
    if len(parts) != 3:
        raise Broken("It is no compact JWT.")
    try:
        head, body = read_json(unbase64(parts[0], url=True)), read_json(unbase64(parts[1], url=True))
    except ValueError as error:
        raise Broken(f"It cannot be read: {error}.") from None
    issuer = body.get("issuer") if isinstance(body, dict) else None
    if not isinstance(head, dict) or head.get("alg") != "EdDSA" or "crit" in head or not isinstance(issuer, dict):
        raise Broken("It is not signed with Ed25519 by an issuer that it names.")
    name = str(issuer.get("id"))
    try:
        public = key_of_did(name)
    except ValueError:
        raise Broken("The issuer is not named by an Ed25519 key (did:key).") from None
    if not check(public, unbase64(parts[2], url=True), f"{parts[0]}.{parts[1]}".encode()):
        raise Broken("The signature does not fit: something was changed after signing, or another key signed it.")
    subject = body.get("credentialSubject")
    if not isinstance(subject, dict):
        raise Broken("It names nobody who earned it.")
    if (body.get("iss"), body.get("sub"), body.get("jti")) != (name, subject.get("id"), body.get("id")):
        raise Broken("Its claims and its credential name different people or things.")
    if not str(head.get("kid", "")).startswith(name + "#"):
        raise Broken("It names another key than the issuer's.")
    return body, public


def examine_credential(body: Mapping[str, Any], public: bytes, *, check: Verify = verify) -> Examined:
    """Check what lies inside a badge whose own signature holds."""
    subject = body.get("credentialSubject") if isinstance(body.get("credentialSubject"), dict) else {}
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    title = str(achievement.get("name", "")) if isinstance(achievement, dict) else ""
    says, wrong = [f"earned: {title}, on {str(body.get('awardedDate', ''))[:10]}"], []
    pieces = body.get("evidence") if isinstance(body.get("evidence"), list) else []
    for piece in pieces or ():
        address = str(piece.get("id", "")) if isinstance(piece, dict) else ""
        try:
            inner = read_json(unbase64(address.partition(";base64,")[2]))
        except (Broken, ValueError):
            wrong.append("A piece of evidence inside it cannot be read.")
            continue
        found = examine_envelope(inner, check=check)
        says += [f"evidence: {line}" for line in found.says[:2]]
        wrong += [f"Evidence inside it: {line}" for line in found.wrong]
        if found.holds and found.key != fingerprint(public):
            wrong.append(f"Evidence inside it was signed by another key, {found.key}.")
    return Examined(
        kind="badge",
        title=title,
        key=fingerprint(public),
        says=says,
        proven=[
            f"Nothing in it was changed since the holder of the key {fingerprint(public)} signed it.",
            f"It holds {len(pieces or ())} pieces of evidence, each signed with the same key.",
        ],
        unproven=[
            "Who holds the key: ask them for its fingerprint in a way that you trust.",
            "That anybody but its holder awarded it: the holder issued it from their own record.",
            "What each piece of evidence does not prove by itself: check it on its own to read that.",
        ],
        wrong=wrong,
        content=body,
    )


def examine(text: str, *, check: Verify = verify, trusted: Mapping[str, bytes] | None = None) -> Examined:
    """Check evidence or a badge, whichever the text is; raise Unreadable for anything else."""
    text = text.strip()
    token = text
    if text.startswith("<"):
        found = re.search(r"<openbadges:credential\s[^>]*verify=[\"']([A-Za-z0-9_.-]+)[\"']", text)
        if found is None:
            raise Unreadable("The image holds no badge.")
        token = found[1]
    if re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){2}", token):
        try:
            return examine_credential(*open_jwt(token, check=check), check=check)
        except Broken as broken:
            return Examined(kind="badge", wrong=[str(broken)])
    try:
        body = read_json(text)
    except ValueError as error:
        raise Unreadable(f"It is no JSON that can be read in one way only: {error}.") from None
    if not isinstance(body, dict) or "payload" not in body:
        raise Unreadable("It is neither evidence nor a badge that this script knows.")
    return examine_envelope(body, check=check, trusted=trusted)


def plain(text: str) -> str:
    """Return text with every control character shown, so that no terminal obeys it."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)


def main(arguments: Sequence[str]) -> int:
    """Check files and say what was found."""
    if not arguments or arguments[0] in ("-h", "--help"):
        sys.stdout.write(USAGE)
        return 0 if arguments else 2
    status = 0
    for name in arguments:
        try:
            with open(name, "rb") as file:
                found = examine(file.read(LONGEST).decode("utf-8"))
        except (OSError, UnicodeError, Unreadable) as error:
            sys.stdout.write(f"{plain(name)}: cannot be read: {plain(str(error))}\n")
            status = 2
            continue
        sys.stdout.write(f"{plain(name)}: {'holds' if found.holds else 'DOES NOT HOLD'} ({found.kind})\n")
        parts = (
            ("Wrong", found.wrong),
            ("It says", found.says),
            ("Proven", found.proven),
            ("Not proven", found.unproven),
        )
        for head, lines in parts:
            if lines and (found.holds or head == "Wrong"):
                sys.stdout.write(f"{head}:\n" + "".join(f"  - {plain(line)}\n" for line in lines))
        status = max(status, 0 if found.holds else 1)
    return status
