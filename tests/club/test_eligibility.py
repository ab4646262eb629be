"""Birthdays by the day, 29 February included."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wishes.club.eligibility import Verdict, Window, age, turns_18_on, verdict

DAYS = st.dates(date(1930, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("birth", "birthday"),
    [
        (date(2008, 3, 27), date(2026, 3, 27)),
        (date(2008, 2, 29), date(2026, 2, 28)),  # Code of Obligations art. 92: the month's last day
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2008, 3, 1), date(2026, 3, 1)),
        (date(2008, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_day_on_which_one_is_eighteen(birth, birthday):
    assert turns_18_on(birth) == birthday
    assert age(birth, birthday) == (18, 0, 0)
    assert age(birth, birthday - timedelta(days=1))[0] == 17


@pytest.mark.parametrize(
    ("birth", "today", "said"),
    [
        (date(2008, 2, 29), date(2026, 2, 27), Verdict.EARLY),
        (date(2008, 2, 29), date(2026, 2, 28), Verdict.WINDOW),
        (date(2008, 1, 1), date(2026, 6, 1), Verdict.WINDOW),
        (date(2007, 12, 31), date(2026, 6, 1), Verdict.LATE),
        (date(2008, 6, 2), date(2026, 6, 1), Verdict.EARLY),
        (date(2008, 12, 31), date(2026, 12, 31), Verdict.WINDOW),
        (date(2009, 1, 1), date(2027, 1, 1), Verdict.NEXT),
    ],
)
def test_early_in_the_window_late(birth, today, said):
    assert verdict(birth, Window(date(2026, 1, 1), date(2026, 12, 31)), today) == said


def test_it_tells_an_age_as_people_do():
    assert age(date(2008, 3, 27), date(2026, 3, 31)) == (18, 0, 4)
    assert age(date(2008, 1, 31), date(2026, 3, 1)) == (18, 1, 1)
    with pytest.raises(ValueError, match="not born"):
        age(date(2026, 1, 2), date(2026, 1, 1))


@settings(max_examples=150, deadline=None)
@given(DAYS, DAYS)
def test_eighteen_exactly_from_the_birthday_on(birth, today):
    if today >= birth:
        assert (age(birth, today)[0] >= 18) == (today >= turns_18_on(birth))
