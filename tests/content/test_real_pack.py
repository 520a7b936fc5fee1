"""The curriculum itself: its graph and its roles are sound, and so is all that is written for it."""

import pytest

from hillclimb.content import check_pack, read_pack

from .conftest import REAL

READING = read_pack(REAL)
PACK = READING.pack


def test_the_curriculum_breaks_no_rule():
    assert [str(problem) for problem in check_pack(READING)] == []


def test_every_skill_can_be_reached_from_the_first():
    assert [slug for slug in PACK.graph.order if not PACK.graph[slug].needs] == ["why-ml"]
    assert len(PACK.graph) == 152


def test_every_skill_is_required_by_a_role_and_every_area_has_skills():
    required = {slug for role in PACK.roles.values() for slug in role.levels}
    assert required == set(PACK.graph)
    assert {skill.area for skill in PACK.graph.skills.values()} == {area.slug for area in PACK.areas}


def test_there_are_seven_roles_and_six_levels():
    assert len(PACK.roles) == 7
    assert [level.level for level in PACK.levels] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("role", "typed", "python"),
    [
        ("practitioner-mle", 403, 382),
        ("senior-mle", 1134, 1102),
        ("mlops-engineer", 632, 600),
        ("applied-scientist", 1012, 982),
        ("research-engineer", 1027, 995),
        ("expand-in-place", 224, 203),
        ("forecasting-optimisation-mle", 846, 814),
    ],
)
def test_the_hours_of_a_role_are_those_that_the_curriculum_was_drawn_up_for(role, typed, python):
    cost = [level.cost for level in PACK.levels]
    for background, wanted in (("typed", typed), ("python", python)):
        hours = sum(
            skill.hours * max(0, cost[level] - cost[skill.prior[background]])
            for skill in PACK.graph.skills.values()
            if (level := PACK.roles[role].levels.get(skill.slug, 0))
        )
        assert hours == pytest.approx(wanted, abs=0.6)


def test_titles_are_short_and_told_apart():
    titles = [skill.title for skill in PACK.graph.skills.values()]
    assert len(set(titles)) == len(titles)
    assert max(len(title) for title in titles) <= 50
