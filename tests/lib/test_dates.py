from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import dates

DAY = date(2026, 2, 2)


def test_days():
    assert dates.long(DAY) == "2 Şubat 2026 Pazartesi"
    assert dates.short(DAY) == "02.02.2026"
    assert dates.long(date(2026, 8, 30)) == "30 Ağustos 2026 Pazar"


def test_times():
    assert dates.time(time(16)) == "16.00"
    assert dates.time(datetime(2026, 2, 2, 9, 5)) == "09.05"


def test_what_the_database_gives_in_utc_is_shown_in_istanbul():
    late = datetime(2026, 2, 1, 22, 30, tzinfo=UTC)
    assert dates.long(late) == "2 Şubat 2026 Pazartesi"
    assert dates.short(late) == "02.02.2026"
    assert dates.time(late) == "01.30"
    assert dates.until(late, DAY) == "bugün"


@pytest.mark.parametrize(
    ("a", "b", "shown"),
    [
        (time(10), time(16), "10.00–16.00"),
        (time(10), time(10), "10.00"),
        (datetime(2026, 2, 2, 10), datetime(2026, 2, 2, 16, 30), "10.00–16.30"),
        (datetime(2026, 2, 1, 21, tzinfo=UTC), datetime(2026, 2, 2, 20, tzinfo=UTC), "00.00–23.00"),
        (datetime(2026, 2, 2, 22), datetime(2026, 2, 3, 2), "02.02.2026 22.00 – 03.02.2026 02.00"),
        (DAY, DAY, "2 Şubat 2026"),
        (DAY, date(2026, 2, 4), "2–4 Şubat 2026"),
        (date(2026, 2, 28), date(2026, 3, 2), "28 Şubat – 2 Mart 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 Aralık 2026 – 2 Ocak 2027"),
    ],
)
def test_ranges_say_nothing_twice(a, b, shown):
    assert dates.range(a, b) == shown


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(0, 0, "0"), (999, 0, "999"), (1500, 0, "1.500"), (1_234_567, 0, "1.234.567"), (-1500, 0, "-1.500"),
     (1234.5, 1, "1.234,5"), (Decimal("1234.50"), 2, "1.234,50"),
     (0.5, 0, "1"), (2.5, 0, "3"), (1.005, 2, "1,01"), (-0.4, 0, "0")],
)  # fmt: skip
def test_numbers(value, places, shown):
    assert dates.number(value, places) == shown


@given(st.integers(-(10**18), 10**18))
def test_a_number_loses_no_digit(value):
    assert int(dates.number(value).replace(".", "")) == value


def test_percentages():
    assert dates.percent(62) == "% 62"
    assert dates.percent(62.45, 1) == "% 62,5"


@pytest.mark.parametrize(
    ("day", "shown"),
    [(4, "2 gün kaldı"), (3, "1 gün kaldı"), (2, "bugün"), (1, "1 gün geçti")],
)
def test_how_long_until_a_day(day, shown):
    assert dates.until(date(2026, 2, day), DAY) == shown


@given(st.dates())
def test_every_day_can_be_shown_and_read_again(day):
    number, month, year, weekday = dates.long(day).split()
    assert date(int(year), dates.MONTHS.index(month) + 1, int(number)) == day
    assert dates.WEEKDAYS.index(weekday) == day.weekday()
