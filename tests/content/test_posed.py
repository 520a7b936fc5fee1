"""Cards as they are asked: numbers drawn, steps shuffled, answers judged."""

from hypothesis import given
from hypothesis import strategies as st

from hillclimb.content import CardKind, is_known, pose, read_pack
from hillclimb.ground import Seed

from .conftest import TINY

PACK = read_pack(TINY).pack
NUMBER, ORDER = PACK.cards["scaling-by"], PACK.cards["scaling-steps"]
CODE, RECALL = PACK.cards["doubling-text"], PACK.cards["doubling-is"]
seeds = st.integers(0, 10**6).map(lambda number: Seed.of("card", number))


@given(seeds)
def test_a_number_card_shows_what_it_drew_and_takes_what_is_near_enough(seed):
    posed = pose(NUMBER, seed)
    assert "{" not in posed.front + posed.back
    sheep, factor = (int(word) for word in posed.front.rstrip("?").split() if word.isdigit())
    assert posed.value == sheep * factor
    assert is_known(posed, posed.value)
    assert is_known(posed, posed.value + 0.4)
    assert not is_known(posed, posed.value + 0.6)
    assert not is_known(posed, float("nan"))
    assert pose(NUMBER, seed) == posed


def test_a_number_card_asks_for_other_numbers_the_next_time():
    assert len({pose(NUMBER, Seed.of("card", number)).value for number in range(30)}) > 3


@given(seeds)
def test_the_steps_are_shuffled_and_only_their_right_places_are_right(seed):
    posed = pose(ORDER, seed)
    assert sorted(posed.steps) == sorted(ORDER.steps)
    assert posed.steps != ORDER.steps
    assert [ORDER.steps[place - 1] for place in posed.order] == list(posed.steps)
    assert is_known(posed, posed.order)
    assert not is_known(posed, (1, 2, 3))
    assert not is_known(posed, posed.order[:2])
    assert not is_known(posed, "Count the sheep.")


def test_what_code_prints_is_compared_without_white_space_at_line_ends():
    posed = pose(CODE, Seed.of(1))
    assert posed.judged
    assert is_known(posed, " abab \n\n".rstrip() + "\n") == is_known(posed, "abab")
    assert is_known(posed, "abab  \n")
    assert not is_known(posed, "ab ab")
    assert not is_known(posed, "")


def test_a_recall_card_is_never_judged():
    posed = pose(RECALL, Seed.of(1))
    assert not posed.judged
    assert not is_known(posed, RECALL.back)


def test_every_card_of_the_shipped_kinds_can_be_posed():
    assert {card.kind for card in PACK.cards.values()} == set(CardKind)
    for card in PACK.cards.values():
        posed = pose(card, Seed.of("any"))
        assert bool(posed.answer) == posed.judged
