"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events import days
from lib import dates

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.11.2026", date(2026, 11, 24)),
        ("4.1.27", date(2027, 1, 4)),
        ("24 . 11 . 2026", date(2026, 11, 24)),
        ("24/11/2026", date(2026, 11, 24)),
        ("2026-11-24", date(2026, 11, 24)),
        ("24 Kasım 2026 Salı", date(2026, 11, 24)),
        ("  24 KASIM  ", date(2026, 11, 24)),
        ("1 şubat", date(2027, 2, 1)),  # the next one
        ("29 şubat", date(2028, 2, 29)),
        ("bugün", TODAY),
        ("Yarın", date(2026, 11, 23)),
    ],
)
def test_a_day_is_understood(text, day):
    assert days.parse(text, TODAY) == day


@pytest.mark.parametrize("text", ["31 Şubat", "30.02.2026", "0.0.0", "2026-00-10", "24.11.9999", "1999-12-31", "Kasım"])
def test_it_refuses_what_no_calendar_has(text):
    assert days.parse(text, TODAY) is None


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_it(text):
    found = days.parse(text, TODAY)
    assert found is None or found.year in days.YEARS or found.year == TODAY.year


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_whatever_we_write_we_read(day):
    assert days.parse(dates.long(day), TODAY) == days.parse(dates.short(day), TODAY) == day


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "0000-01", "9999-01", "26-1", "2026-1"])
def test_it_refuses_months_of_no_year(text):
    assert days.month(text) is None
