"""The model that answers."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Model:
    """A fitted pipeline and its version."""

    version: str
    pipeline: Any


class Shelf:
    """Holds the model that answers now."""

    def __init__(self) -> None:
        self.current: Model | None = None

    def put(self, version: str) -> None:
        """Put models/<version>.joblib into service."""
        raise NotImplementedError
