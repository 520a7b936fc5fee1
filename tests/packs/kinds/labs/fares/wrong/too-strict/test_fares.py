"""Tests of `fare`."""

from fares import fare


def test_a_grown_up_pays_by_zone():
    assert fare(30, 1) == 150
    assert fare(30, 3) == 450


def test_no_ride_costs_more_than_the_most():
    assert fare(30, 4) == 600
    assert fare(30, 9) == 600


def test_children_pay_half_until_their_sixteenth_birthday():
    assert fare(15, 1) == 75
    assert fare(15, 9) == 300
    assert fare(16, 1) == 150


def test_it_is_free_from_65():
    assert fare(64, 1) == 150
    assert fare(65, 1) == 0


def test_a_ride_of_no_zone_is_refused():
    try:
        fare(30, 0)
    except ValueError as error:
        assert str(error) == "no zones"
        return
    raise AssertionError("no error")
