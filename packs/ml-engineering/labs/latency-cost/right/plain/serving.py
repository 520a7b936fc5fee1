"""The model that answers: NumPy arrays, and a memory of what was asked, one for each version."""

from functools import lru_cache
from pathlib import Path

import joblib
import numpy as np

FOLDER = Path("models")
NUMBERS = ["calls", "tenure_months", "monthly_premium"]


class Unusable(Exception):
    """A file that is no model of ours."""


class Model:
    """Arrays of one version; what it remembers goes when it goes."""

    def __init__(self, version, pipeline):
        self.version = version
        encoder, scaler = (pipeline[0].named_transformers_[name] for name in ("onehotencoder", "standardscaler"))
        self.covers = {name: place for place, name in enumerate(encoder.categories_[0])}
        self.mean, self.scale = scaler.mean_, scaler.scale_
        self.coef, self.bias = pipeline[-1].coef_[0], pipeline[-1].intercept_[0]
        self.remembered = lru_cache(maxsize=4096)(self.one)

    def one(self, calls, tenure, premium, cover):
        row = np.zeros(len(self.coef))
        if cover in self.covers:
            row[self.covers[cover]] = 1.0
        row[-3:] = (np.array([calls, tenure, premium]) - self.mean) / self.scale
        return float(1.0 / (1.0 + np.exp(-(row @ self.coef + self.bias))))

    def chances(self, people):
        return [self.remembered(*(person[name] for name in NUMBERS), person["cover"]) for person in people]


class Shelf:
    """Holds the model that answers now."""

    def __init__(self):
        self.current = None

    def put(self, version):
        try:
            model = Model(version, joblib.load(FOLDER / f"{version}.joblib"))
            (chance,) = model.chances([{"calls": 1, "tenure_months": 2, "monthly_premium": 3.0, "cover": "basic"}])
        except FileNotFoundError:
            raise
        except Exception as error:
            raise Unusable(type(error).__name__) from error
        if not 0 <= chance <= 1:
            raise Unusable("no chance")
        self.current = model
