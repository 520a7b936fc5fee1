"""Seeds: where all luck starts, derived by name so that every stream can be drawn again."""

from __future__ import annotations

import hashlib
import random
import secrets
from dataclasses import dataclass

_SIZE = 16


@dataclass(frozen=True, slots=True)
class Seed:
    """Sixteen bytes from which independent, named streams are derived.

    A child is BLAKE2b(parent, name): knowing a child tells nothing about its parent or its siblings.
    """

    key: bytes

    def __post_init__(self) -> None:
        if len(self.key) != _SIZE:
            raise ValueError(f"a seed has {_SIZE} bytes, got {len(self.key)}")

    @classmethod
    def fresh(cls) -> Seed:
        """Return a seed that nobody could have predicted."""
        return cls(secrets.token_bytes(_SIZE))

    @classmethod
    def of(cls, *names: str | int) -> Seed:
        """Return the seed that these public names stand for (tests, calibration, examples)."""
        return cls(bytes(_SIZE)).child(*names)

    @classmethod
    def from_hex(cls, text: str) -> Seed:
        """Return the seed that `hex` wrote."""
        return cls(bytes.fromhex(text))

    @property
    def hex(self) -> str:
        """The seed as 32 hexadecimal digits."""
        return self.key.hex()

    @property
    def commitment(self) -> str:
        """A digest that can be published before the seed is: it binds, and reveals nothing."""
        return hashlib.blake2b(self.key, digest_size=16, person=b"hc-commitment").hexdigest()

    def child(self, *names: str | int) -> Seed:
        """Return the seed of a named stream below this one."""
        key = self.key
        for name in names:
            key = hashlib.blake2b(str(name).encode(), digest_size=_SIZE, key=key).digest()
        return Seed(key)

    def random(self) -> random.Random:
        """Return Python's generator started from this seed (small draws; arrays have `company.Draw`)."""
        return random.Random(self.key)
