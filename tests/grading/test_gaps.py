"""A table with gaps (NaN) that nobody touched counts as unchanged, one with a gap filled does not."""

import numpy as np
import pytest

from hillclimb.grading.labkit import Failed, unchanged


class Kept:
    """What stands for a value in the worker."""

    def __init__(self, value):
        self.value = value

    def fetch(self):
        return self.value


BEFORE = {"estimate": np.array([1.0, np.nan]), "area": np.array(["A", "B"])}


def test_gaps_in_the_same_places_are_no_change():
    unchanged(Kept({name: column.copy() for name, column in BEFORE.items()}), BEFORE, "the table")


@pytest.mark.parametrize("filled", [[1.0, 0.0], [np.nan, np.nan], [np.nan, 1.0]])
def test_a_gap_filled_or_made_is_a_change(filled):
    with pytest.raises(Failed, match="the table was changed"):
        unchanged(Kept({**BEFORE, "estimate": np.array(filled)}), BEFORE, "the table")
