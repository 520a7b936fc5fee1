"""Hillclimb: the training ground where working software engineers become machine-learning engineers."""

__version__ = "0.1.0"
