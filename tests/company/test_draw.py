"""The streams are Philox4x64-10, the shapes are what they claim, and no sampler depends on numpy's own."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.company import Draw
from hillclimb.company.draw import normal_quantile
from hillclimb.ground import Seed

N = 40_000
WORD = (1 << 64) - 1


def philox(counter: list[int], key: list[int]) -> list[int]:
    """Philox4x64-10 as the paper has it."""
    key = list(key)
    for _ in range(10):
        low = 0xD2E7470EE14C6C93 * counter[0]
        high = 0xCA5A826395121157 * counter[2]
        counter = [
            (high >> 64) ^ counter[1] ^ key[0],
            high & WORD,
            (low >> 64) ^ counter[3] ^ key[1],
            low & WORD,
        ]
        key = [(key[0] + 0x9E3779B97F4A7C15) & WORD, (key[1] + 0xBB67AE8584CAA73B) & WORD]
    return counter


def draw(*names) -> Draw:
    return Draw(Seed.of("test draw", *names))


def test_the_words_are_those_of_the_published_algorithm():
    seed = Seed.of("philox")
    key = [int.from_bytes(seed.key[:8], "little"), int.from_bytes(seed.key[8:], "little")]
    want = [word for block in (1, 2, 3) for word in philox([block, 0, 0, 0], key)]
    assert Draw(seed).words(12).tolist() == want


def test_philox_agrees_with_the_paper_s_known_answer():
    assert philox([0, 0, 0, 0], [0, 0]) == [
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    ]


def test_a_child_does_not_depend_on_what_its_parent_drew():
    used = draw()
    used.uniform(1000)
    assert np.array_equal(used.child("a", 1).words(5), draw().child("a", 1).words(5))
    assert not np.array_equal(draw().child("a").words(5), draw().child("b").words(5))


def test_drawing_in_parts_is_drawing_at_once():
    parts = draw("parts")
    assert np.array_equal(np.concatenate([parts.normal(3), parts.normal(4)]), draw("parts").normal(7))


@given(st.floats(1e-300, 1.0 - 1e-12))
def test_the_normal_quantile_agrees_with_the_standard_library(p):
    want = NormalDist().inv_cdf(p)
    assert float(normal_quantile(np.array([p]))[0]) == pytest.approx(want, rel=1e-13, abs=1e-15)


def close(sample, mean: float, variance: float) -> None:
    """Mean and variance lie within five standard errors."""
    x = np.asarray(sample, dtype=np.float64)
    fourth = float(np.mean((x - x.mean()) ** 4))
    assert abs(x.mean() - mean) < 5.0 * math.sqrt(variance / len(x))
    assert abs(x.var() - variance) < 5.0 * math.sqrt((fourth - x.var() ** 2) / len(x))


def test_samplers_have_the_mean_and_variance_they_claim():
    close(draw("uniform").uniform(N, 2.0, 5.0), 3.5, 9.0 / 12.0)
    close(draw("normal").normal(N, 1.0, 2.0), 1.0, 4.0)
    close(draw("exponential").exponential(N, 3.0), 3.0, 9.0)
    close(draw("bernoulli").bernoulli(np.full(N, 0.2)), 0.2, 0.16)
    close(draw("integers").integers(-2, 4, N), 0.5, 35.0 / 12.0)


@pytest.mark.parametrize("shape", [0.3, 1.0, 1.6, 40.0])
def test_gamma_has_mean_shape_times_scale(shape):
    close(draw("gamma", str(shape)).gamma(shape, N, 2.0), 2.0 * shape, 4.0 * shape)


@pytest.mark.parametrize("mean", [0.05, 1.0, 30.0, 600.0])
def test_poisson_has_variance_equal_to_its_mean(mean):
    close(draw("poisson", str(mean)).poisson(np.full(N, mean)), mean, mean)


def test_poisson_counts_follow_the_mass_function():
    counts = np.bincount(draw("mass").poisson(np.full(N, 1.3)), minlength=6)
    for k in range(6):
        p = math.exp(-1.3) * 1.3**k / math.factorial(k)
        assert abs(counts[k] - N * p) < 5.0 * math.sqrt(N * p)


def test_each_poisson_row_depends_on_its_own_mean_only():
    mean = np.array([0.0, 5.0, 0.1, 80.0])
    changed = np.array([600.0, 5.0, 9.0, 80.0])
    left, right = draw("own").poisson(mean), draw("own").poisson(changed)
    assert left[0] == 0
    assert (left[1], left[3]) == (right[1], right[3])


def test_impossible_parameters_are_named():
    with pytest.raises(ValueError, match="Poisson"):
        draw().poisson(np.array([-1.0]))
    with pytest.raises(ValueError, match="Poisson"):
        draw().poisson(np.array([math.nan]))
    with pytest.raises(ValueError, match="shape"):
        draw().gamma(0.0, 3)
    with pytest.raises(ValueError, match="range"):
        draw().integers(3, 3, 1)


def test_choice_keeps_the_weights():
    picked = draw("choice").choice(("a", "b", "never"), N, (3.0, 1.0, 0.0))
    share = float(np.mean(picked == "a"))
    assert abs(share - 0.75) < 5.0 * math.sqrt(0.75 * 0.25 / N)
    assert set(picked.tolist()) == {"a", "b"}


@given(st.integers(0, 300))
def test_a_permutation_holds_each_number_once(n):
    assert sorted(draw("order").permutation(n).tolist()) == list(range(n))


@given(st.integers(0, 300))
def test_identifiers_are_all_different(n):
    ids = draw("ids").identifiers(n, 1000).tolist()
    assert len(set(ids)) == n
    assert all(value > 1000 for value in ids)


def test_numpy_s_own_state_is_neither_read_nor_changed():
    np.random.seed(3)
    before = np.random.get_state()[1].copy()
    first = draw("state").gamma(1.6, 50)
    np.random.seed(4)
    assert np.array_equal(first, draw("state").gamma(1.6, 50))
    np.random.seed(3)
    assert np.array_equal(before, np.random.get_state()[1])
