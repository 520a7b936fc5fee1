"""Surveys: what is known when, where the gaps are, and that the noise twin says nothing."""

import numpy as np
import pytest

from hillclimb.company import Draw, surveys
from hillclimb.ground import Seed


def draw(*names) -> Draw:
    return Draw(Seed.of("test surveys", *names))


@pytest.mark.parametrize("rows", [1, 2, 7])
@pytest.mark.parametrize("answers", [0, 1, 30])
def test_small_surveys_are_whole(rows, answers):
    task = surveys(draw(), rows, answers=answers)
    assert task.rows == len(task.outcome) == len(task.truth.expected) == rows
    assert sum(name.startswith("answer_") for name in task.inputs) == answers
    assert np.isfinite(task.truth.expected).all()


def test_only_answers_have_gaps_and_one_in_twenty_is_missing():
    task = surveys(draw(), 500, answers=40)
    gaps = {name: np.isnan(values).mean() for name, values in task.inputs.items() if values.dtype.kind == "f"}
    assert all(share == 0 for name, share in gaps.items() if not name.startswith("answer_"))
    assert np.mean([share for name, share in gaps.items() if name.startswith("answer_")]) == pytest.approx(
        0.05, abs=0.01
    )


def test_a_refund_is_paid_to_those_who_left_and_to_nobody_else():
    task = surveys(draw(), 300, answers=2)
    assert np.array_equal(task.inputs["refund_paid"] > 0, task.outcome == 1)


def test_two_answers_move_the_chance_as_the_page_says():
    task = surveys(draw(), 2_000, answers=12)
    without = surveys(draw(), 2_000, answers=0)
    p, q = task.truth.expected, without.truth.expected
    moved = np.zeros(task.rows)
    for name, weight in task.truth.coefficients.items():
        moved += weight * np.nan_to_num((task.inputs[name] - 5.0) / 2.0)
    assert len(task.truth.coefficients) == 2
    assert np.log(p / (1 - p)) - np.log(q / (1 - q)) == pytest.approx(moved, abs=1e-9)


def test_in_the_noise_twin_everybody_leaves_with_the_same_chance():
    task = surveys(draw(), 4_000, answers=1, signal=False, rate=0.1)
    assert np.unique(task.truth.expected).tolist() == [0.1]
    assert task.outcome.mean() == pytest.approx(0.1, abs=0.02)
