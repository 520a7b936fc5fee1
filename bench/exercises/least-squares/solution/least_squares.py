"""Least squares and ridge regression."""

import numpy as np


def fit(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def ridge(X, y, alpha):
    return np.linalg.solve(X.T @ X + alpha * np.eye(X.shape[1]), X.T @ y)


def predict(X, weights):
    return X @ weights


def error(y, predicted):
    return float(np.mean((y - predicted) ** 2))
