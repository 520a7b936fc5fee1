"""What every fact of the record is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What happened. `kind` and `version` name its shape in the record and never change their meaning."""

    kind: ClassVar[str] = ""
    version: ClassVar[int] = 1
