"""What would change a belief most: the expected move, honestly weighed."""

from __future__ import annotations

import pytest

from hillclimb.learner import believe, would_change
from tests.learner.graphs import START, answered, diamond, event, graded, lab, question

GRAPH = diamond()


def test_a_lab_that_is_about_the_skill_changes_more_than_one_that_touches_it() -> None:
    belief = believe(GRAPH, None, [event(answered("b"))], at=START)["b"]
    whole, touch = lab("whole", {"b": 1.0}), lab("touch", {"b": 0.2})
    change = would_change(belief, labs=[touch, whole])
    assert change is not None
    assert (change.kind, change.slug) == ("lab", "whole")


def test_what_is_passed_or_about_something_else_changes_nothing() -> None:
    belief = believe(GRAPH, None, [], at=START)["b"]
    assert would_change(belief, labs=[lab("done", {"b": 1.0}), lab("other", {"c": 1.0})], passed=["done"]) is None


def test_a_question_near_the_learner_changes_more_than_one_far_above() -> None:
    belief = believe(GRAPH, None, [event(answered("b"))], at=START)["b"]
    near, far = question("near", "b", difficulty=0.0), question("far", "b", difficulty=4.0)
    change = would_change(belief, questions=[far, near])
    assert change is not None
    assert change.slug == "near"


@pytest.mark.parametrize("right", [True, False])
def test_the_belief_it_promises_is_the_one_that_follows(right: bool) -> None:
    belief = believe(GRAPH, None, [event(answered("b"))], at=START)["b"]
    made = lab("whole", {"b": 1.0}, difficulty=0.5)
    change = would_change(belief, labs=[made])
    assert change is not None
    ending = "passed" if right else "failed"
    verdict = graded("whole", {"b": 1.0}, ending, difficulty=0.5)
    after = believe(GRAPH, None, [event(answered("b")), event(verdict, seq=2)], at=START)["b"]
    # A pass also teaches, and form adds a little: the promise is close, and never the wrong way.
    assert (change.if_right if right else change.if_wrong) == pytest.approx(after.p, abs=0.1)
