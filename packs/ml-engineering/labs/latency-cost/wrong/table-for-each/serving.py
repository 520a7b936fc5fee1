"""The model that answers: read aside, tried, and put into service by one assignment."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

FOLDER = Path("models")
COLUMNS = ["calls", "tenure_months", "monthly_premium", "cover"]
SOMEBODY = {"calls": 3, "tenure_months": 30, "monthly_premium": 56.55, "cover": "basic"}


class Unusable(Exception):
    """A file that is no model of ours; the message says why."""


@dataclass(frozen=True)
class Model:
    """A fitted pipeline and its version: one value, so that no request can hold half of it."""

    version: str
    pipeline: Any

    def chances(self, people: list[dict[str, Any]]) -> list[float]:
        """Return the chance that each person cancels: (n,) for n people."""
        if not people:
            return []                                           # scikit-learn refuses a table without rows
        rows = pd.DataFrame(people, columns=COLUMNS)            # (n, 4)
        return self.pipeline.predict_proba(rows)[:, 1].tolist() # (n,)


class Shelf:
    """Holds the model that answers now; requests read it once, and a new one takes its place in one step."""

    def __init__(self) -> None:
        self.current: Model | None = None

    def put(self, version: str) -> None:
        """Read a model and put it into service; one that is missing or does not work changes nothing."""
        try:
            model = Model(version, joblib.load(FOLDER / f"{version}.joblib"))
            (chance,) = model.chances([SOMEBODY])               # better to find out now than with a customer
        except FileNotFoundError:
            raise
        except Exception as error:                              # whatever a file of bytes can do wrong
            raise Unusable(type(error).__name__) from error
        if not (math.isfinite(chance) and 0 <= chance <= 1):
            raise Unusable(f"it gives {chance} as a chance")
        self.current = model
