"""Who will cancel? The first model of the retention desk."""

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMBERS = ["calls", "tenure_months", "monthly_premium"]
WORDS = ["cover"]
OUTCOME = "cancelled"


def fit_predict(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Learn from `train`; return the chance of cancelling for each row of `test`, shape (len(test),), in its order."""
    words = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(train[WORDS])
    known = np.hstack([words.transform(train[WORDS]), StandardScaler().fit_transform(train[NUMBERS])])
    asked = np.hstack([words.transform(test[WORDS]), StandardScaler().fit_transform(test[NUMBERS])])
    model = LogisticRegression().fit(known, train[OUTCOME])
    return model.predict_proba(asked)[:, 1]
