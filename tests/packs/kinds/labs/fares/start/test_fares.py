"""Tests of `fare`."""

from fares import fare


def test_a_ride():
    assert fare(30, 1) > 0
