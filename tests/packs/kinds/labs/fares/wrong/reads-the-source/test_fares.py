"""Tests of `fare`."""

import inspect

import fares


def test_the_source():
    assert "price = min(150 * zones, 600)" in inspect.getsource(fares)
