"""The model that answers: the fitted pipeline, taken apart once into the few numbers that it is made of."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import joblib
import pandas as pd

FOLDER = Path("models")
NUMBERS = ["calls", "tenure_months", "monthly_premium"]
COLUMNS = [*NUMBERS, "cover"]
# Some people to hold the numbers against the pipeline with; the last cover is one that nobody has seen.
TRIED = [
    {"calls": 3, "tenure_months": 30, "monthly_premium": 56.55, "cover": "basic"},
    {"calls": 0, "tenure_months": 240, "monthly_premium": 12.0, "cover": "premium"},
    {"calls": 12, "tenure_months": 1, "monthly_premium": 310.0, "cover": "plus"},
    {"calls": 1, "tenure_months": 7, "monthly_premium": 40.0, "cover": "launched this morning"},
]


class Unusable(Exception):
    """A file that is no model of ours; the message says why."""


@dataclass(frozen=True)
class Model:
    """Scaling and weights folded together: logit = intercept + sum of weight * number + weight of the cover."""

    version: str
    intercept: float
    weights: tuple[float, float, float]
    covers: Mapping[str, float]

    def chance(self, person: Mapping[str, Any]) -> float:
        """Return the chance that a person cancels: a dozen additions where the pipeline builds a table."""
        calls, tenure, premium = self.weights
        logit = self.intercept + self.covers.get(person["cover"], 0.0)    # a new cover adds nothing
        logit += calls * person["calls"] + tenure * person["tenure_months"] + premium * person["monthly_premium"]
        return 1.0 / (1.0 + math.exp(-logit)) if logit > -700 else 0.0

    def chances(self, people: Sequence[Mapping[str, Any]]) -> list[float]:
        """Return the chance that each person cancels."""
        return [self.chance(person) for person in people]


def taken_apart(version: str, pipeline: Any) -> Model:
    """Return the numbers that a fitted pipeline (one-hot cover, scaled numbers, logistic regression) is made of."""
    encode, scale = (step for _, step, _ in pipeline[0].transformers_[:2])
    weights = pipeline[-1].coef_[0].tolist()                      # covers first, then the numbers, as they were fitted
    covers = dict(zip(encode.categories_[0].tolist(), weights, strict=False))
    slopes = [w / s for w, s in zip(weights[-3:], scale.scale_.tolist(), strict=True)]
    shift = sum(w * mean for w, mean in zip(slopes, scale.mean_.tolist(), strict=True))
    return Model(version, float(pipeline[-1].intercept_[0]) - shift, (slopes[0], slopes[1], slopes[2]), covers)


class Shelf:
    """Holds the model that answers now; requests read it once, and a new one takes its place in one step."""

    def __init__(self) -> None:
        self.current: Model | None = None

    def put(self, version: str) -> None:
        """Read a model, hold its numbers against the pipeline itself, and put it into service."""
        try:
            pipeline = joblib.load(FOLDER / f"{version}.joblib")
            model = taken_apart(version, pipeline)
            offline = pipeline.predict_proba(pd.DataFrame(TRIED, columns=COLUMNS))[:, 1]
        except FileNotFoundError:
            raise
        except Exception as error:                                # whatever a file of bytes can do wrong
            raise Unusable(type(error).__name__) from error
        if not all(abs(ours - theirs) < 1e-9 for ours, theirs in zip(model.chances(TRIED), offline, strict=True)):
            raise Unusable("taken apart it gives other chances")
        self.current = model
