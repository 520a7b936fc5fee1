"""Reads handwritten digits: whole images are compared, not single pixels."""

import numpy as np
from sklearn.svm import SVC


def rows_of(images: np.ndarray) -> np.ndarray:
    """Return images (n, 8, 8) of 0 to 16 as rows (n, 64) of 0 to 1."""
    return images.reshape(len(images), -1) / 16


def train(images: np.ndarray, digits: np.ndarray) -> SVC:
    """Return a model of images (n, 8, 8) and what each says (n,)."""
    # The Gaussian kernel calls two images alike when all their pixels are; `gamma` is set from the pixels' spread.
    return SVC(C=10).fit(rows_of(images), digits)


def predict(model: SVC, images: np.ndarray) -> np.ndarray:
    """Return what each image says, shape (m,)."""
    return model.predict(rows_of(images))


def confusion(model: SVC, images: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """Return how often each true digit (row) was read as each digit (column), shape (10, 10)."""
    table = np.zeros((10, 10), dtype=int)
    np.add.at(table, (digits, predict(model, images)), 1)    # `table[a, b] += 1` would count a repeated pair once
    return table


def misread(model: SVC, images: np.ndarray, digits: np.ndarray) -> np.ndarray:
    """Return the positions of the images that are read wrongly, ascending."""
    return digits[predict(model, images) != digits]
