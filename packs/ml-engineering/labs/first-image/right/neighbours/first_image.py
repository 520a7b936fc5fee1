"""The three most alike of the images that were given vote."""

import numpy as np


def train(images, digits):
    return images.reshape(len(images), -1).astype(float), digits.copy()


def predict(model, images):
    known, digits = model
    asked = images.reshape(len(images), -1).astype(float)
    apart = (asked**2).sum(axis=1)[:, None] - 2 * asked @ known.T + (known**2).sum(axis=1)
    nearest = digits[np.argsort(np.rint(apart), axis=1, kind="stable")[:, :3]]
    return np.where(nearest[:, 1] == nearest[:, 2], nearest[:, 1], nearest[:, 0])


def confusion(model, images, digits):
    return np.bincount(10 * digits + predict(model, images), minlength=100).reshape(10, 10)


def misread(model, images, digits):
    return np.where(predict(model, images) != digits)[0]
