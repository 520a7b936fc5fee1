"""Chances by a scaled logistic regression of scikit-learn."""

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def train(X, y):
    return make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)


def chances(model, X):
    return model.predict_proba(X)[:, 1]
