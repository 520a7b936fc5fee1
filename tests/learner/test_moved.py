"""A graph that changed under a record: skills merged, split and taken out lose nothing that was shown."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings

from hillclimb.content.model import SkillGraph
from hillclimb.learner import Believer, EvidenceKind, believe
from hillclimb.record import Event, SkillContested
from tests.learner.graphs import START, answered, diamond, event, graded, graph_of, skill, uid
from tests.learner.test_beliefs import histories


def grown() -> SkillGraph:
    """b and c merged into m, d split into d1 and d2, a kept, e taken out, n new."""
    needs = {"a": [], "m": ["a"], "d1": ["m"], "d2": ["m", "n"], "n": []}
    moved = {
        uid("skill", "b"): (("m", 1.0),),
        uid("skill", "c"): (("m", 0.6),),
        uid("skill", "d"): (("d1", 0.7), ("d2", 0.5)),
        uid("skill", "e"): (),
    }
    return SkillGraph({slug: skill(slug, below) for slug, below in needs.items()}, moved=moved)


@given(histories())
@settings(max_examples=60, deadline=None)
def test_any_history_replays_on_a_changed_graph(events: list[Event]) -> None:
    graph, believer = grown(), Believer(grown())
    for one in events:
        believer.update(one)
    at = max((one.at for one in events), default=START)
    beliefs = believer.at(at)
    assert beliefs == believe(graph, None, events, at=at)
    for belief in beliefs.skills.values():
        assert math.isfinite(belief.mean)
        assert belief.mean == math.fsum((belief.prior, *(one.weight for one in belief.evidence)))


def test_what_was_shown_on_a_merged_skill_counts_for_its_heir_and_says_so() -> None:
    beliefs = believe(grown(), None, [event(answered("b"))], at=START)
    same = believe(grown(), None, [event(answered("m"))], at=START)
    assert beliefs["m"].mean == pytest.approx(same["m"].mean)
    assert beliefs["m"].evidence[0].note.endswith("on a skill that has become part of this one")
    assert beliefs.skipped == 0


def test_a_share_counts_by_its_size() -> None:
    whole, part = (believe(grown(), None, [event(answered(on))], at=START)["m"].mean for on in "bc")
    nothing = believe(grown(), None, [], at=START)["m"].mean
    assert nothing < part < whole


def test_a_split_skill_counts_for_every_part() -> None:
    beliefs = believe(grown(), None, [event(graded("l", {"d": 1.0}))], at=START)
    kinds = {slug: beliefs[slug].evidence[0].kind for slug in ("d1", "d2")}
    assert set(kinds.values()) == {EvidenceKind.LAB}
    assert beliefs["d1"].mean > beliefs["d2"].mean


def test_a_skill_taken_out_is_counted_and_changes_nothing() -> None:
    beliefs = believe(grown(), None, [event(answered("e"))], at=START)
    assert beliefs.skipped == 1
    assert beliefs.skills == believe(grown(), None, [], at=START).skills


def test_placement_shifts_and_contests_follow_too() -> None:
    shifts = {uid("skill", "b"): 1.0, uid("skill", "e"): 5.0}
    beliefs = believe(grown(), None, [event(answered("b", shifts=shifts))], at=START)
    assert beliefs["m"].mean > believe(grown(), None, [], at=START)["m"].mean
    lowered = believe(grown(), None, [event(SkillContested(skill=uid("skill", "b"), direction="not"))], at=START)
    assert lowered["m"].mean < believe(grown(), None, [], at=START)["m"].mean


def test_a_skill_that_is_new_does_not_disturb_the_others() -> None:
    old, new = diamond(), SkillGraph({**diamond().skills, "x": graph_of({"x": []})["x"]})
    events = [event(answered("b")), event(graded("l", {"d": 1.0}), seq=2)]
    before, after = believe(old, None, events, at=START), believe(new, None, events, at=START)
    assert {slug: after[slug] for slug in old} == before.skills
