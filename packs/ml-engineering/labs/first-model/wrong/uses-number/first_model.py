"""Who will cancel? The first model of the retention desk."""

import numpy as np
import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

NUMBERS = ["policyholder_id", "calls", "tenure_months", "monthly_premium"]
WORDS = ["cover"]
OUTCOME = "cancelled"


def fit_predict(train: pd.DataFrame, test: pd.DataFrame) -> np.ndarray:
    """Learn from `train`; return the chance of cancelling for each row of `test`, shape (len(test),), in its order."""
    known = train[NUMBERS + WORDS]    # what we knew about each person       (rows of train, 5 columns)
    happened = train[OUTCOME]         # what they did: 1 cancelled, 0 stayed (rows of train,)
    asked = test[NUMBERS + WORDS]     # the people to answer for             (rows of test, 5 columns)

    prepare = make_column_transformer(
        (OneHotEncoder(handle_unknown="ignore"), WORDS),    # one 0/1 column per cover; a new cover is all zeros
        (StandardScaler(), NUMBERS),                        # months, euros and calls on one scale: mean 0, spread 1
    )
    # Preparing and predicting are one object: a single fit learns the covers, the scales and the weights from `train`,
    # so nothing about `test` can leak in, and one person alone is treated like one of a thousand.
    model = make_pipeline(prepare, LogisticRegression())    # add the columns up with weights, squeeze to 0…1
    model.fit(known, happened)

    chances = model.predict_proba(asked)    # (rows of test, 2): the chance of 0 (stays) and of 1 (cancels)
    return chances[:, 1]                    # (rows of test,)
