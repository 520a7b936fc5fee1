"""The pictures of memory: everything lies inside them, and nothing is drawn of nothing."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hillclimb.actions import Load, Remembered
from hillclimb.actions.remembering import Gap
from hillclimb.learner import Retention
from hillclimb.web.recall import HEIGHT, WIDTH, draw_ahead, draw_kept

shares = st.floats(0.0, 1.0)
helds = st.builds(Retention, reviews=st.integers(1, 999), held=shares, low=shares, high=shares, foretold=shares)
gaps = st.lists(
    st.builds(Gap, low=st.just(0.0), high=st.just(1e9), days=st.floats(0.5, 900.0), found=helds), min_size=1, max_size=8
)


def found(gaps=(), ahead=()):
    return Remembered(
        reviewed=0, days=0, minutes=0.0, seen=0, young=0, old=0, recent=None, ever=None, areas={}, gaps=tuple(gaps),
        ahead=tuple(ahead),
    )  # fmt: skip


@given(gaps)
def test_every_dot_lies_inside_the_picture(gaps):
    kept = draw_kept(found(sorted(gaps, key=lambda gap: gap.days)))
    assert kept is not None
    for dot in kept.dots:
        assert 0 <= dot.x <= WIDTH
        assert all(0 <= y <= HEIGHT for y in (dot.y, dot.low, dot.high))
    assert kept.across


def test_nothing_is_drawn_of_nothing():
    assert draw_kept(found()) is None
    assert draw_ahead([Load(day=date(2026, 1, 1), cards=0, minutes=0.0)]) == ()


def test_the_fullest_day_reaches_the_top_and_an_empty_one_has_no_height():
    start = date(2026, 1, 1)
    bars = draw_ahead([Load(day=start + timedelta(days=i), cards=n, minutes=n / 4) for i, n in enumerate((3, 0, 12))])
    assert [round(bar.height) for bar in bars] == [49, 0, 196]
    assert bars[0].label == "today"
    assert all(bar.x + bar.width <= WIDTH for bar in bars)
