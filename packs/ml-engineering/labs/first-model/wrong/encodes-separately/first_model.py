"""Who will cancel? The first model of the retention desk."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

NUMBERS = ["calls", "tenure_months", "monthly_premium"]
WORDS = ["cover"]
OUTCOME = "cancelled"


def fit_predict(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Learn from `train`; return the chance of cancelling for each row of `test`, shape (len(test),), in its order."""
    known = pd.get_dummies(train[NUMBERS + WORDS])
    asked = pd.get_dummies(test[NUMBERS + WORDS])
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(known, train[OUTCOME])
    return model.predict_proba(asked)[:, 1]
