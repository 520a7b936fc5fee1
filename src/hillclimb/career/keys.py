"""The learner's own Ed25519 key: make it, keep it as PEM, sign with it; and public keys as others hand them over."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from hillclimb.career.ed25519 import did, fingerprint, is_weak
from hillclimb.ground import Misuse


@dataclass(frozen=True, slots=True)
class Key:
    """A private key; `raw` is its 32 secret bytes, which neither `repr` nor a log ever shows."""

    raw: bytes

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"

    @classmethod
    def fresh(cls) -> Key:
        """Return a key that nobody could have predicted."""
        return cls(os.urandom(32))

    @classmethod
    def from_pem(cls, text: bytes, passphrase: str = "") -> Key:
        """Return the key of a PEM file; refuse a wrong passphrase (code `passphrase`) and any other kind of key."""
        try:
            found = forms.load_pem_private_key(text, passphrase.encode() if passphrase else None)
        except TypeError:
            if passphrase:  # a key that needs none is open to everyone who asks
                return cls.from_pem(text)
            raise Misuse(
                "The key is locked with a passphrase.",
                hint="Type it when asked, or set HILLCLIMB_PASSPHRASE for this command.",
                code="passphrase",
            ) from None
        except (ValueError, UnsupportedAlgorithm):
            if b"ENCRYPTED" in text and passphrase:
                raise Misuse(
                    "That is not the passphrase of the key.", hint="Try again; nothing was changed.", code="passphrase"
                ) from None
            raise _no_key() from None
        if not isinstance(found, Ed25519PrivateKey):
            raise _no_key()
        return cls(found.private_bytes_raw())

    def pem(self, passphrase: str = "") -> bytes:
        """Return the key as PKCS#8 in PEM, locked where a passphrase is given."""
        lock = forms.BestAvailableEncryption(passphrase.encode()) if passphrase else forms.NoEncryption()
        return self._private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, lock)

    def sign(self, message: bytes) -> bytes:
        """Return the signature (64 bytes) of a message."""
        return self._private.sign(message)

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._private.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """The name that people compare."""
        return fingerprint(self.public)

    @property
    def did(self) -> str:
        """The public key as a did:key."""
        return did(self.public)

    @property
    def openssh(self) -> str:
        """The public key as OpenSSH writes it; `ssh-keygen -lf` shows the same fingerprint."""
        key = self._private.public_key()
        return key.public_bytes(forms.Encoding.OpenSSH, forms.PublicFormat.OpenSSH).decode()

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.raw)


def verify_fast(public: bytes, signature: bytes, message: bytes) -> bool:
    """Return whether a signature fits, as `ed25519.verify` does, by a library."""
    if len(public) != 32 or len(signature) != 64 or is_weak(public):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_public(text: bytes) -> bytes:
    """Return the Ed25519 public key of a file: OpenSSH or PEM; refuse any other."""
    ssh = text.lstrip().startswith(b"ssh-ed25519 ")
    try:
        found: object = forms.load_ssh_public_key(text.strip()) if ssh else forms.load_pem_public_key(text)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key() from None
    if not isinstance(found, Ed25519PublicKey) or is_weak(found.public_bytes_raw()):
        raise _no_key()
    return found.public_bytes_raw()


def in_base64(raw: bytes, *, url: bool = False) -> str:
    """Return bytes in base64; with `url` in the alphabet of addresses, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() if url else base64.b64encode(raw).decode()


def _no_key() -> Misuse:
    return Misuse(
        "That file holds no Ed25519 key that can be used.", hint="`hillclimb evidence key --export FILE` writes one."
    )
