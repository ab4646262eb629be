"""Rules that need no database: money, doors, roads."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wishes.wishbox import money, routes
from wishes.wishbox.households import plain_address


@given(st.integers(min_value=0, max_value=money.LARGEST))
def test_what_is_shown_is_read_again(kurus):
    assert money.parse(money.show(kurus)) == kurus


@pytest.mark.parametrize(("text", "kurus"), [("1250", 125_000), ("1.250,5", 125_050), ("0,05", 5), ("12 TL", 1_200)])
def test_amounts_as_people_write_them(text, kurus):
    assert money.parse(text) == kurus


@pytest.mark.parametrize("text", ["", "1,2,3", "1.25", "-1", "１２", "bir", "1e5", "10000000001"])
def test_it_refuses_what_is_no_amount(text):
    with pytest.raises(ValueError, match=r"amount|large"):
        money.parse(text)


@pytest.mark.parametrize(
    "other",
    ["gül sk. no:5 d:3", "GÜL SOKAĞI NO 5 DAİRE 3", "Yahya Kaptan Mah. Gül Sok. No.5 D.3", "Gül sokak, no 5, daire 3"],
)
def test_one_door_in_many_spellings(other):
    assert plain_address(other, "Yahya Kaptan") == plain_address("Gül Sokak No 5 Daire 3", "Yahya Kaptan")


@pytest.mark.parametrize("other", ["Gül Sokak No 6 Daire 3", "Gül Sokak No 5 Daire 4", "Lale Sokak No 5 Daire 3"])
def test_neighbours_are_not_one_door(other):
    assert plain_address(other) != plain_address("Gül Sokak No 5 Daire 3")


points = st.tuples(st.floats(40.6, 40.9), st.floats(29.7, 30.3))


@given(st.lists(st.one_of(points, st.none()), max_size=12), st.one_of(points, st.none()))
@settings(max_examples=60, deadline=None)
def test_every_stop_is_visited_once_and_the_lost_ones_last(places, start):
    stops = list(enumerate(places))
    order = routes.order(stops, start)
    assert sorted(order) == [key for key, _place in stops]
    lost = [key for key, place in stops if place is None]
    assert order[len(order) - len(lost) :] == lost


def test_the_nearest_comes_first():
    stops = [("far", (40.76, 30.1)), ("near", (40.76, 29.93)), ("middle", (40.76, 30.0))]
    assert routes.order(stops, (40.76, 29.9)) == ["near", "middle", "far"]
    assert routes.order(stops) in (["near", "middle", "far"], ["far", "middle", "near"])
