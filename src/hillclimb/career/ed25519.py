"""Ed25519 signatures checked without any library, and the names of keys: half of the script that is handed out.

Verification as RFC 8032 (section 5.1) tells it. Nothing here is secret, so nothing takes care to be constant-time.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = Sequence[int]  # extended homogeneous coordinates X, Y, Z, T with x = X/Z, y = Y/Z, x * y = T/Z


def _add(one: Point, other: Point) -> Point:
    a, b = (one[1] - one[0]) * (other[1] - other[0]) % _P, (one[1] + one[0]) * (other[1] + other[0]) % _P
    c, d = 2 * one[3] * other[3] * _D % _P, 2 * one[2] * other[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % _P, g * h % _P, f * g % _P, e * h % _P)


def _times(factor: int, point: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            total = _add(total, point)
        point = _add(point, point)
        factor >>= 1
    return total


def _same(one: Point, other: Point) -> bool:
    return (one[0] * other[2] - other[0] * one[2]) % _P == 0 and (one[1] * other[2] - other[1] * one[2]) % _P == 0


def _point(encoded: bytes) -> Point:
    """Decode a point (RFC 8032, 5.1.3); raise ValueError for what is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(encoded) != 32 or y >= _P:
        raise ValueError("no point of the curve")
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    if x & 1 != sign:
        x = _P - x
    return (x, y, 1, x * y % _P)


_BASE = _point(bytes.fromhex("58" + "66" * 31))


def is_weak(public: bytes) -> bool:
    """Return whether a public key is none, or one of the few for which signatures can be made without a secret."""
    try:
        return _same(_times(8, _point(public)), (0, 1, 1, 0))
    except ValueError:
        return True


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether an Ed25519 signature is that of the key's holder for exactly this message."""
    if len(public) != 32 or len(signature) != 64 or is_weak(public):
        return False
    try:
        key, nonce = _point(public), _point(signature[:32])
    except ValueError:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    return _same(_times(scalar, _BASE), _add(nonce, _times(int.from_bytes(digest, "little") % _L, key)))


# ---- names of keys

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\xed\x01"  # "an Ed25519 public key follows" (multicodec)


def fingerprint(public: bytes) -> str:
    """Return a key's fingerprint, the same that `ssh-keygen -l` shows for it."""
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0 " + public
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def base58(raw: bytes) -> str:
    """Return bytes in base58, as multibase writes them after a z."""
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = ALPHABET[rest] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def did(public: bytes) -> str:
    """Return a public key as a did:key."""
    return "did:key:z" + base58(_PREFIX + public)


def key_of_did(text: str) -> bytes:
    """Return the public key that a did:key is; raise ValueError for any other name."""
    number = 0
    for char in text.partition("did:key:z")[2][:60]:
        if char not in ALPHABET:
            break
        number = number * 58 + ALPHABET.index(char)
    raw = number.to_bytes(64, "big")[-34:]
    if raw[:2] != _PREFIX or did(raw[2:]) != text:
        raise ValueError("no Ed25519 key")
    return raw[2:]
