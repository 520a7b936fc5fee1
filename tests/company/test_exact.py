"""The elementary functions agree with the C library and do not depend on how an array is laid out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hillclimb.company.exact import exp, expit, log, rounded


def ulps(got: float, want: float) -> float:
    return abs(got - want) / math.ulp(want)


@given(st.floats(-708.0, 709.0))
def test_exp_is_within_one_unit_in_the_last_place(x):
    assert ulps(float(exp(np.array([x]))[0]), math.exp(x)) <= 1.0


@given(st.floats(1e-307, 1e308))
def test_log_is_within_one_unit_in_the_last_place(x):
    got, want = float(log(np.array([x]))[0]), math.log(x)
    assert got == want if want == 0.0 else ulps(got, want) <= 1.0


@given(st.floats(-1e4, 1e4))
def test_expit_stays_a_probability_and_mirrors_itself(x):
    p, q = (float(value) for value in expit(np.array([x, -x])))
    assert 0.0 <= p <= 1.0
    assert abs(p + q - 1.0) < 1e-15


def test_an_element_does_not_depend_on_its_neighbours():
    x = np.linspace(-30.0, 30.0, 1003)
    for function in (exp, expit, lambda v: log(exp(v))):
        whole = function(x)
        for part in (x[::7], x[5:11], x[::-1]):
            alone = np.concatenate([function(part[i : i + 1]) for i in range(len(part))])
            assert np.array_equal(function(part), alone)
        assert np.array_equal(whole[5:11], function(x[5:11]))


def test_known_bits():
    assert [float(v).hex() for v in exp(np.array([1.0, -1.0, 0.5, 20.0]))] == [
        "0x1.5bf0a8b14576ap+1",
        "0x1.78b56362cef38p-2",
        "0x1.a61298e1e069cp+0",
        "0x1.ceb088b68e804p+28",
    ]
    assert [float(v).hex() for v in log(np.array([2.0, 10.0, 0.1]))] == [
        "0x1.62e42fefa39efp-1",
        "0x1.26bb1bbb55516p+1",
        "-0x1.26bb1bbb55515p+1",
    ]


def test_log_refuses_what_has_none():
    for x in (0.0, -1.0, math.nan):
        with pytest.raises(ValueError, match="positive"):
            log(np.array([1.0, x]))


def test_rounding_leaves_no_minus_zero():
    assert not np.signbit(rounded(np.array([-0.001]), 2))[0]
    assert rounded(np.array([1.005, 2.675]), 1).tolist() == [1.0, 2.7]
