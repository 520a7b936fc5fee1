"""The page about the attacks is what the attacks say, and no requirement is without one."""

from pathlib import Path

from hillclimb.testing import REQUIREMENTS, read_attacks, security_page

ROOT = Path(__file__).parents[2]
ATTACKS = read_attacks(ROOT / "tests" / "attacks")


def test_the_page_is_current():
    page = ROOT / "docs" / "reference" / "security.md"
    assert page.read_text(encoding="utf-8") == security_page(ATTACKS), "run python -m hillclimb.testing security"


def test_every_requirement_is_attacked():
    attacked = {row for _, attack in ATTACKS.values() for row in attack.rows}
    assert attacked == set(REQUIREMENTS)


def test_every_attack_says_what_it_tries():
    for name, (tries, _) in ATTACKS.items():
        assert tries.endswith("."), name
    assert len({tries for tries, _ in ATTACKS.values()}) == len(ATTACKS) >= 100
